"""The board: what a lobby may see of an office, made from one snapshot."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

from queue_server.domain.announcement import Call, VoiceRules, is_recent, shown
from queue_server.domain.availability import NONE_ISSUED, Availability, availability
from queue_server.domain.kiosk import KioskLock
from queue_server.domain.numbering import day_begin
from queue_server.domain.office import Counter, Desk, DeskState, Notice, Office, Service, Texts
from queue_server.domain.opening_hours import Holidays, no_holidays
from queue_server.domain.selection import Place, waiting_for
from queue_server.domain.ticket import AT_COUNTER, Ticket, TicketState
from queue_server.domain.turns import places
from queue_server.domain.wait_estimate import WaitEstimate
from queue_server.domain.waiting_line import Candidate, WaitingLine, candidate_of
from queue_server.domain.waiting_time import NO_OUTLOOK, Outlook
from queue_server.usecases.outlooks import Outlooks, outlook_of, services_at
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import Line, OfficeReader, Snapshot

CounterState = Literal["closed", "paused", "serving", "calling", "open"]
"""What a lobby sees of a counter, in order of precedence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterView:
    """A counter as a lobby sees it."""

    counter: str
    name: str
    state: CounterState
    number: str | None
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """A service as a lobby sees it."""

    service: str
    name: Texts
    availability: Availability
    waiting: int
    wait: WaitEstimate | None = None
    """Likely wait of somebody who comes now without priority."""
    closed_reason: Texts | None = None
    """What people read about why it is closed."""

    @property
    def open(self) -> bool:
        """Whether it gives numbers now."""
        return self.availability.open


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """One office at one revision."""

    office: str
    office_name: str
    epoch: str
    revision: int
    at: datetime
    time_zone: str
    service_day: date | None
    calls: tuple[Call, ...]
    counter_names: dict[str, str]
    counters: tuple[CounterView, ...]
    services: tuple[ServiceView, ...]
    voice: VoiceRules
    withdrawn: frozenset[str] = frozenset()
    """Ids of calls whose ticket was finished, cancelled, sent on or put back since: too late to be spoken."""
    notices: tuple[Notice, ...] = ()
    display_revision: int = 0
    """Revision at which anything about displays last changed."""
    kiosk_locks: tuple[KioskLock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket with its place in the line."""

    ticket: Ticket
    ahead: int | None
    """Tickets called before this one if nobody else comes; None when it is not waiting."""
    wait: WaitEstimate | None
    """Likely time until the call; None when it is not waiting or nobody can know."""
    counter_name: str | None
    time_zone: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class LineView:
    """Who waits in an office at one revision; answers for all ticket holders at once."""

    line: Line
    at: datetime
    outlook: Outlook = NO_OUTLOOK

    @property
    def revision(self) -> int:
        """Revision of the office."""
        return self.line.revision

    @cached_property
    def ahead(self) -> dict[str, int]:
        """Tickets called before each waiting one if nobody else comes, by ticket id."""
        who = WaitingLine.of(self.line.waiting)
        return places(who, self.line.office.rules.selection, self.at, self.outlook.pace_s, self.line.recent)

    def ticket(self, ticket: Ticket) -> TicketView:
        """Return a ticket of this office with its place in the line."""
        office = self.line.office
        here = ticket.counter if ticket.state in AT_COUNTER else None
        ahead = self.ahead.get(ticket.id) if ticket.state is TicketState.WAITING else None
        leg, priority_class = ticket.leg, ticket.progress.priority_class
        sent = None if ahead is None else self._sent(ticket)
        return TicketView(
            ticket=ticket,
            ahead=ahead,
            wait=None if ahead is None else self.outlook.wait(leg.service, ahead, priority_class, sent),
            counter_name=next((one.name for one in office.counters if one.code == here), None),
            time_zone=office.time_zone,
            revision=max(self.revision, ticket.revision),
        )

    def _sent(self, ticket: Ticket) -> tuple[str, int] | None:
        """Return where a waiting ticket is sent, and how many of those sent there are before it; None if nowhere."""
        place = ticket.leg.bound_counter or ticket.leg.bound_operator
        if place is None:
            return None
        there = [one for one in self.line.waiting if place in (one.bound_counter, one.bound_operator)]
        own = candidate_of(ticket)
        return place, sum(self._is_before(one, own) for one in there)

    def _is_before(self, one: Candidate, other: Candidate) -> bool:
        if one.service == other.service:
            return self.ahead[one.ticket] < self.ahead[other.ticket]
        return (one.since, one.issued_order) < (other.since, other.issued_order)


class Boards:
    """Answers what an office looks like now."""

    def __init__(self, reader: OfficeReader, clock: Clock, holidays: Holidays = no_holidays) -> None:
        self._reader = reader
        self._clock = clock
        self._holidays = holidays
        self._outlooks = Outlooks(reader, clock, holidays)

    def board(self, office: str) -> BoardView:
        """Return the board of an office.

        Raises:
            Refusal: office_unknown.
        """
        return self.of(self._reader.snapshot(office))

    def of(self, snapshot: Snapshot) -> BoardView:
        """Return the board of a snapshot that was read elsewhere."""
        return make_board(snapshot, self._clock.now(), self._holidays)

    def line(self, office: str) -> LineView:
        """Return the line of an office.

        Raises:
            Refusal: office_unknown.
        """
        outlook = self._outlooks.of(office)
        return LineView(line=self._reader.line(office), at=self._clock.now(), outlook=outlook)

    def ticket(self, ticket: Ticket) -> TicketView:
        """Return a ticket with its place in the line."""
        return self.line(ticket.office).ticket(ticket)


def make_board(snapshot: Snapshot, at: datetime, holidays: Holidays = no_holidays) -> BoardView:
    """Return the board of a snapshot at an instant."""
    office = snapshot.office
    desks = {desk.counter: desk for desk in snapshot.desks}
    tickets = {ticket.counter: ticket for ticket in snapshot.at_counters}
    waiting_by_service = {service.code: 0 for service in office.services}
    outlook = outlook_of(snapshot, at, holidays)
    for group in snapshot.waiting:
        waiting_by_service[group.service] = waiting_by_service.get(group.service, 0) + group.size
    calls = tuple(_as_told(one, office, at) for one in shown(_todays(snapshot, at), at))
    called = {(ticket.id, ticket.counter) for ticket in snapshot.at_counters}
    return BoardView(
        office=office.code,
        office_name=office.name,
        epoch=snapshot.epoch,
        revision=snapshot.revision,
        at=at,
        time_zone=office.time_zone,
        service_day=snapshot.service_day,
        calls=calls,
        withdrawn=frozenset(one.call_id for one in calls if (one.ticket, one.counter) not in called),
        counter_names={counter.code: counter.name for counter in office.counters},
        counters=tuple(
            _counter(counter, desks.get(counter.code), tickets.get(counter.code), snapshot)
            for counter in office.counters
        ),
        services=tuple(
            _service(service, snapshot, waiting_by_service[service.code], outlook, at, holidays)
            for service in office.services
        ),
        voice=office.rules.voice,
        notices=tuple(one for one in office.notices if one.until is None or one.until > at),
        display_revision=office.display_revision,
        kiosk_locks=office.rules.kiosk_locks,
    )


def _todays(snapshot: Snapshot, at: datetime) -> list[Call]:
    """Leave out the calls of former days: the same numbers are given again today."""
    begin = day_begin(at, snapshot.office.time_zone, snapshot.office.day_start)
    return [call for call in snapshot.calls if call.called_at >= begin or is_recent(call, at)]


def _as_told(call: Call, office: Office, at: datetime) -> Call:
    """Return a call that is spoken at once if the clock was set back since, and not when it has caught up."""
    latest = at + timedelta(seconds=office.rules.issue_to_call_pause_s)
    return call if call.announce_at <= latest else replace(call, announce_at=at)


def _service(
    service: Service, snapshot: Snapshot, waiting: int, outlook: Outlook, at: datetime, holidays: Holidays
) -> ServiceView:
    wait = outlook.wait(service.code, waiting)
    issued = snapshot.issued.get(service.code, NONE_ISSUED)
    found = availability(snapshot.office, service, at, holidays, issued, wait)
    return ServiceView(
        service=service.code,
        name=service.name,
        availability=found,
        waiting=waiting,
        wait=wait if found.open else None,
        closed_reason=service.closed_reason,
    )


def _counter(counter: Counter, desk: Desk | None, ticket: Ticket | None, snapshot: Snapshot) -> CounterView:
    desk = desk or Desk(counter=counter.code)
    closed = desk.state is DeskState.CLOSED
    services = services_at(snapshot.office, snapshot, counter.code, desk.operator)
    place = Place(counter=counter.code, operator=desk.operator, services=services)
    waiting = 0 if closed else waiting_for(snapshot.waiting, place)
    return CounterView(
        counter=counter.code,
        name=counter.name,
        state=_state(desk, ticket),
        number=ticket.number if ticket else None,
        waiting=waiting,
    )


def _state(desk: Desk, ticket: Ticket | None) -> CounterState:
    if desk.state is DeskState.CLOSED:
        return "closed"
    if desk.state is DeskState.PAUSED:
        return "paused"
    if ticket is None:
        return "open"
    return "serving" if ticket.state is TicketState.SERVING else "calling"
