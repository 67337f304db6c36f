"""Figures of how good estimates of waiting times are; see ``estimate_quality``.

* at most low and high: shares of the waits; half and 85 to 95 of 100 are aimed at
* told a minute or more: the same without those whom the estimate calls at once, a third of all, who wait the five
  seconds in which a simulated counter calls the next
* as read: the same in the minutes that pages show; "about 1 min" is true for all who are called at once
* error: mean absolute error of the lower bound, against that of "people ahead x mean service time / counters": all who
  wait for the service, its mean time on earlier days, the counters that are open for it; where there is a break, also
  against the same rule by somebody who adds the break in mind
* perhaps after (before) the break: of those who were told so, how many were called after it; the fewer (more) the
  better, but a tenth of them should be called on the other side at least
* closing: of those who were told that they would be called after closing time, how many weren't called
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import fmean

from queue_server.contract.waiting_minutes import high_minutes, low_minutes
from queue_server.domain.wait_estimate import OverBreak

AIM_LOW = (0.45, 0.55)
AIM_HIGH = (0.85, 0.95)
AIM_ERROR = 0.7
AIMS = (
    f"aims: at most low {AIM_LOW[0]} to {AIM_LOW[1]}, at most high {AIM_HIGH[0]} to {AIM_HIGH[1]}, ratio at most "
    f"{AIM_ERROR}"
)


@dataclass
class Told:
    """What a ticket was told, how long it waited, and what the usual rule would have said."""

    hour: int
    """In which it was taken."""
    wait_s: float
    low_s: float
    high_s: float
    usual_s: float
    minding_s: float
    """By the usual rule with the break added in mind."""
    over_break: bool = False
    """Whether the wait went over the break."""
    perhaps: OverBreak | None = None
    """What was told about it."""


@dataclass
class Figures:
    """Seconds and shares."""

    told: list[Told] = field(default_factory=list)
    without: int = 0
    """Tickets that were told nothing."""
    too_late: list[bool] = field(default_factory=list)
    """Of those who were told "after closing time", whether they were not called."""
    left: int = 0
    """Tickets that were not called, of those who stayed."""

    @property
    def at_most_low(self) -> float:
        return fmean(one.wait_s <= one.low_s for one in self.told)

    @property
    def at_most_high(self) -> float:
        return fmean(one.wait_s <= one.high_s for one in self.told)

    @property
    def read(self) -> tuple[float, float]:
        """Shares that waited at most what pages showed them."""
        low = fmean(one.wait_s <= 60 * low_minutes(one.low_s) for one in self.told)
        return low, fmean(one.wait_s <= 60 * high_minutes(one.high_s) for one in self.told)

    @property
    def error_s(self) -> float:
        return fmean(abs(one.wait_s - one.low_s) for one in self.told)

    @property
    def usual_error_s(self) -> float:
        return fmean(abs(one.wait_s - one.usual_s) for one in self.told)

    @property
    def minding_error_s(self) -> float:
        return fmean(abs(one.wait_s - one.minding_s) for one in self.told)

    def of(self, chosen: Callable[[Told], bool]) -> "Figures":
        """Return those of some of the tickets."""
        return Figures(told=[one for one in self.told if chosen(one)])

    @property
    def are_good(self) -> bool:
        low, high = AIM_LOW[0] <= self.at_most_low <= AIM_LOW[1], AIM_HIGH[0] <= self.at_most_high <= AIM_HIGH[1]
        return low and high and self.error_s <= AIM_ERROR * self.usual_error_s


def described(figures: Figures) -> str:
    """Return the figures in words."""
    some = figures.of(lambda one: one.low_s >= 60)
    words = [
        f"{len(figures.told)} tickets, mean wait {fmean(one.wait_s for one in figures.told) / 60:.1f} min,"
        f" {figures.without} told nothing; {_shares(figures)}; mean error {figures.error_s / 60:.2f} min, usual rule "
        f"{figures.usual_error_s / 60:.2f} min, ratio {figures.error_s / figures.usual_error_s:.3f}; told a minute or"
        f" more {len(some.told)}: {_shares(some)}; as read {figures.read[0]:.3f}, {figures.read[1]:.3f}"
    ]
    over = figures.of(lambda one: one.over_break)
    if over.told:
        words.append(
            f"with the break in mind {figures.error_s / figures.minding_error_s:.3f}; over the break {len(over.told)}: "
            f"{_shares(over)}, mean error {over.error_s / 60:.2f} min, with the break in mind "
            f"{over.minding_error_s / 60:.2f} min"
        )
    for perhaps in ("perhaps_after", "perhaps_before"):
        told = [one.over_break for one in figures.told if one.perhaps == perhaps]
        if told:
            words.append(f"{len(told)} told {perhaps.replace('_', ' ')} the break, of these after {fmean(told):.3f}")
    if figures.too_late:
        words.append(
            f"{len(figures.too_late)} told after closing, of these not called {fmean(figures.too_late):.3f}"
            f"; {figures.left} not called"
        )
    return "; ".join(words)


def by_hour(figures: Figures) -> Iterator[str]:
    """Yield a line for each hour in which people came."""
    for hour in sorted({one.hour for one in figures.told}):
        came = figures.of(lambda one, hour=hour: one.hour == hour)  # type: ignore[misc]
        usual_s = came.usual_error_s
        ratio = f", ratio {came.error_s / usual_s:.3f}" if usual_s else ""
        yield f"  {hour:02}: {len(came.told):5} tickets, {_shares(came)}, mean error {came.error_s / 60:.2f} min{ratio}"


def _shares(figures: Figures) -> str:
    low, high = figures.at_most_low, figures.at_most_high
    return f"at most low {low:.3f}, high {high:.3f}, between {high - low:.3f}"
