"""How a likely wait is told."""

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.wait_estimate import early_s, told_s

seconds = st.floats(0, 20_000)


def test_minutes_are_whole_and_less_than_one_is_told_in_tens_of_seconds():
    """A third of all are called within seconds: "0 minutes" would be too little for each of them."""
    assert told_s(7.0, 22.0) == (10.0, 20.0)
    assert told_s(54.0, 57.0) == (50.0, 60.0)
    assert told_s(89.0, 91.0) == (60.0, 120.0)
    assert told_s(634.0, 1000.0) == (660.0, 1020.0)


def test_only_who_does_not_wait_at_all_is_told_nothing():
    assert told_s(0.0, 0.0) == (0.0, 0.0)
    assert told_s(0.0, 1.0) == (0.0, 10.0)


def test_as_many_come_early_as_late():
    """Half and double of the middle, a minute of grace added to each."""
    assert early_s(540.0, 1140.0) == 240.0
    assert early_s(10.0, 500.0) == 0.0


@given(seconds, seconds, seconds, seconds)
def test_who_waits_longer_is_never_told_less(low, width, more, wider):
    before, after = told_s(low, low + width), told_s(low + more, low + more + max(width, wider))

    assert before[0] <= before[1]
    assert before[0] <= after[0]
    assert before[1] <= after[1]
