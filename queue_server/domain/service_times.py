"""How long a service keeps a counter busy, and how far expected waits were off: small sketches that forget slowly."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

LEAST = 3
"""Services that must have been finished before anything is estimated."""

TODAY = 12
"""Newest services of today that count."""

HOUR = 200
"""Services that an hour of the day remembers."""

DAYS = 10
"""Days that the usual number of arrivals remembers."""

LONGEST = 4.0
"""A counter that stays busy longer than this many usual times was forgotten, not busy."""

GRACE_S = 60.0
"""Added to both before they are compared, so that a wait of seconds is not "ten times as expected"."""

SHORT_S = 300.0
"""Waits expected to be shorter are alike all day; longer ones learn by the hour, since breaks come at their hours."""

EARLY = 5
"""An hour begins with the marks of all hours, as if it had seen so many waits."""

KNOWN = 25
"""After so many waits an hour's own marks count as much as those of all hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean that forgets."""

    count: int = 0
    seconds: float = 0.0

    def after(self, seconds: float, memory: int) -> "Mean":
        """Return the mean with one more value, of which the last ``memory`` count most."""
        count = min(self.count + 1, memory)
        return Mean(count=count, seconds=self.seconds + (seconds - self.seconds) / count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprise:
    """Where actual waits lay beside the expected ones, as logarithms of their ratio.

    Each wait moves the two marks a little, so that in the long run half of the waits are below the one and nine of
    ten below the other, whatever the office is like (stochastic approximation of quantiles, Robbins and Monro 1951).
    """

    count: int = 0
    middle: float = 0.0
    high: float = 0.6

    def after(self, ratio: float) -> "Surprise":
        """Return the marks after one more wait."""
        step = max(0.02, 1.0 / (self.count + 2))
        middle = self.middle + step * (0.5 - (ratio <= self.middle))
        high = self.high + 2.0 * step * (0.9 - (ratio <= self.high))
        return Surprise(count=self.count + 1, middle=middle, high=max(high, middle + 0.05))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """How many came in an hour."""

    all: float = 0.0
    ahead: float = 0.0
    """Of these with priority or an appointment."""

    def toward(self, other: "Arrivals", step: float) -> "Arrivals":
        """Return these moved a part of the way to others."""
        return Arrivals(
            all=self.all + step * (other.all - self.all), ahead=self.ahead + step * (other.ahead - self.ahead)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTimes:
    """What an office has learnt about one of its services."""

    day: date | None = None
    """Service day of what is called today."""
    days: int = 0
    """Earlier days that taught something."""
    today: Mean = field(default_factory=Mean)
    came_today: dict[str, Arrivals] = field(default_factory=dict)
    """By local hour, those who have been called meanwhile."""
    came: dict[str, Arrivals] = field(default_factory=dict)
    """By local hour, on a usual day."""
    hours: dict[str, Mean] = field(default_factory=dict)
    """By local hour, "09"; from the call to the end of the leg, no-shows included: the counter was busy."""
    short: Surprise = field(default_factory=Surprise)
    long: Surprise = field(default_factory=Surprise)
    long_by_hour: dict[str, Surprise] = field(default_factory=dict)
    """By the local hour in which the wait began."""

    def busy_s(self, day: date | None, hour: int) -> float | None:
        """Return how long a ticket is likely to keep a counter busy at an hour; None before there is experience."""
        count = sum(one.count for one in self.hours.values())
        if count < LEAST:
            return None
        overall = sum(one.count * one.seconds for one in self.hours.values()) / count
        then = self.hours.get(_key(hour), Mean())
        historic = (then.count * then.seconds + 10 * overall) / (then.count + 10)
        if day != self.day:
            return historic
        return (self.today.count * self.today.seconds + 4 * historic) / (self.today.count + 4)

    def usual_arrivals(self, hour: int) -> Arrivals:
        """Return how many usually come in an hour of the day."""
        return self.came.get(_key(hour), Arrivals())

    def arrivals_today(self, day: date | None) -> float:
        """Return how many of those who came today have been called."""
        return sum(one.all for one in self.came_today.values()) if day == self.day else 0.0

    def after_call(self, day: date | None, hour: int, ahead: bool) -> "ServiceTimes":
        """Return what is known after somebody was called who came in an hour of the day."""
        today = self.on(day)
        key = _key(hour)
        before = today.came_today.get(key, Arrivals())
        one_more = Arrivals(all=before.all + 1, ahead=before.ahead + ahead)
        return replace(today, came_today={**today.came_today, key: one_more})

    def on(self, day: date | None) -> "ServiceTimes":
        """Return what is known when a day begins: the one before has become experience."""
        if day == self.day:
            return self
        if self.day is None:
            return replace(self, day=day)
        days = min(self.days + 1, DAYS)
        hours = {**dict.fromkeys(self.came, Arrivals()), **self.came_today}
        came = {key: self.came.get(key, Arrivals()).toward(arrivals, 1 / days) for key, arrivals in hours.items()}
        return replace(self, day=day, days=days, came=came, came_today={}, today=Mean())

    def after_service(self, seconds: float, day: date | None, hour: int) -> "ServiceTimes":
        """Return what is known after a counter was busy so long."""
        usual = self.busy_s(day, hour)
        taken = seconds if usual is None else min(seconds, LONGEST * usual)
        known = self.on(day)
        then = self.hours.get(_key(hour), Mean())
        hours = {**self.hours, _key(hour): then.after(taken, HOUR)}
        return replace(known, today=known.today.after(taken, TODAY), hours=hours)

    def after_wait(self, expected_s: float, actual_s: float, hour: int) -> "ServiceTimes":
        """Return what is known after somebody, who came in an hour of the day, waited so long and not as expected."""
        ratio = math.log((max(0.0, actual_s) + GRACE_S) / (expected_s + GRACE_S))
        if expected_s < SHORT_S:
            return replace(self, short=self.short.after(ratio))
        first = replace(self.long, count=min(self.long.count, EARLY))
        then = self.long_by_hour.get(_key(hour), first).after(ratio)
        return replace(self, long=self.long.after(ratio), long_by_hour={**self.long_by_hour, _key(hour): then})

    def likely_s(self, expected_s: float, hour: int) -> tuple[float, float]:
        """Return the wait that half of those who come now stay below, and the one that nine of ten stay below."""
        surprise = self._surprise(expected_s, hour)
        low = (expected_s + GRACE_S) * math.exp(surprise.middle) - GRACE_S
        high = (expected_s + GRACE_S) * math.exp(surprise.high) - GRACE_S
        return max(0.0, low), max(0.0, high)

    def _surprise(self, expected_s: float, hour: int) -> Surprise:
        """Return the marks that count: an hour's own ones the more, the more it has seen."""
        if expected_s < SHORT_S:
            return self.short
        then = self.long_by_hour.get(_key(hour), self.long)
        own = then.count / (then.count + KNOWN)
        return replace(
            self.long,
            middle=own * then.middle + (1 - own) * self.long.middle,
            high=own * then.high + (1 - own) * self.long.high,
        )


KnownTimes = Mapping[str, ServiceTimes]
"""By service; a service without experience may be missing."""


def _key(hour: int) -> str:
    return f"{hour:02d}"
