"""Makes up days: arrivals by hour, services, groups, no-shows, breaks and shift changes, all from one seed."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from queue_server.domain.availability import calendar_of
from queue_server.domain.office import Office
from queue_server.domain.opening_hours import Opening
from queue_server.domain.ticket import PriorityClass
from queue_server.simulation.plan import Break, Citizen, DayPlan, HandOver, Shift, Visit

SHAPE = {7: 0.6, 8: 1.5, 9: 1.6, 10: 1.2, 11: 0.7, 12: 0.3, 13: 1.1, 14: 1.3, 15: 0.9, 16: 0.4}
"""Arrivals in an hour, in parts of the day's mean: full in the morning, nearly empty at noon."""


LAST_COME = timedelta(minutes=30)
"""Nobody comes later than so long before closing time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a made-up day is like."""

    arrivals_per_hour: float = 40.0
    """Mean of the day; ``shape`` spreads them."""
    shape: Mapping[int, float] = field(default_factory=lambda: dict(SHAPE))
    service_minutes: Mapping[str, float] = field(default_factory=dict)
    """Mean by service; 6 where it isn't given."""
    spread: float = 0.6
    """Standard deviation of service times, in parts of their mean (log-normal)."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """How many of the citizens come for a service; 1 where it isn't given."""
    priority: float = 0.12
    appointments: float = 0.05
    second_visit: float = 0.06
    """Share of citizens who need a second service."""
    leave: float = 0.04
    """Share of citizens who go away when they wait long."""
    opens: time = time(7, 30)
    """Where the office has no hours of its own."""
    closes: time = time(17)
    lunch_minutes: float = 45.0
    """Each counter in its turn, where the office has no break of its own; 0 for none."""
    short_breaks: int = 2
    hand_over: float = 0.2
    """Chance that a counter changes hands during the day."""


def made_up_day(office: Office, day: date, demand: Demand, chance: random.Random) -> DayPlan:
    """Return a day within the office's hours; the same arguments and seed give the same day.

    Breaks of the hours are breaks of every counter, and nobody comes in them. A day off has no citizens and no shifts.
    """
    hours = open_hours(office, day, demand)
    if not hours:
        return DayPlan(day=day, citizens=(), shifts=())
    served = {service for counter in office.counters for service in counter.services}
    services = [one.code for one in office.services if one.open and one.code in served]
    people = tuple(_citizens(office, services, hours, demand, chance))
    shifts = tuple(
        _shift(counter.code, index, len(office.counters), hours, demand, chance)
        for index, counter in enumerate(office.counters)
    )
    return DayPlan(day=day, citizens=people, shifts=shifts)


def open_hours(office: Office, day: date, demand: Demand) -> tuple[Opening, ...]:
    """Return when an office is open on a day: its own hours, else those of the demand; none on a day off."""
    calendar = calendar_of(office)
    hours = None if calendar is None else calendar.periods(day)
    special = any(one.day == day for one in office.rules.hours.special)
    if hours is not None and (not hours or special or office.rules.hours.week):
        return hours
    zone = ZoneInfo(office.time_zone)
    begin, end = (datetime.combine(day, one, zone) for one in (demand.opens, demand.closes))
    return (Opening(begin=begin, end=end),)


def working_days(office: Office, first: date, demand: Demand, most: int = 366) -> Iterator[date]:
    """Yield the days on which an office is open, from a day on; of at most so many."""
    days = (first + timedelta(days=index) for index in range(most))
    return (day for day in days if open_hours(office, day, demand))


def service_s(service: str, demand: Demand, chance: random.Random) -> float:
    """Return how long one service takes."""
    mean_s = 60 * demand.service_minutes.get(service, 6.0)
    sigma = math.sqrt(math.log(1 + demand.spread**2))
    return max(15.0, chance.lognormvariate(math.log(mean_s) - sigma**2 / 2, sigma))


def wish(office: Office, services: Sequence[str], demand: Demand, chance: random.Random, at: datetime) -> Citizen:
    """Return a citizen who comes at an instant."""
    weights = [demand.shares.get(one, 1.0) for one in services]
    visits = [chance.choices(services, weights)[0]]
    if chance.random() < demand.second_visit and len(services) > 1:
        visits.append(chance.choice([one for one in services if one != visits[0]]))
    drawn, priority_class, group = chance.random(), PriorityClass.NORMAL, None
    if drawn < demand.priority:
        priority_class = PriorityClass.PRIORITY
        codes = [one.code for one in office.rules.priority_groups]
        group = chance.choice(codes) if codes else None
    elif drawn < demand.priority + demand.appointments:
        priority_class = PriorityClass.APPOINTMENT
    leaves = chance.random() < demand.leave
    return Citizen(
        at=at,
        visits=tuple(Visit(service=one, service_s=service_s(one, demand, chance)) for one in visits),
        priority_class=priority_class,
        group=group,
        walk_s=chance.uniform(5, 40),
        leaves_after_s=chance.uniform(300, 2400) if leaves else None,
        cancels=leaves and chance.random() < 0.4,
    )


def _citizens(
    office: Office, services: Sequence[str], hours: Sequence[Opening], demand: Demand, chance: random.Random
) -> Iterator[Citizen]:
    """Thins a Poisson stream of the busiest hour, so that the rate follows the hours."""
    busiest = demand.arrivals_per_hour * max(demand.shape.values(), default=1.0)
    at = hours[0].begin
    while services and busiest > 0:
        at += timedelta(seconds=chance.expovariate(busiest / 3600))
        if at >= hours[-1].end - LAST_COME:
            return
        comes = chance.random() * busiest < demand.arrivals_per_hour * demand.shape.get(at.hour, 1.0)
        if comes and any(one.begin <= at < one.end for one in hours):
            yield wish(office, services, demand, chance, at)


def _shift(
    counter: str, index: int, counters: int, hours: Sequence[Opening], demand: Demand, chance: random.Random
) -> Shift:
    opens, closes = hours[0].begin, hours[-1].end
    breaks = [
        Break(at=one.end, seconds=(other.begin - one.end).total_seconds(), reason="lunch", fixed=True)
        for one, other in pairwise(hours)
    ]
    if demand.lunch_minutes and not breaks:
        # By turns, so that somebody is always there.
        begins = opens.replace(hour=11, minute=0) + timedelta(minutes=demand.lunch_minutes * (index % 3))
        breaks.append(Break(at=begins, seconds=60 * demand.lunch_minutes, reason="lunch"))
    length_s = (closes - opens).total_seconds()
    for _ in range(demand.short_breaks):
        begins = opens + timedelta(seconds=chance.uniform(0.1, 0.9) * length_s)
        seconds = chance.uniform(240, 900)
        if any(one.begin <= begins < one.end for one in hours):
            breaks.append(Break(at=begins, seconds=seconds, reason="break"))
    hand_overs: tuple[HandOver, ...] = ()
    if chance.random() < demand.hand_over:
        at = opens + timedelta(seconds=chance.uniform(0.3, 0.7) * length_s)
        hand_overs = (HandOver(at=at, operator=f"relief-{counter}"),)
    late = timedelta(seconds=chance.uniform(0, 600) if counters > 1 and index else 0)
    return Shift(
        counter=counter,
        operator=f"operator-{counter}",
        opens_at=opens + late,
        closes_at=closes,
        breaks=tuple(sorted(breaks, key=lambda one: one.at)),
        hand_overs=hand_overs,
    )
