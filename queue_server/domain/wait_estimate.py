"""A likely wait as people are told it."""

from dataclasses import dataclass

MINUTE_S = 60.0

SOON_S = 10.0
"""Waits of less than a minute are told to so many seconds.

In whole minutes all who are called within half a minute would be told 0, and not one of them stays below that.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitEstimate:
    """Likely wait, as seconds: half of the people stay below low, nine of ten below high.

    In whole minutes, below one minute in tens of seconds.
    """

    low_s: float
    high_s: float
    after_closing: bool = False
    """Half of the people would be called only after today's hours of the service are over."""


def told_s(low_s: float, high_s: float) -> tuple[float, float]:
    """Return the bounds of a wait as they are told; who waits at all is never told that all are called at once."""
    low_s = _rounded(low_s)
    # Always rounding up would make the bound hold for more than nine of ten, and say less.
    return low_s, max(low_s, _rounded(high_s), SOON_S if high_s > 0 else 0.0)


def _rounded(seconds: float) -> float:
    unit = SOON_S if seconds < MINUTE_S else MINUTE_S
    return unit * round(seconds / unit)
