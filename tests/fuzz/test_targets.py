"""The fuzzing targets hold on their seeds and on some random bytes, so that a long run starts from working ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_bridge.protocol import rtu
from tests.fuzz import parsers
from tests.fuzz.targets import ANSWERS, REQUESTS, SEEDS, TARGETS, pieces, rtu_answers


def test_every_target_has_seeds_and_a_name_on_the_command_line():
    """Else it would never be run."""
    assert set(TARGETS) == set(SEEDS) == set(parsers.NAMES)


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_hold(name):
    """And all their beginnings."""
    for seed in SEEDS[name]:
        for length in range(len(seed) + 1):
            TARGETS[name](seed[:length])


@pytest.mark.parametrize("name", TARGETS)
def test_random_bytes_hold(name):
    """A few; ``python -m tests.fuzz.parsers`` tries more."""
    settings(max_examples=200, deadline=None)(given(st.binary(max_size=parsers.LONGEST))(TARGETS[name]))()


def test_the_seeds_reach_the_answers():
    """A target that never got behind the checksum would prove nothing."""
    for request, answer, seed in zip(REQUESTS, ANSWERS, SEEDS["rtu-answers"], strict=False):
        assert b"".join(pieces(seed[2:])) == answer
        assert request.find(answer) is not None


def test_a_parser_that_breaks_its_promise_is_found(monkeypatch):
    """An answer of the wrong length, taken as this one."""
    monkeypatch.setattr(rtu.Request, "find", lambda *_: rtu.Found((1, 2), 9))

    with pytest.raises(AssertionError):
        rtu_answers(SEEDS["rtu-answers"][0])
