"""The near future of each office, worked out at most five times a second however many ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.availability import calendar_of
from queue_server.domain.office import Counter, Desk, DeskState, Office
from queue_server.domain.opening_hours import Holidays, Opening, no_holidays, open_s
from queue_server.domain.operator import services_among
from queue_server.domain.ticket import Ticket
from queue_server.domain.waiting_time import BusyDesk, Outlook, outlook
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader, Snapshot

FRESH_S = 0.2
"""A line is followed from what was seen last; after a second of a storm there were 2,000 tickets to read at once."""
SHARE = 0.1
"""Of the time that may be spent on it: with thousands waiting an outlook takes long, and is made less often."""


class Outlooks:
    """Answers how long people are likely to wait."""

    def __init__(self, reader: OfficeReader, clock: Clock, holidays: Holidays = no_holidays) -> None:
        self._reader = reader
        self._clock = clock
        self._holidays = holidays
        self._kept: dict[str, tuple[float, Outlook]] = {}
        """When each is to be made again, and the last one."""

    def of(self, office: str) -> Outlook:
        """Return the outlook of an office, at most ``FRESH_S`` old if it takes no longer than a tenth of that to make.

        While one asker makes it anew, all others go on with the last one.

        Raises:
            Refusal: office_unknown.
        """
        began = self._clock.monotonic()
        again_at, kept = self._kept.get(office, (0.0, None))
        if kept is not None:
            if began < again_at:
                return kept
            self._kept[office] = (began + FRESH_S, kept)
        made = outlook_of(self._reader.snapshot(office), self._clock.now(), self._holidays)
        took = self._clock.monotonic() - began
        self._kept[office] = (began + max(FRESH_S, took / SHARE), made)
        return made


def outlook_of(snapshot: Snapshot, at: datetime, holidays: Holidays = no_holidays) -> Outlook:
    """Return what is likely to happen in an office after a snapshot."""
    office = snapshot.office
    waiting: dict[str, int] = {}
    for group in snapshot.waiting:
        if group.bound_counter is None and group.bound_operator is None:
            waiting[group.service] = waiting.get(group.service, 0) + group.size
    tickets = {one.counter: one for one in snapshot.at_counters}
    counters = {one.code: one for one in office.counters}
    today = at.astimezone(ZoneInfo(office.time_zone)).date()
    calendars = {one.code: calendar_of(office, one, holidays) for one in office.services}
    hours = {code: calendar.periods(today) for code, calendar in calendars.items() if calendar is not None}
    at_work = [desk for desk in snapshot.desks if desk.state is not DeskState.CLOSED]
    desks = [_busy(snapshot, counters[desk.counter], desk, tickets.get(desk.counter), at, hours) for desk in at_work]
    found = outlook(desks, waiting, snapshot.times, snapshot.service_day, at, office.time_zone)
    return found.within(hours, at) if hours else found


def services_at(office: Office, snapshot: Snapshot, counter: str, operator: str | None) -> tuple[str, ...]:
    """Return what is served at a counter, in order of preference."""
    return services_among(office.counter(counter).services, snapshot.skills.get(operator or "", ()))


def _busy(
    snapshot: Snapshot,
    counter: Counter,
    desk: Desk,
    ticket: Ticket | None,
    at: datetime,
    hours: Mapping[str, Sequence[Opening]],
) -> BusyDesk:
    operator = desk.operator
    paused = desk.state is DeskState.PAUSED
    called_at = ticket.leg.called_at if ticket else None
    services = services_at(snapshot.office, snapshot, counter.code, operator)
    return BusyDesk(
        services=services,
        paused=paused,
        back_in_s=_back_in_s(desk.back_at, at, hours.get(services[0]) if services else None) if paused else None,
        paused_for_s=max(0.0, (at - desk.since).total_seconds()) if paused and desk.since else 0.0,
        busy_with=ticket.leg.service if ticket else None,
        busy_for_s=max(0.0, (at - called_at).total_seconds()) if called_at else 0.0,
        sent_here=sum(
            group.size
            for group in snapshot.waiting
            if group.bound_counter == counter.code
            or (group.bound_operator is not None and group.bound_operator == operator)
        ),
        names=(counter.code,) if operator is None else (counter.code, operator),
    )


def _back_in_s(back_at: datetime | None, at: datetime, hours: Sequence[Opening] | None) -> float | None:
    """Return the open time until somebody means to be back, None if they are late; all time is open without hours."""
    if back_at is None or back_at <= at:
        return None
    return (back_at - at).total_seconds() if hours is None else open_s(hours, at, back_at)
