"""Appointments: times to book, and what the holder of a code may do."""

from datetime import UTC
from zoneinfo import ZoneInfo

from queue_server.adapters.web.access import PUBLIC, Access, Place
from queue_server.adapters.web.appointment_answers import (
    AppointmentAnswer,
    CheckedInTicket,
    DayAppointments,
    SlotList,
    appointment_answer,
    day_appointment,
    slot_item,
)
from queue_server.adapters.web.appointment_bodies import (
    AppointmentsQuery,
    BookingBody,
    CheckInBody,
    HolderPath,
    MoveAppointmentBody,
    ReminderBody,
    SlotsQuery,
)
from queue_server.adapters.web.auth import caller_or_nobody
from queue_server.adapters.web.bodies import OfficePath
from queue_server.adapters.web.callers import NOBODY, Caller
from queue_server.adapters.web.handing_out import HandingOut
from queue_server.adapters.web.idempotency import RequestKey
from queue_server.adapters.web.operation import Keyed, Operation, Reply
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.domain.appointment import Appointment, read_code
from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Right
from queue_server.domain.reminder import ReminderWish
from queue_server.usecases.appointments import Appointments, Booked, BookingRequest
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.procedures import Procedures
from queue_server.usecases.reminding import Reminding

RECEIVES = Access(right=Right.RECEIVE, place=Place.OFFICE)

GONE = ["appointment_unknown", "appointment_used", "appointment_cancelled", "appointment_missed", "rate_limited"]
"""What every change of an appointment may refuse."""


class SlotOperations:
    """Tells what can be booked, and books it."""

    def __init__(
        self,
        appointments: Appointments,
        procedures: Procedures,
        reminding: Reminding,
        reader: OfficeReader,
        urls: TicketUrls,
        limit: RateLimit,
    ) -> None:
        self._appointments = appointments
        self._procedures = procedures
        self._reminding = reminding
        self._reader = reader
        self._urls = urls
        self._limit = limit

    @Operation(
        method="GET",
        rule="/offices/<office>/slots",
        access=PUBLIC,
        path=OfficePath,
        answer=SlotList,
        refusals=["office_unknown", "service_unknown", "booking_closed"],
    )
    def list_slots(self, path: OfficePath, query: SlotsQuery) -> Reply:
        """List the times of a service that can be booked, and those that are booked up."""
        zone = self._reader.office(path.office).time_zone
        days = self._appointments.days(path.office, query.service, query.first, query.last)
        slots = [slot_item(slot, zone) for _, slots in days for slot in slots]
        return Reply(SlotList(office=path.office, service=query.service, time_zone=zone, slots=slots))

    @Operation(
        method="POST",
        rule="/appointments",
        access=PUBLIC,
        answer=AppointmentAnswer,
        status=201,
        refusals=[
            "office_unknown",
            "service_unknown",
            "procedure_unknown",
            "booking_closed",
            "slot_unknown",
            "slot_taken",
            "rate_limited",
        ],
        keyed=Keyed.REQUIRED,
    )
    def book_appointment(self, body: BookingBody, key: RequestKey) -> Reply:
        """Book a time. Whoever has the answer's `code` may change, cancel and check in."""
        self._limit.count(caller_or_nobody())
        if body.procedure is not None:
            self._procedures.check(body.procedure)
        reminder = None if body.reminder is None else self._wish(body.reminder)
        request = BookingRequest(
            service=body.service,
            begins_at=body.begins_at.astimezone(UTC),
            procedure=body.procedure,
            name=body.name.strip(),
            phone=body.phone.strip(),
            language=body.language,
            reminder=reminder,
        )
        done = self._appointments.book(body.office, request, key.once(Booked))
        booked = self._appointments.get(done.value.code)
        office = self._reader.office(body.office)
        return Reply(appointment_answer(booked, office, self._urls.of_appointment(booked.code)), done.replayed)

    def _wish(self, body: ReminderBody) -> ReminderWish:
        try:
            return self._reminding.wish(body.channel, body.address)
        except Refusal as refusal:
            raise Refusal(refusal.code, refusal.detail, f"reminder.{refusal.field}") from None


