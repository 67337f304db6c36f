"""Issuing a ticket, and what its holder may do with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.errors import Refusal
from queue_server.domain.events import (
    TicketCancelled,
    TicketEvent,
    TicketHeld,
    TicketIssued,
    TicketReturned,
)
from queue_server.domain.history import issued
from queue_server.domain.numbering import next_in_series
from queue_server.domain.office import Rules
from queue_server.domain.opening_hours import Holidays, no_holidays
from queue_server.domain.ticket import Placement, PriorityClass, Ticket, TicketState
from queue_server.domain.turns import USUAL_PACE_S, ahead_of_newcomer
from queue_server.domain.wait_estimate import WaitEstimate
from queue_server.domain.waiting_time import NO_OUTLOOK, Outlook
from queue_server.usecases.admission import person_of, refuse_locked, refuse_shut
from queue_server.usecases.moving import act, known_ticket, move
from queue_server.usecases.outlooks import Outlooks
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once
from queue_server.usecases.ports.environment import Ids
from queue_server.usecases.ports.persons import Persons

CITIZEN = "citizen"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRequest:
    """What a citizen asks for."""

    service: str
    procedure: str | None = None
    """Code of the procedure, if one was chosen."""
    then: tuple[str, ...] = ()
    """Services to visit afterwards on the same number."""
    priority_class: PriorityClass = PriorityClass.NORMAL
    group: str | None = None
    """Code of a declared group; makes a normal ticket one with priority."""
    booked_at: datetime | None = None
    """Booked time of an appointment; its window decides whether and from when it counts as one."""
    appointment: str | None = None
    """Id of the appointment that is checked in."""
    dossier: str | None = None
    """Code of the dossier whose result is collected."""
    language: str = "vi"
    override: bool = False
    """Staff give the number outside the hours, beyond the quota or shortly before closing; a service that was
    switched off stays so."""
    kiosk: str | None = None
    """Name of the kiosk it is taken at, or of the unit whose key was pressed."""
    person: str | None = None
    """Number of the identity card that was scanned; never kept."""
    by_staff: bool = True
    """Whether staff or a key give it, whom no limit per person holds up, and who may say that there is an appointment
    which this system doesn't know."""
    phone: str | None = None
    """Keyed hash of the phone that asks: it gets one open ticket for each service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A new ticket."""

    id: str
    token: str
    number: str
    service: str
    state: TicketState
    ahead: int
    wait: WaitEstimate | None
    issued_at: datetime
    time_zone: str
    revision: int


class Issuing:
    """Gives out numbers."""

    def __init__(
        self,
        offices: Offices,
        ids: Ids,
        outlooks: Outlooks | None = None,
        holidays: Holidays = no_holidays,
        persons: Persons | None = None,
    ) -> None:
        """Without outlooks nothing is said about likely waits; without persons nobody is told apart."""
        self._holidays = holidays
        self._persons = persons
        self._offices = offices
        self._ids = ids
        self._outlooks = outlooks

    def issue(self, office: str, request: IssueRequest, once: Once[Issued] | None = None) -> Done[Issued]:
        """Give out the next number of a service.

        Raises:
            NotNow: service_closed, quota_reached, closing_soon.
            Refusal: office_unknown, service_unknown, numbers_exhausted, idempotency_conflict, busy; kiosk_locked,
                person_missing, person_limit, phone_has_ticket; invalid, for a group the office doesn't know, and for
                the class of appointments without staff.
        """
        if request.priority_class is PriorityClass.APPOINTMENT and not request.by_staff:
            sentence = "appointment is the class of who names one in `appointment`; allowed are normal and priority"
            raise Refusal("invalid", sentence, "priority_class")
        ticket_id, token = self._ids.new_id(), self._ids.new_token()
        outlook = NO_OUTLOOK if self._outlooks is None else self._outlooks.of(office)

        def work(tx: OfficeTransaction) -> Issued:
            person = None if request.by_staff else person_of(tx, request.person, self._persons)
            issued = issue_in(tx, request, ticket_id, token, outlook, self._holidays)
            if person is not None:
                tx.persons.count(person)
            return issued

        return act(self._offices, office, work, once)

    def cancel(self, office: str, ticket_id: str) -> Ticket:
        """Give a number up for its holder; a cancelled one stays as it is.

        Raises:
            Refusal: ticket_unknown, illegal_transition.
        """

        def work(tx: OfficeTransaction) -> Ticket:
            ticket = known_ticket(tx, ticket_id)
            if ticket.state is TicketState.CANCELLED:
                return ticket
            return move(tx, ticket, TicketCancelled(ticket=ticket.id, number=ticket.number, by=CITIZEN))

        return act(self._offices, office, work).value

    def late(self, office: str, ticket_id: str) -> Ticket:
        """Step out of the line until ``back``.

        Raises:
            Refusal: ticket_unknown, illegal_transition (only a waiting ticket can be late).
        """
        return self._step_aside(office, ticket_id, TicketState.WAITING, TicketState.HELD)

    def back(self, office: str, ticket_id: str) -> Ticket:
        """Step into the line again, where the whole waiting time puts the ticket.

        Raises:
            Refusal: ticket_unknown, illegal_transition.
        """
        return self._step_aside(office, ticket_id, TicketState.HELD, TicketState.WAITING)

    def _step_aside(self, office: str, ticket_id: str, before: TicketState, after: TicketState) -> Ticket:
        def work(tx: OfficeTransaction) -> Ticket:
            ticket = known_ticket(tx, ticket_id)
            if ticket.state is after:
                return ticket
            if ticket.state is not before:
                raise Refusal("illegal_transition", f"{ticket.number}: {ticket.state} -> {after}")
            event: TicketEvent
            if after is TicketState.HELD:
                event = TicketHeld(ticket=ticket.id, number=ticket.number, until=None, reason="late", by=CITIZEN)
            else:
                event = TicketReturned(ticket=ticket.id, number=ticket.number, placement=Placement.BY_TIME, by=CITIZEN)
            return move(tx, ticket, event)

        return act(self._offices, office, work).value


