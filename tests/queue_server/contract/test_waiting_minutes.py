"""A wait is told alike everywhere: kiosk, paper, TV and terminal of one office stand side by side."""

import pytest

from queue_server.contract.waiting_minutes import high_minutes, low_minutes, minutes_told


def test_a_likely_wait_is_rounded_so_that_nobody_takes_it_for_a_promise():
    """The same figures as in tests/js/small_rules.test.js."""
    assert [high_minutes(one) for one in (0, 59, 61, 600, 601, 1500)] == [1, 1, 2, 10, 15, 25]
    assert [low_minutes(one) for one in (0, 59, 61, 100, 600, 720, 780, 1500)] == [1, 1, 1, 2, 10, 10, 15, 25]


@pytest.mark.parametrize(
    ("low_s", "high_s", "told"),
    [(480, 1320, (8, 25)), (610, 700, (10, 15)), (780, 840, (15, 15)), (290, 610, (5, 15)), (5, 20, (1, 1))],
)
def test_the_low_end_is_never_above_the_high_one(low_s, high_s, told):
    assert minutes_told(low_s, high_s) == told
