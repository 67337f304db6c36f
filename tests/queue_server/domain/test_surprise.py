"""How far expected waits were off, by their length."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.surprise import LENGTHS_S, Mark, Surprises
from tests.counts import count

waits = st.floats(0, 20_000)


@given(learnt=st.lists(st.tuples(waits, waits), max_size=60), expected=waits)
def test_whatever_was_learnt_the_bounds_are_in_order(learnt, expected):
    """And never negative: nobody waits less than not at all."""
    surprises = Surprises()
    for one in learnt:
        surprises = surprises.after(*one)

    low, high = surprises.likely_s(expected)

    assert 0 <= low <= high


@given(learnt=st.lists(st.tuples(waits, waits, st.integers(1, 40)), max_size=12), expected=st.lists(waits, min_size=2))
@settings(max_examples=count(100, 500), deadline=None)
def test_whoever_expects_more_is_never_told_less(learnt, expected):
    """More people ahead never mean a shorter wait, however oddly long and short ones surprised before."""
    surprises = Surprises()
    for foretold, actual, times in learnt:
        for _ in range(times):
            surprises = surprises.after(foretold, actual)

    told = [surprises.likely_s(one) for one in sorted(expected)]

    for shorter, longer in pairwise(told):
        assert shorter[0] <= longer[0] + 1e-6
        assert shorter[1] <= longer[1] + 1e-6


def test_marks_of_other_lengths_stay_as_they_are():
    """Not even by a rounding error, so that what is stored stays short."""
    surprises = Surprises().after(130.0, 200.0)

    untouched = [one for one in surprises.marks if one == Mark()]

    assert len(untouched) == len(LENGTHS_S) - 2


def test_before_experience_half_are_expected_to_wait_as_worked_out():
    for expected in (0.0, 130.0, 700.0, 9000.0):
        assert Surprises().likely_s(expected)[0] == pytest.approx(expected)


def test_long_waits_learn_apart_from_short_ones():
    """That short waits double says nothing about a queue of two hours, which services even out."""
    surprises = Surprises()
    for _ in range(200):
        surprises = surprises.after(200.0, 460.0)

    assert surprises.likely_s(200.0)[0] > 320
    assert surprises.likely_s(7200.0)[0] == pytest.approx(7200.0)


@pytest.mark.parametrize("shift", [0.8, 1.5])
def test_between_two_lengths_the_halves_hold_too(shift):
    """Marks at both sides learn from what lies between them."""
    chance, surprises, below, high = random.Random(3), Surprises(), [], []
    for index in range(6000):
        expected = chance.uniform(LENGTHS_S[1], LENGTHS_S[-1])
        actual = shift * expected * chance.lognormvariate(0, 0.4)
        likely = surprises.likely_s(expected)
        if index > 2000:
            below.append(actual <= likely[0])
            high.append(actual <= likely[1])
        surprises = surprises.after(expected, actual)

    assert sum(below) / len(below) == pytest.approx(0.5, abs=0.03)
    assert sum(high) / len(high) == pytest.approx(0.9, abs=0.03)