def issue_in(
    tx: OfficeTransaction,
    request: IssueRequest,
    ticket_id: str,
    token: str,
    outlook: Outlook = NO_OUTLOOK,
    holidays: Holidays = no_holidays,
) -> Issued:
    """Give out the next number within a transaction; see ``Issuing.issue``."""
    refuse_locked(tx, request.kiosk)
    service = tx.office.service(request.service)
    if request.phone is not None:
        _refuse_second(tx, request.phone, service.code)
    priority_class, uncounted_s = standing(tx.office.rules, request, tx.at)
    ahead = _ahead(tx, service.code, priority_class, outlook)
    wait = outlook.wait(service.code, ahead, priority_class)
    # Who has an appointment may come before the opening, and is expected whatever the quota.
    override = request.override or request.appointment is not None
    refuse_shut(tx, service, request.then, wait, holidays, override=override)
    day = tx.service_day
    assert day is not None  # every action begins the service day first
    wraps = service.last_number is not None
    taken = tx.open_numbers(service.prefix) if wraps else frozenset()
    sequence, number = next_in_series(service, tx.series_last(service.prefix), taken)
    tx.take_sequence(service.prefix, sequence)
    event = TicketIssued(
        ticket=ticket_id,
        number=number,
        prefix=service.prefix,
        sequence=sequence,
        service_day=day,
        service=service.code,
        then=request.then,
        priority_class=priority_class,
        language=request.language,
        procedure=request.procedure,
        appointment=request.appointment,
        group=request.group,
        uncounted_s=uncounted_s,
        due_at=request.booked_at if priority_class is PriorityClass.APPOINTMENT else None,
        expected_s=None if uncounted_s else outlook.learnable_s(service.code, ahead),
    )
    ticket = Ticket(
        id=ticket_id,
        token=token,
        office=tx.office.code,
        service_day=day,
        prefix=service.prefix,
        sequence=sequence,
        number=number,
        issued_at=tx.at,
        progress=issued(event, tx.at),
        revision=tx.revision,
        language=request.language,
        procedure=request.procedure,
        appointment=request.appointment,
        dossier=request.dossier,
    )
    tx.add_ticket(ticket)
    tx.record(event)
    if request.phone is not None:
        tx.phones.add(request.phone, ticket_id, service.code)
    return Issued(
        id=ticket_id,
        token=token,
        number=number,
        service=service.code,
        state=ticket.state,
        ahead=ahead,
        wait=wait,
        issued_at=tx.at,
        time_zone=tx.office.time_zone,
        revision=tx.revision,
    )


def standing(rules: Rules, request: IssueRequest, at: datetime) -> tuple[PriorityClass, float]:
    """Return the class in which a request made now waits, and the seconds until its waiting counts.

    Raises:
        Refusal: invalid, for a group the office doesn't know.
    """
    known_group(rules, request.group)
    declared = PriorityClass.PRIORITY if request.group is not None else request.priority_class
    if request.booked_at is None:
        return declared, 0.0
    options = rules.policy_options
    if at > request.booked_at + timedelta(seconds=options.appointment_late_s):
        return declared if declared is not PriorityClass.APPOINTMENT else PriorityClass.NORMAL, 0.0
    if declared is PriorityClass.PRIORITY:
        return declared, 0.0
    window = request.booked_at - timedelta(seconds=options.appointment_early_s)
    return PriorityClass.APPOINTMENT, max(0.0, (window - at).total_seconds())


def known_group(rules: Rules, group: str | None) -> None:
    """Refuse a declared group that the office doesn't know.

    Raises:
        Refusal: invalid.
    """
    if group is not None and all(one.code != group for one in rules.priority_groups):
        known = ", ".join(one.code for one in rules.priority_groups)
        raise Refusal("invalid", f"{group!r} is no group of this office; known are {known}", "group")


def _ahead(tx: OfficeTransaction, service: str, priority_class: PriorityClass, outlook: Outlook) -> int:
    policy = tx.office.rules.selection
    recent = tx.recent_calls().get(service, ()) if policy.name == "ratio" else ()
    pace_s = outlook.pace_s.get(service, USUAL_PACE_S)
    return ahead_of_newcomer(tx.line(), service, priority_class, policy, tx.at, pace_s, recent)


def _refuse_second(tx: OfficeTransaction, phone: str, service: str) -> None:
    number = tx.phones.open_number(phone, service)
    if number is not None:
        raise Refusal("phone_has_ticket", f"this phone has {number} for service {service} already", "phone")
