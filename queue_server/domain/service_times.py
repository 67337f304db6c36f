"""How long a service keeps a counter busy, and how far expected waits were off: small sketches that forget slowly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from queue_server.domain.means import Mean
from queue_server.domain.opening_hours import Opening
from queue_server.domain.pauses import Pauses
from queue_server.domain.surprise import Surprises

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
    surprises: Surprises = field(default_factory=Surprises)
    """Of those without priority."""
    surprises_ahead: Surprises = field(default_factory=Surprises)
    """Of those with priority or an appointment."""
    pauses: Pauses = field(default_factory=Pauses)
    """Of the counters that serve it."""

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
        pauses = self.pauses.turned(1 / days)
        return replace(self, day=day, days=days, came=came, came_today={}, today=Mean(), pauses=pauses)

    def after_pause(
        self, began: datetime, ended: datetime, day: date | None, hours: Sequence[Opening] | None = None
    ) -> "ServiceTimes":
        """Return what is known after a counter that serves it has rested; see ``Pauses.after``."""
        known = self.on(day)
        return replace(known, pauses=known.pauses.after(began, ended, hours))

    def after_service(self, seconds: float, day: date | None, hour: int) -> "ServiceTimes":
        """Return what is known after a counter was busy so long."""
        usual = self.busy_s(day, hour)
        taken = seconds if usual is None else min(seconds, LONGEST * usual)
        known = self.on(day)
        then = self.hours.get(_key(hour), Mean())
        hours = {**self.hours, _key(hour): then.after(taken, HOUR)}
        return replace(known, today=known.today.after(taken, TODAY), hours=hours)

    def after_wait(self, expected_s: float, actual_s: float, ahead: bool) -> "ServiceTimes":
        """Return what is known after somebody, with priority or without, waited so long and not as expected."""
        if ahead:
            return replace(self, surprises_ahead=self.surprises_ahead.after(expected_s, actual_s))
        return replace(self, surprises=self.surprises.after(expected_s, actual_s))

    def likely_s(self, expected_s: float, ahead: bool = False) -> tuple[float, float]:
        """Return the wait that half of those who come now stay below, and the one that nine of ten stay below."""
        return (self.surprises_ahead if ahead else self.surprises).likely_s(expected_s)


KnownTimes = Mapping[str, ServiceTimes]
"""By service; a service without experience may be missing."""


def _key(hour: int) -> str:
    return f"{hour:02d}"
