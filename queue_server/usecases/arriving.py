"""What somebody with an appointment gets at check-in."""

from dataclasses import dataclass, replace

from queue_server.domain.appointment import Appointment, AppointmentState, Standing, standing_at
from queue_server.domain.availability import NotNow
from queue_server.domain.booking_hours import shut_to
from queue_server.domain.errors import Refusal
from queue_server.domain.opening_hours import Holidays
from queue_server.domain.ticket import PriorityClass
from queue_server.usecases.issuing import Issued, IssueRequest, issue_in
from queue_server.usecases.ports.changing import OfficeTransaction
from queue_server.usecases.reminding import replan


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn:
    """What somebody with an appointment got."""

    appointment: str
    ticket: str
    """Id of the ticket."""
    standing: Standing
    """Normal for who came too late."""
    issued: Issued | None = None
    """The new ticket; None for who has checked in before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody with an appointment says besides."""

    procedure: str | None = None
    """By default that of the booking."""
    then: tuple[str, ...] = ()
    priority_class: PriorityClass = PriorityClass.NORMAL
    """Whether it counts as an appointment is the booking's affair, whatever is said here."""
    group: str | None = None


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """The ticket that somebody who comes would get."""

    ticket_id: str
    token: str
    language: str | None = None
    """By default that of the booking."""
    kiosk: str | None = None
    """Name of the kiosk where it is asked for."""
    wishes: Wishes = NO_WISHES


def check_in(
    tx: OfficeTransaction, known: Appointment, arrival: Arrival, holidays: Holidays | None, *, at_office: bool
) -> CheckedIn:
    """Give the ticket within a transaction; see ``Appointments.check_in``. Without holidays no hours count."""
    if known.state is AppointmentState.CHECKED_IN and known.ticket is not None:
        return CheckedIn(appointment=known.id, ticket=known.ticket, standing=Standing.APPOINTMENT)
    moved = known.moved_to(AppointmentState.CHECKED_IN)
    service, options = tx.office.service(known.service), tx.office.rules.policy_options
    rules, zone = service.rules.booking, tx.office.time_zone
    if not (at_office or rules.phone_check_in):
        raise Refusal("check_in_at_office", "check in at the kiosk or with the staff")
    standing = standing_at(rules, options.appointment_late_s, known, tx.at, zone)
    shut = None if holidays is None else shut_to(tx.office, service, known.begins_at, tx.at, holidays)
    if shut is not None:
        raise NotNow(service.code, shut, zone)
    request = IssueRequest(
        service=known.service,
        procedure=arrival.wishes.procedure or known.procedure,
        then=arrival.wishes.then,
        priority_class=_declared(arrival.wishes.priority_class),
        group=arrival.wishes.group,
        booked_at=known.begins_at if standing is Standing.APPOINTMENT else None,
        appointment=known.id,
        language=arrival.language or known.language,
        kiosk=arrival.kiosk,
        # Neither quota nor closing time takes away what was booked; hours were looked at.
        override=True,
    )
    issued = issue_in(tx, request, arrival.ticket_id, arrival.token)
    arrived = replace(moved, ticket=issued.id, reminder=None)
    tx.appointments.save(arrived)
    replan(tx, known, arrived)
    return CheckedIn(appointment=known.id, ticket=issued.id, standing=standing, issued=issued)


def _declared(wish: PriorityClass) -> PriorityClass:
    return wish if wish is PriorityClass.PRIORITY else PriorityClass.NORMAL
