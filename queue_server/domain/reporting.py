"""Figures of past service days: how long people waited and were served, at which counters, what became of tickets.

Waiting is the time from the entry into a leg, or the booked time of who came earlier, to its call; of several calls in
a leg the last counts. Serving is the time from the start, or the call where nobody pressed start, to the leg's end.
Legs that the day's end closed are left out of both.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from zoneinfo import ZoneInfo

from queue_server.domain.ticket import Leg, PriorityClass, TicketState


class ReportName(StrEnum):
    """What can be asked for."""

    WAITING = "waiting"
    SERVICES = "services"
    COUNTERS = "counters"
    OPERATORS = "operators"
    TICKETS = "tickets"
    SATISFACTION = "satisfaction"


class Grouping(StrEnum):
    """By what figures are told apart."""

    OFFICE = "office"
    SERVICE = "service"
    CLASS = "class"
    COUNTER = "counter"
    OPERATOR = "operator"
    DAY = "day"
    HOUR = "hour"
    WEEKDAY_HOUR = "weekday_hour"
    REASON = "reason"
    PROCEDURE = "procedure"


G = Grouping

GROUPINGS: dict[ReportName, tuple[Grouping, ...]] = {
    ReportName.WAITING: (G.SERVICE, G.CLASS, G.HOUR, G.DAY, G.WEEKDAY_HOUR, G.COUNTER, G.OFFICE),
    ReportName.SERVICES: (G.SERVICE, G.CLASS, G.HOUR, G.DAY, G.WEEKDAY_HOUR, G.COUNTER, G.OFFICE),
    ReportName.COUNTERS: (G.COUNTER,),
    ReportName.OPERATORS: (G.OPERATOR,),
    ReportName.TICKETS: (G.DAY, G.SERVICE, G.CLASS, G.HOUR, G.WEEKDAY_HOUR, G.OFFICE),
    ReportName.SATISFACTION: (G.SERVICE, G.PROCEDURE, G.COUNTER, G.OPERATOR, G.REASON, G.DAY, G.OFFICE),
}
"""What each report can be told apart by; the first is meant when nothing is said."""

TIMES = ("count", "mean_s", "p50_s", "p90_s", "max_s")
OUTCOMES = ("issued", "served", "no_show", "cancelled", "expired", "day_end", "open")
WORK = ("called", "finished", "transferred", "no_show", "serving_mean_s", "serving_p90_s")
LEVELS = ("score_1", "score_2", "score_3", "score_4", "score_5")
OPINIONS = ("ratings", "score_mean", "satisfied_percent", "dissatisfied_percent", *LEVELS)

FIGURES: dict[ReportName, tuple[str, ...]] = {
    ReportName.WAITING: TIMES,
    ReportName.SERVICES: TIMES,
    ReportName.COUNTERS: WORK,
    ReportName.OPERATORS: WORK,
    ReportName.TICKETS: OUTCOMES,
    ReportName.SATISFACTION: OPINIONS,
}
"""Columns of each report, in order."""

DAY_END = "day_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTicket:
    """A ticket as reports see it."""

    office: str
    service_day: date
    issued_at: datetime
    state: TicketState
    priority_class: PriorityClass
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One group with its figures."""

    group: str
    figures: dict[str, float | None]
    """By column; None where there is nothing to tell."""


@dataclass(slots=True)
class _Group:
    counts: dict[str, int] = field(default_factory=dict)
    seconds: "array[float]" = field(default_factory=lambda: array("d"))

    def count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1


_DIGITS = re.compile(r"(\d+)")


def in_order(group: str) -> tuple[int | str, ...]:
    """Return the key that puts groups in the order that people count in: counter 2 before counter 10."""
    return tuple(int(part) if place % 2 else part for place, part in enumerate(_DIGITS.split(group)))


