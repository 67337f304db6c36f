"""What is answered about appointments and result slips."""

from datetime import datetime

from queue_server.adapters.web.answers import IssuedTicket
from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import ByLanguage, FromServer
from queue_server.domain.appointment import Appointment, Slot, opens_at, written
from queue_server.domain.notifying import masked_address
from queue_server.domain.office import Office
from queue_server.domain.reminder import Reminder
from queue_server.domain.result_slip import ResultSlip
from queue_server.usecases.result_slips import SlipsDone


class SlotItem(FromServer, frozen=True, kw_only=True):
    """A time that may be booked."""

    begins_at: str
    ends_at: str
    left: int
    """How many more may book it; 0 when it is booked up."""


class SlotList(FromServer, frozen=True, kw_only=True):
    """The times of a service, in order."""

    office: str
    service: str
    time_zone: str
    slots: list[SlotItem]


class ReminderAnswer(FromServer, frozen=True, kw_only=True):
    """Where the holder is reminded."""

    channel: str
    """webhook (SMS or Zalo) or mail."""
    address: str
    """As much of it as its owner needs to know it again."""


class AppointmentAnswer(FromServer, frozen=True, kw_only=True):
    """An appointment as its holder sees it."""

    code: str
    office: str
    office_name: str
    service: str
    service_name: ByLanguage
    begins_at: str
    ends_at: str
    state: str
    """booked, checked_in, cancelled or missed."""
    check_in_from: str
    check_in_until: str
    """After that it counts as late."""
    phone_check_in: bool
    """Whether the holder may check in on the own phone."""
    procedure: str | None
    reminder: ReminderAnswer | None
    url: str
    """Page of the holder."""


class CheckedInTicket(IssuedTicket, frozen=True, kw_only=True):
    """The ticket of somebody who checked in or came to collect."""

    standing: str
    """appointment; normal for who came too late, and for results."""


class ArrivalAnswer(FromServer, frozen=True, kw_only=True):
    """What a code stands for."""

    kind: str
    """appointment or slip."""
    service: str
    service_name: ByLanguage
    state: str
    """Of an appointment: booked, checked_in, cancelled, missed; of a result: ready, early, delayed."""
    begins_at: str | None = None
    check_in_from: str | None = None
    check_in_until: str | None = None
    due: str | None = None
    """Day on which a result is due."""


class DayAppointment(FromServer, frozen=True, kw_only=True):
    """An appointment as staff see it; its code stays its holder's."""

    id: str
    service: str
    begins_at: str
    ends_at: str
    state: str
    procedure: str | None
    name: str
    phone: str
    ticket: str | None
    """Id of the ticket it became."""


class DayAppointments(FromServer, frozen=True, kw_only=True):
    """The appointments of a day, in order."""

    day: str
    appointments: list[DayAppointment]


class SlipItem(FromServer, frozen=True, kw_only=True):
    """A dossier whose result is due."""

    dossier: str
    service: str
    due: str
    ready: bool
    name: str
    """Masked."""
    ticket: str | None
    """Id of the ticket that was last taken with it."""


class SlipList(FromServer, frozen=True, kw_only=True):
    """Dossiers in the order of their codes."""

    slips: list[SlipItem]


class SlipProblemItem(FromServer, frozen=True, kw_only=True):
    """Why an entry is refused."""

    index: int
    """Place in the request, from 0."""
    field: str
    reason: str


class SlipsAnswer(FromServer, frozen=True, kw_only=True):
    """What became of the entries; with problems nothing was changed."""

    added: int
    changed: int
    kept: int
    dry_run: bool
    problems: list[SlipProblemItem]


def slot_item(slot: Slot, zone: str) -> SlotItem:
    """Return a time as it is answered."""
    return SlotItem(begins_at=rfc3339(slot.begins_at, zone), ends_at=rfc3339(slot.ends_at, zone), left=slot.left)


def appointment_answer(one: Appointment, office: Office, url: str) -> AppointmentAnswer:
    """Return an appointment as its holder sees it."""
    begin, until = check_in_span(one, office)
    service = next((service for service in office.services if service.code == one.service), None)
    return AppointmentAnswer(
        code=written(one.code),
        office=office.code,
        office_name=office.name,
        service=one.service,
        service_name=service.name if service else {},
        begins_at=rfc3339(one.begins_at, office.time_zone),
        ends_at=rfc3339(one.ends_at, office.time_zone),
        state=one.state.value,
        check_in_from=rfc3339(begin, office.time_zone),
        check_in_until=rfc3339(until, office.time_zone),
        phone_check_in=service is not None and service.rules.booking.phone_check_in,
        procedure=one.procedure,
        reminder=None if one.reminder is None else _reminder(one.reminder),
        url=url,
    )


def _reminder(one: Reminder) -> ReminderAnswer:
    return ReminderAnswer(channel=one.channel.value, address=masked_address(one.channel, one.address))


def check_in_span(one: Appointment, office: Office) -> tuple[datetime, datetime]:
    """Return from when to when somebody may check in without losing anything."""
    late = one.late_at(office.rules.policy_options.appointment_late_s)
    service = next((service for service in office.services if service.code == one.service), None)
    return (one.begins_at if service is None else opens_at(service.rules.booking, one, office.time_zone)), late


def day_appointment(one: Appointment, zone: str) -> DayAppointment:
    """Return an appointment as staff see it."""
    return DayAppointment(
        id=one.id,
        service=one.service,
        begins_at=rfc3339(one.begins_at, zone),
        ends_at=rfc3339(one.ends_at, zone),
        state=one.state.value,
        procedure=one.procedure,
        name=one.name,
        phone=one.phone,
        ticket=one.ticket,
    )


def slip_item(one: ResultSlip) -> SlipItem:
    """Return a dossier as staff see it."""
    return SlipItem(
        dossier=one.dossier,
        service=one.service,
        due=one.due.isoformat(),
        ready=one.ready,
        name=one.name,
        ticket=one.ticket,
    )


def slips_answer(done: SlipsDone, *, dry_run: bool) -> SlipsAnswer:
    """Return what became of entries."""
    problems = [SlipProblemItem(index=one.index, field=one.field, reason=one.reason) for one in done.problems]
    return SlipsAnswer(added=done.added, changed=done.changed, kept=done.kept, dry_run=dry_run, problems=problems)
