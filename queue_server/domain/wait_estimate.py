"""A likely wait as people are told it."""

from dataclasses import dataclass
from typing import Literal

from queue_server.domain.surprise import GRACE_S

MINUTE_S = 60.0

SOON_S = 10.0
"""Waits of less than a minute are told to so many seconds.

In whole minutes all who are called within half a minute would be told 0, and not one of them stays below that.
"""


OverBreak = Literal["perhaps_after", "perhaps_before"]
"""That nobody can know on which side of a break somebody is called; part of the wire.

Perhaps after: rather before it, but the upper bound is after it. Perhaps before: rather after it, but one of ten or
more is called before it.
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
    over_break: OverBreak | None = None
    """None where it is known on which side of the day's breaks the call will be."""


def early_s(low_s: float, high_s: float) -> float:
    """Return the wait that nine of ten stay above: as far below the middle, by ratio, as the upper bound is above."""
    return max(0.0, (low_s + GRACE_S) ** 2 / (high_s + GRACE_S) - GRACE_S)


def told_s(low_s: float, high_s: float) -> tuple[float, float]:
    """Return the bounds of a wait as they are told; who waits at all is never told that all are called at once."""
    low_s = _rounded(low_s)
    # Always rounding up would make the bound hold for more than nine of ten, and say less.
    return low_s, max(low_s, _rounded(high_s), SOON_S if high_s > 0 else 0.0)


def _rounded(seconds: float) -> float:
    unit = SOON_S if seconds < MINUTE_S else MINUTE_S
    return unit * round(seconds / unit)