class Report:
    """Takes tickets one by one and tells their figures.

    Args:
        name: which report; that of satisfaction is made of ratings, see ``satisfaction.py``.
        grouping: one of the report's.
        time_zones: of offices, by code; hours are those of the office's clock.
    """

    def __init__(self, name: ReportName, grouping: Grouping, time_zones: dict[str, str]) -> None:
        self.name = name
        self.grouping = grouping
        self._zones = {code: ZoneInfo(zone) for code, zone in time_zones.items()}
        self._groups: dict[str, _Group] = {}
        self._whole = _Group()
        self._take: Callable[[PastTicket], None] = {
            ReportName.WAITING: self._take_waiting,
            ReportName.SERVICES: self._take_serving,
            ReportName.COUNTERS: self._take_work,
            ReportName.OPERATORS: self._take_work,
            ReportName.TICKETS: self._take_outcome,
        }[name]

    def take(self, tickets: Iterable[PastTicket]) -> None:
        """Add tickets."""
        for ticket in tickets:
            self._take(ticket)

    def rows(self) -> list[ReportRow]:
        """Return the groups in their order."""
        return [
            ReportRow(group=name, figures=self._figures(self._groups[name]))
            for name in sorted(self._groups, key=in_order)
        ]

    def total(self) -> ReportRow:
        """Return all groups as one."""
        return ReportRow(group="", figures=self._figures(self._whole))

    def _take_waiting(self, ticket: PastTicket) -> None:
        for leg in ticket.legs:
            seconds = waited_s(leg)
            if seconds is not None:
                self._add(ticket, leg, leg.entered_at, seconds)

    def _take_serving(self, ticket: PastTicket) -> None:
        for leg in ticket.legs:
            seconds = served_s(leg)
            if seconds is not None and leg.called_at is not None:
                self._add(ticket, leg, leg.started_at or leg.called_at, seconds)

    def _take_work(self, ticket: PastTicket) -> None:
        for leg in ticket.legs:
            who = leg.counter if self.grouping is Grouping.COUNTER else leg.operator
            if leg.called_at is None or who is None:
                continue
            for group in (self._group(self._key(ticket, leg, leg.called_at)), self._whole):
                group.count("called")
                if leg.outcome is not None and leg.closed_by != DAY_END:
                    group.count(leg.outcome)
                seconds = served_s(leg)
                if seconds is not None:
                    group.seconds.append(seconds)

    def _take_outcome(self, ticket: PastTicket) -> None:
        for group in (self._group(self._key(ticket, ticket.legs[0], ticket.issued_at)), self._whole):
            group.count("issued")
            group.count(outcome_of(ticket))

    def _add(self, ticket: PastTicket, leg: Leg, at: datetime, seconds: float) -> None:
        self._group(self._key(ticket, leg, at)).seconds.append(seconds)
        self._whole.seconds.append(seconds)

    def _group(self, key: str) -> _Group:
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group()
        return group

    def _key(self, ticket: PastTicket, leg: Leg, at: datetime) -> str:
        match self.grouping:
            case Grouping.OFFICE:
                return ticket.office
            case Grouping.SERVICE:
                return leg.service
            case Grouping.CLASS:
                return ticket.priority_class.value
            case Grouping.COUNTER:
                return f"{ticket.office}:{leg.counter or ''}"
            case Grouping.OPERATOR:
                return leg.operator or ""
            case Grouping.DAY:
                return ticket.service_day.isoformat()
            case Grouping.HOUR:
                return f"{self._local(ticket, at).hour:02d}"
            case Grouping.REASON | Grouping.PROCEDURE:
                raise ValueError("only ratings have these; see satisfaction.py")
            case Grouping.WEEKDAY_HOUR:
                local = self._local(ticket, at)
                return f"{local.isoweekday()}-{local.hour:02d}"

    def _local(self, ticket: PastTicket, at: datetime) -> datetime:
        return at.astimezone(self._zones[ticket.office])

    def _figures(self, group: _Group) -> dict[str, float | None]:
        times = figures_of(group.seconds)
        if self.name in (ReportName.WAITING, ReportName.SERVICES):
            return times
        counts: dict[str, float | None] = {name: group.counts.get(name, 0) for name in FIGURES[self.name]}
        if self.name is ReportName.TICKETS:
            return counts
        return counts | {"serving_mean_s": times["mean_s"], "serving_p90_s": times["p90_s"]}


def waited_s(leg: Leg) -> float | None:
    """Return the seconds from a leg's entry, or the booked time if that is later, to its call.

    None if it wasn't called, or was closed by the day's end.
    """
    if leg.called_at is None or leg.closed_by == DAY_END:
        return None
    return max(0.0, (leg.called_at - leg.waits_from).total_seconds())


def served_s(leg: Leg) -> float | None:
    """Return the seconds a leg was served; None if it wasn't, or was closed by the day's end."""
    if leg.outcome not in ("finished", "transferred") or leg.closed_by == DAY_END:
        return None
    began = leg.started_at or leg.called_at
    if began is None or leg.ended_at is None:
        return None
    return (leg.ended_at - began).total_seconds()


def outcome_of(ticket: PastTicket) -> str:
    """Return what became of a ticket, as a column of the report of tickets."""
    match ticket.state:
        case TicketState.FINISHED:
            return DAY_END if ticket.legs[-1].closed_by == DAY_END else "served"
        case TicketState.NO_SHOW | TicketState.CANCELLED | TicketState.EXPIRED:
            return ticket.state.value
        case _:
            return "open"


def figures_of(seconds: Sequence[float]) -> dict[str, float | None]:
    """Return number, mean, median, 90th percentile and greatest of durations, in seconds with a tenth."""
    if not seconds:
        return {"count": 0, "mean_s": None, "p50_s": None, "p90_s": None, "max_s": None}
    ordered = sorted(seconds)
    return {
        "count": len(ordered),
        "mean_s": round(sum(ordered) / len(ordered), 1),
        "p50_s": round(percentile(ordered, 0.5), 1),
        "p90_s": round(percentile(ordered, 0.9), 1),
        "max_s": round(ordered[-1], 1),
    }


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of all don't exceed (nearest rank)."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def days_between(first: date, last: date) -> list[date]:
    """Return all days from one to another."""
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]
