"""How far expected waits were off: marks for short and long waits, which learn from each wait and forget slowly."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

GRACE_S = 60.0
"""Added to both waits before they are compared, so that a wait of seconds is not "ten times as expected"."""

LENGTHS_S = (0.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 3840.0, 7680.0)
"""Expected waits that have marks of their own; between two of them both count by nearness.

A queue of two hours is no more uncertain by its length: services even out, so its ratio strays less than that of a
short one.
"""

LEAST_STEP = 0.02
"""So much of a mark each wait moves at least: an office changes."""

LEAST_DISTANCE = 0.05


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
        """Return the wait that half of those who expect so much stay below, and the one that nine of ten do."""
        middle, high = self._at(expected_s)
        low_s = (expected_s + GRACE_S) * math.exp(middle) - GRACE_S
        high_s = (expected_s + GRACE_S) * math.exp(max(high, middle + LEAST_DISTANCE)) - GRACE_S
        return max(0.0, low_s), max(0.0, high_s)

    def after(self, expected_s: float, actual_s: float) -> "Surprises":
        """Return the marks after one more wait."""
        ratio = math.log((max(0.0, actual_s) + GRACE_S) / (expected_s + GRACE_S))
        middle, high = self._at(expected_s)
        marks = list(self.marks)
        for index, nearness in _beside(expected_s):
            one = marks[index]
            step = nearness * max(LEAST_STEP, 1 / (one.weight + 2))
            marks[index] = Mark(
                weight=one.weight + nearness,
                middle=one.middle + step * (0.5 - (ratio <= middle)),
                high=one.high + 2 * step * (0.9 - (ratio <= high)),
            )
        return replace(self, marks=tuple(marks))

    def _at(self, expected_s: float) -> tuple[float, float]:
        beside = [(self.marks[index], nearness) for index, nearness in _beside(expected_s)]
        return sum(one.middle * part for one, part in beside), sum(one.high * part for one, part in beside)


def _beside(expected_s: float) -> Iterator[tuple[int, float]]:
    """Return the lengths on both sides of an expected wait with their nearness, which add up to 1."""
    last = len(LENGTHS_S) - 1
    if expected_s >= LENGTHS_S[last]:
        yield last, 1.0
        return
    upper = next(index for index, length in enumerate(LENGTHS_S) if length > expected_s)
    part = (expected_s - LENGTHS_S[upper - 1]) / (LENGTHS_S[upper] - LENGTHS_S[upper - 1])
    yield upper - 1, 1 - part
    yield upper, part
