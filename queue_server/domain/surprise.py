"""How far expected waits were off: marks for short and long waits, which learn from each wait and forget slowly."""

import math
from bisect import bisect_right
from dataclasses import dataclass

GRACE_S = 60.0
"""Added to both waits before they are compared, so that a wait of seconds is not "ten times as expected"."""

LENGTHS_S = (0.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 3840.0, 7680.0)
"""Expected waits that have marks of their own; between two of them both count by nearness (of the logarithms).

A queue of two hours is no more uncertain by its length: services even out, so its ratio strays less than that of a
short one.
"""

LEAST_STEP = 0.02
"""So much of a mark each wait moves at least: an office changes."""

LEAST_DISTANCE = 0.05

_PLACES = tuple(math.log(length + GRACE_S) for length in LENGTHS_S)


Beside = tuple[tuple[int, float], ...]
"""Places in ``LENGTHS_S`` with their nearness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where actual waits lay beside expected ones of a length, as logarithms of their ratio."""

    weight: float = 0.0
    """Waits it has learnt from, each by its nearness."""
    middle: float = 0.0
    """Half of the waits are below."""
    high: float = 0.6
    """Nine of ten are below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprises:
    """The marks of all lengths.

    Each wait moves the marks beside it a little, so that in the long run half of the waits are below the one curve
    and nine of ten below the other, whatever the office is like (stochastic approximation of quantiles, Robbins and
    Monro 1951).
    """

    marks: tuple[Mark, ...] = (Mark(),) * len(LENGTHS_S)
    """By ``LENGTHS_S``."""

    def likely_s(self, expected_s: float) -> tuple[float, float]:
        """Return the wait that half of those who expect so much stay below, and the one that nine of ten do.

        Neither gets shorter when more is expected.
        """
        middle, high = self._at(_beside(math.log(expected_s + GRACE_S)))
        low_s = (expected_s + GRACE_S) * math.exp(middle) - GRACE_S
        high_s = (expected_s + GRACE_S) * math.exp(max(high, middle + LEAST_DISTANCE)) - GRACE_S
        return max(0.0, low_s), max(0.0, high_s)

    def after(self, expected_s: float, actual_s: float) -> "Surprises":
        """Return the marks after one more wait."""
        place = math.log(expected_s + GRACE_S)
        ratio = math.log(max(0.0, actual_s) + GRACE_S) - place
        beside = _beside(place)
        middle, high = self._at(beside)
        middles, highs = [one.middle for one in self.marks], [one.high for one in self.marks]
        weights = [one.weight for one in self.marks]
        for index, nearness in beside:
            step = nearness * max(LEAST_STEP, 1 / (weights[index] + 2))
            weights[index] += nearness
            middles[index] += step * (0.5 - (ratio <= middle))
            highs[index] += 2 * step * (0.9 - (ratio <= high))
        moved = range(beside[0][0], beside[-1][0] + 1)
        _take_along(middles, moved, up=ratio > middle)
        _take_along(highs, moved, up=ratio > high)
        now = zip(self.marks, weights, middles, highs, strict=True)
        return Surprises(marks=tuple(_moved(*one) for one in now))

    def _at(self, beside: Beside) -> tuple[float, float]:
        marks = [(self.marks[index], nearness) for index, nearness in beside]
        return sum(one.middle * part for one, part in marks), sum(one.high * part for one, part in marks)


def _beside(place: float) -> Beside:
    """Return the lengths on both sides of an expected wait's logarithm with their nearness, which add up to 1."""
    last = len(_PLACES) - 1
    upper = bisect_right(_PLACES, place)
    if upper > last:
        return ((last, 1.0),)
    part = (place - _PLACES[upper - 1]) / (_PLACES[upper] - _PLACES[upper - 1])
    return ((upper - 1, 1 - part), (upper, part))


def _moved(mark: Mark, weight: float, middle: float, high: float) -> Mark:
    same = weight == mark.weight and middle == mark.middle and high == mark.high
    return mark if same else Mark(weight=weight, middle=middle, high=high)


def _take_along(ratios: list[float], moved: range, *, up: bool) -> None:
    """Let marks that have moved push those they would pass: no length stands for a shorter wait than one before it."""
    if up:
        for index in range(moved.start, len(ratios) - 1):
            least = ratios[index] - (_PLACES[index + 1] - _PLACES[index])
            ratios[index + 1] = max(ratios[index + 1], least)
    else:
        for index in range(moved.stop - 1, 0, -1):
            most = ratios[index] + (_PLACES[index] - _PLACES[index - 1])
            ratios[index - 1] = min(ratios[index - 1], most)
