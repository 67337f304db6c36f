"""Who will come for a service in the next hours, as a steady stream."""

from dataclasses import dataclass
from datetime import date, datetime

from queue_server.domain.service_times import ServiceTimes

STEADY = 8.0
"""Arrivals by which today's are likened to a usual day's, so that the first of a morning don't decide."""


@dataclass(slots=True)
class Coming:
    """Those who will come for a service, as a steady stream."""

    ahead_a_second: float = 0.0
    """With priority: they are called before those who wait."""
    behind_a_second: float = 0.0
    """The others: they come after all who wait now, but before those of services the counter likes less."""
    ahead_served: int = 0
    behind_served: int = 0

    def ahead_at(self, seconds: float) -> bool:
        """Return whether one with priority has come by then and was not served yet."""
        return int(self.ahead_a_second * seconds) > self.ahead_served

    def behind_at(self, seconds: float) -> bool:
        """Return the same for the others."""
        return int(self.behind_a_second * seconds) > self.behind_served


def coming_for(known: ServiceTimes, waiting: int, day: date | None, local: datetime) -> Coming:
    """Return who will come in the next hours: as usual at this time of day, as many more or less as today so far."""
    part = local.minute / 60
    so_far = sum(known.usual_arrivals(hour).all for hour in range(local.hour))
    so_far += part * known.usual_arrivals(local.hour).all
    today = (known.arrivals_today(day) + waiting + STEADY) / (so_far + STEADY)
    weights = {local.hour: 1 - part, local.hour + 1: 1.0, local.hour + 2: part}
    usual = [(known.usual_arrivals(hour), weight) for hour, weight in weights.items()]
    ahead = sum(weight * one.ahead for one, weight in usual) / 2
    whole = sum(weight * one.all for one, weight in usual) / 2
    return Coming(ahead_a_second=today * ahead / 3600, behind_a_second=today * (whole - ahead) / 3600)
