"""What the in-memory twin of the database keeps, with the constraints of the real tables."""

from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from queue_server.domain.announced import Announcement
from queue_server.domain.announcement import Call, CallKind, shown
from queue_server.domain.appointment import Appointment
from queue_server.domain.availability import IssuedToday, noon_of
from queue_server.domain.device import Device
from queue_server.domain.display import DisplaySetup, Pairing
from queue_server.domain.events import Recorded
from queue_server.domain.layout import Layout
from queue_server.domain.notifying import Channel, Contact, Message
from queue_server.domain.office import Desk, Office
from queue_server.domain.operator import Operator, Skill
from queue_server.domain.rating import Rating
from queue_server.domain.result_slip import ResultSlip
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.ticket import AT_COUNTER, ENDED, PriorityClass, Ticket, TicketState
from queue_server.domain.waiting_line import Candidate, WaitingGroup, candidate_of
from queue_server.usecases.ports.audit import AuditEntry
from queue_server.usecases.ports.changing import Step, UnitRecord
from queue_server.usecases.ports.failures import RuleBroken


@dataclass(kw_only=True)
class State:
    """All rows; values are frozen, so that a copy of the dicts is a copy of the state."""

    offices: dict[str, Office] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    service_days: dict[str, date] = field(default_factory=dict)
    series: dict[tuple[str, date, str], int] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    persons: dict[tuple[str, str], int] = field(default_factory=dict)
    events: list[Recorded] = field(default_factory=list)
    calls: dict[str, tuple[str, Call]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    desks: dict[tuple[str, str], Desk] = field(default_factory=dict)
    times: dict[tuple[str, str], ServiceTimes] = field(default_factory=dict)
    steps: dict[tuple[str, str], Step] = field(default_factory=dict)
    units: dict[tuple[str, str], tuple[str, UnitRecord]] = field(default_factory=dict)
    answers: dict[tuple[str, str], tuple[str, object, datetime]] = field(default_factory=dict)
    operators: dict[str, tuple[Operator, str]] = field(default_factory=dict)
    sessions: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    devices: dict[str, tuple[Device, str]] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    layouts: dict[tuple[str, str], Layout] = field(default_factory=dict)
    announcements: dict[tuple[str, str], Announcement] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    slips: dict[tuple[str, str], ResultSlip] = field(default_factory=dict)
    setups: dict[str, tuple[str, DisplaySetup]] = field(default_factory=dict)
    pairings: dict[str, tuple[Pairing, str]] = field(default_factory=dict)
    ratings: dict[tuple[str, int], tuple[str, Rating]] = field(default_factory=dict)
    phones: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    contacts: dict[tuple[str, Channel], tuple[str, Contact]] = field(default_factory=dict)
    messages: dict[str, tuple[Message, datetime | None]] = field(default_factory=dict)

    def copy(self) -> "State":
        return State(**{one.name: getattr(self, one.name).copy() for one in fields(self)})

    def put_ticket(self, ticket: Ticket, *, new: bool) -> None:
        if (ticket.id in self.tickets) == new:
            raise RuleBroken(f"ticket {ticket.id}: {'there already' if new else 'not there'}")
        if ticket.office not in self.offices:
            raise RuleBroken(f"no office {ticket.office}")
        if ticket.state in AT_COUNTER and ticket.counter is None:
            raise RuleBroken(f"{ticket.number} is {ticket.state} without a counter")
        for other in self.tickets.values():
            if other.id != ticket.id:
                _check_unlike(ticket, other)
        self.tickets[ticket.id] = ticket

    def put_call(self, office: str, call: Call) -> None:
        if call.call_id in self.calls or call.ticket not in self.tickets:
            raise RuleBroken(f"call {call.call_id}")
        self.calls[call.call_id] = (office, call)

    def tickets_of(self, office: str) -> list[Ticket]:
        return sorted(
            (one for one in self.tickets.values() if one.office == office),
            key=lambda one: (one.issued_at, one.prefix, one.sequence),
        )

    def open_tickets(self, office: str) -> list[Ticket]:
        return [one for one in self.tickets_of(office) if one.state not in ENDED]

    def issued_today(self, office: str, service: str) -> IssuedToday:
        day = self.service_days.get(office)
        taken = [
            one.issued_at < noon_of(one.service_day, self.offices[office].time_zone)
            for one in self.tickets_of(office)
            if one.service_day == day and service in _taken_for(one) and one.state is not TicketState.CANCELLED
        ]
        return IssuedToday(morning=sum(taken), afternoon=len(taken) - sum(taken))

    def at_counters(self, office: str) -> list[Ticket]:
        return sorted((one for one in self.tickets_of(office) if one.state in AT_COUNTER), key=lambda one: one.counter)

    def waiting(self, office: str) -> list[Candidate]:
        return [candidate_of(one) for one in self.tickets_of(office) if one.state is TicketState.WAITING]

    def waiting_groups(self, office: str) -> tuple[WaitingGroup, ...]:
        alike = Counter(
            (one.service, one.priority_class, one.placement, one.bound_counter, one.bound_operator)
            for one in self.waiting(office)
        )
        return tuple(
            WaitingGroup(
                service=service,
                priority_class=priority_class,
                placement=placement,
                bound_counter=bound_counter,
                bound_operator=bound_operator,
                size=size,
            )
            for (service, priority_class, placement, bound_counter, bound_operator), size in alike.items()
        )

    def recent_calls(self, office: str) -> dict[str, list[PriorityClass]]:
        classes: dict[str, list[PriorityClass]] = {}
        calls = [call for of, call in self.calls.values() if of == office and call.kind is CallKind.CALL]
        for call in [one for one in calls if one.call_id not in self.withdrawn][-200:]:
            if self.tickets[call.ticket].service_day == self.service_days.get(office):
                classes.setdefault(call.service, []).append(self.tickets[call.ticket].progress.priority_class)
        return classes

    def times_of(self, office: str) -> dict[str, ServiceTimes]:
        return {service: times for (of, service), times in self.times.items() if of == office}

    def skills_at_desks(self, office: str) -> dict[str, tuple[Skill, ...]]:
        at_desks = {one.operator for one in self.desks_of(office)}
        return {
            operator.id: operator.skills
            for operator, _ in self.operators.values()
            if operator.id in at_desks and operator.skills
        }

    def desks_of(self, office: str) -> list[Desk]:
        return [
            self.desks.get((office, counter.code)) or Desk(counter=counter.code)
            for counter in self.offices[office].counters
        ]

    def events_of(self, office: str) -> list[Recorded]:
        return [one for one in self.events if one.office == office]

    def shown_calls(self, office: str) -> list[Call]:
        calls = [call for of, call in self.calls.values() if of == office and call.call_id not in self.withdrawn]
        return shown(calls, calls[-1].called_at) if calls else []


def _taken_for(ticket: Ticket) -> set[str]:
    first, *others = ticket.progress.legs
    return {first.service, *ticket.progress.then, *(leg.service for leg in others if leg.planned)}


def _check_unlike(ticket: Ticket, other: Ticket) -> None:
    if ticket.token == other.token:
        raise RuleBroken("two tickets with one token")
    if ticket.office != other.office:
        return
    if (ticket.service_day, ticket.prefix, ticket.sequence) == (other.service_day, other.prefix, other.sequence):
        raise RuleBroken(f"{ticket.number}: sequence {ticket.sequence} was given already")
    if {ticket.state, other.state} & ENDED:
        return
    if (ticket.prefix, ticket.number) == (other.prefix, other.number):
        raise RuleBroken(f"{ticket.number} is open twice")
    if {ticket.state, other.state} <= AT_COUNTER and ticket.counter == other.counter:
        raise RuleBroken(f"{ticket.number} and {other.number} at counter {ticket.counter}")