class AppointmentOperations:
    """What the holder of a code may do."""

    def __init__(
        self,
        appointments: Appointments,
        reminding: Reminding,
        reader: OfficeReader,
        handing_out: HandingOut,
        urls: TicketUrls,
        limit: RateLimit,
    ) -> None:
        self._appointments = appointments
        self._reminding = reminding
        self._reader = reader
        self._handing_out = handing_out
        self._urls = urls
        self._limit = limit

    @Operation(
        method="GET",
        rule="/appointments/<code>",
        access=PUBLIC,
        path=HolderPath,
        answer=AppointmentAnswer,
        refusals=["appointment_unknown", "rate_limited"],
    )
    def get_appointment(self, path: HolderPath) -> Reply:
        """Show an appointment to its holder."""
        return self._told(self._appointments.get(self._code(path, NOBODY)))

    @Operation(
        method="PUT",
        rule="/appointments/<code>",
        access=PUBLIC,
        path=HolderPath,
        answer=AppointmentAnswer,
        refusals=[*GONE, "booking_closed", "slot_unknown", "slot_taken"],
    )
    def move_appointment(self, path: HolderPath, body: MoveAppointmentBody) -> Reply:
        """Change the time; the code stays."""
        return self._told(self._appointments.move(self._code(path, NOBODY), body.begins_at.astimezone(UTC)))

    @Operation(
        method="DELETE",
        rule="/appointments/<code>",
        access=PUBLIC,
        path=HolderPath,
        answer=AppointmentAnswer,
        refusals=GONE,
    )
    def cancel_appointment(self, path: HolderPath) -> Reply:
        """Give an appointment up; one that is given up already stays so."""
        return self._told(self._appointments.cancel(self._code(path, NOBODY)))

    @Operation(
        method="PUT",
        rule="/appointments/<code>/reminder",
        access=PUBLIC,
        path=HolderPath,
        answer=AppointmentAnswer,
        refusals=GONE,
    )
    def remind_appointment(self, path: HolderPath, body: ReminderBody) -> Reply:
        """Say where to be reminded, in place of what is known. Sent once, when the office has set it."""
        wish = self._reminding.wish(body.channel, body.address)
        return self._told(self._reminding.give(self._code(path, NOBODY), wish))

    @Operation(
        method="DELETE",
        rule="/appointments/<code>/reminder",
        access=PUBLIC,
        path=HolderPath,
        answer=AppointmentAnswer,
        refusals=GONE,
    )
    def withdraw_reminder(self, path: HolderPath) -> Reply:
        """Withdraw the consent: the address is forgotten, and nothing is sent."""
        return self._told(self._reminding.withdraw(self._code(path, NOBODY)))

    @Operation(
        method="POST",
        rule="/appointments/<code>/check-in",
        access=PUBLIC,
        path=HolderPath,
        answer=CheckedInTicket,
        status=201,
        refusals=[
            *GONE,
            "appointment_early",
            "appointment_late",
            "check_in_at_office",
            "kiosk_locked",
            "forbidden",
            "service_closed",
            "numbers_exhausted",
            "printer_unknown",
        ],
    )
    def check_in(self, path: HolderPath, body: CheckInBody) -> Reply:
        """Take the number of an appointment. Who asks again gets the same one.

        Within the late window the number has the class `appointment`; who comes later gets a normal one, where the
        office allows it. Outside the hours, on days off and on holidays it is refused; `opening` says until when. Staff
        may `override` that.
        """
        caller = caller_or_nobody()
        found = self._appointments.get(self._code(path, caller))
        printer = self._handing_out.printer_of(found.office, caller, body.printer)
        at_office = is_at_office(caller, found.office)
        override, kiosk = staff_override(caller, found.office, body.override), kiosk_of(caller, found.office)
        done = self._appointments.check_in(
            found.code, at_office=at_office, kiosk=kiosk, override=override, language=body.language
        ).value
        return Reply(self._handing_out.hand_out(done.ticket, done.standing, printer))

    def _code(self, path: HolderPath, caller: Caller) -> str:
        """Return the code of the path, counting the attempt: codes are short, so nobody may try many."""
        self._limit.count(caller)
        code = read_code(path.code)
        if code is None:
            raise Refusal("appointment_unknown", "there is no appointment with this code")
        return code

    def _told(self, one: Appointment) -> Reply:
        return Reply(appointment_answer(one, self._reader.office(one.office), self._urls.of_appointment(one.code)))


class DayOperations:
    """The day's appointments for staff."""

    def __init__(self, appointments: Appointments, reader: OfficeReader, clock: Clock) -> None:
        self._appointments = appointments
        self._reader = reader
        self._clock = clock

    @Operation(
        method="GET",
        rule="/offices/<office>/appointments",
        access=RECEIVES,
        path=OfficePath,
        answer=DayAppointments,
    )
    def list_appointments(self, path: OfficePath, query: AppointmentsQuery) -> Reply:
        """List the appointments of a day with their holders."""
        zone = self._reader.office(path.office).time_zone
        day = query.day or self._clock.now().astimezone(ZoneInfo(zone)).date()
        found = self._appointments.of_day(path.office, day)
        return Reply(DayAppointments(day=day.isoformat(), appointments=[day_appointment(one, zone) for one in found]))


def is_at_office(caller: Caller, office: str) -> bool:
    """Return whether a kiosk or member of staff of an office asks."""
    operator = caller.operator
    return kiosk_of(caller, office) is not None or (operator is not None and operator.may(Right.RECEIVE, office))


def kiosk_of(caller: Caller, office: str) -> str | None:
    """Return the name of the kiosk of an office that asks, None if none does."""
    device = caller.device
    is_kiosk = device is not None and device.kind is DeviceKind.KIOSK and device.office == office
    return device.name if device is not None and is_kiosk else None


def staff_override(caller: Caller, office: str, wanted: bool) -> bool:
    """Return whether hours are set aside.

    Raises:
        Refusal: forbidden, for others than an office's staff.
    """
    if wanted and (caller.operator is None or not caller.operator.may(Right.RECEIVE, office)):
        raise Refusal("forbidden", "only staff may override hours", "override")
    return wanted
