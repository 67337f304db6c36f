"""Appointments: what can be booked, booking, changing, cancelling, and checking in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.appointment import (
    MOST_DAYS,
    Appointment,
    AppointmentState,
    Book,
    Periods,
    Slot,
    code_of,
)
from queue_server.domain.availability import Availability
from queue_server.domain.booking_capacity import places_of
from queue_server.domain.booking_hours import lost_to, shut_to
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office, Service
from queue_server.domain.opening_hours import Holidays, no_holidays
from queue_server.domain.reminder import ReminderWish
from queue_server.usecases.arriving import NO_WISHES, Arrival, CheckedIn, Wishes, check_in
from queue_server.usecases.moving import act
from queue_server.usecases.ports.appointments import AppointmentReader
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once
from queue_server.usecases.ports.environment import Clock, Ids
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.reminding import agreed, replan

Hours = Callable[[Office, Service], Periods]
"""Returns when a service of an office is open."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """What somebody wants to book."""

    service: str
    begins_at: datetime
    procedure: str | None = None
    name: str = ""
    phone: str = ""
    language: str = "vi"
    reminder: ReminderWish | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What a booking is remembered by."""

    id: str
    code: str


class Appointments:
    """Books times; a code is all its holder needs.

    Args:
        offices: where bookings are made.
        reader: finds appointments.
        office_reader: tells offices as configured.
        hours: when services take appointments.
        holidays: on which nobody checks in.
    """

    def __init__(
        self,
        offices: Offices,
        reader: AppointmentReader,
        office_reader: OfficeReader,
        hours: Hours,
        ids: Ids,
        clock: Clock,
        holidays: Holidays = no_holidays,
    ) -> None:
        self._holidays = holidays
        self._offices = offices
        self._reader = reader
        self._office_reader = office_reader
        self._hours = hours
        self._ids = ids
        self._clock = clock

    def days(self, office: str, service: str, first: date | None, last: date | None) -> list[tuple[date, list[Slot]]]:
        """Return the times of a service by local date; full ones too, days without any left out.

        Args:
            first: by default today.
            last: by default the last day that can be booked.

        Raises:
            Refusal: office_unknown, service_unknown, booking_closed; invalid, for dates in the wrong order or apart
                by more than ``MOST_DAYS``.
        """
        known = self._office_reader.office(office)
        book = self.book_of(known, _bookable(known, service))
        now = self._clock.now()
        first = first or now.astimezone(ZoneInfo(book.zone)).date()
        horizon = now.astimezone(ZoneInfo(book.zone)).date() + timedelta(days=book.rules.horizon_days)
        last = last or min(max(first, horizon), first + timedelta(days=MOST_DAYS - 1))
        if last < first:
            raise Refusal("invalid", f"{last} is before {first}", "to")
        if last - first >= timedelta(days=MOST_DAYS):
            raise Refusal("invalid", f"{first} to {last} are more than {MOST_DAYS} days", "to")
        midnight = datetime.combine(first, time(0), ZoneInfo(book.zone))
        begin, end = midnight - _DAY, midnight + (last - first) + 2 * _DAY
        booked = {code: self._reader.booked(office, code, begin, end) for code in book.sharing}
        each = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        return [(day, slots) for day, slots in zip(each, book.slots_of(each, booked, now), strict=True) if slots]

    def book(self, office: str, request: BookingRequest, once: Once[Booked] | None = None) -> Done[Booked]:
        """Book a time; of two who want the last one at once, one is refused.

        Raises:
            Refusal: office_unknown, service_unknown, booking_closed, slot_unknown, slot_taken, idempotency_conflict.
        """
        new_id, secret = self._ids.new_id(), self._ids.new_token()

        def work(tx: OfficeTransaction) -> Booked:
            service = _bookable(tx.office, request.service)
            slot = self._free(tx, service, request.begins_at)
            code = next(code for code in (code_of(secret, n) for n in range(100)) if tx.appointments.is_code_free(code))
            made = Appointment(
                id=new_id,
                code=code,
                office=tx.office.code,
                service=service.code,
                begins_at=slot.begins_at,
                ends_at=slot.ends_at,
                made_at=tx.at,
                procedure=request.procedure,
                name=request.name,
                phone=request.phone,
                language=request.language,
                reminder=agreed(tx, request.reminder),
            )
            tx.appointments.add(made)
            replan(tx, None, made)
            return Booked(id=new_id, code=code)

        return self._offices.change(office, work, once)

    def get(self, code: str) -> Appointment:
        """Return an appointment by its code.

        Raises:
            Refusal: appointment_unknown.
        """
        found = self.find(code)
        if found is None:
            raise Refusal("appointment_unknown", "there is no appointment with this code")
        return found

    def find(self, code: str) -> Appointment | None:
        """Return an appointment by its code, None if there is none."""
        return self._reader.appointment(code)

    def move(self, code: str, begins_at: datetime) -> Appointment:
        """Change the time of an appointment; its code stays.

        Raises:
            Refusal: appointment_unknown, appointment_used, appointment_cancelled, appointment_missed, booking_closed,
                slot_unknown, slot_taken.
        """

        def work(tx: OfficeTransaction, known: Appointment) -> Appointment:
            if known.state is not AppointmentState.BOOKED:
                known.moved_to(AppointmentState.BOOKED)
            if known.begins_at == begins_at:
                return known
            slot = self._free(tx, _bookable(tx.office, known.service), begins_at, known)
            moved = replace(known, begins_at=slot.begins_at, ends_at=slot.ends_at)
            tx.appointments.save(moved)
            replan(tx, known, moved)
            return moved

        return self._change(code, work)

    def cancel(self, code: str) -> Appointment:
        """Give an appointment up; a cancelled one stays as it is.

        Raises:
            Refusal: appointment_unknown, appointment_used, appointment_missed.
        """

        def work(tx: OfficeTransaction, known: Appointment) -> Appointment:
            if known.state is AppointmentState.CANCELLED:
                return known
            cancelled = replace(known.moved_to(AppointmentState.CANCELLED), reminder=None)
            tx.appointments.save(cancelled)
            replan(tx, known, cancelled)
            return cancelled

        return self._change(code, work)

    def check_in(
        self,
        code: str,
        *,
        at_office: bool,
        kiosk: str | None = None,
        override: bool = False,
        language: str | None = None,
        wishes: Wishes = NO_WISHES,
        once: Once[CheckedIn] | None = None,
    ) -> Done[CheckedIn]:
        """Give somebody with an appointment the ticket; a second check-in gives the same one again.

        Args:
            code: of the appointment.
            at_office: whether a kiosk or member of staff asks; else the holder's own phone.
            kiosk: its name, where a kiosk asks.
            override: staff give the number outside the hours.
            language: of the ticket, by default that of the booking.
            wishes: what they say besides.
            once: makes the request one.

        Raises:
            NotNow: service_closed, outside the hours, on days off and on holidays.
            Refusal: appointment_unknown, appointment_cancelled, appointment_missed, appointment_early,
                appointment_late, check_in_at_office, kiosk_locked, service_unknown, numbers_exhausted.
        """
        found = self.get(code)
        new_id, new_token = self._ids.new_id(), self._ids.new_token()
        arrival = Arrival(ticket_id=new_id, token=new_token, language=language, kiosk=kiosk, wishes=wishes)
        holidays = None if override else self._holidays

        def work(tx: OfficeTransaction) -> CheckedIn:
            return check_in(tx, _known(tx, found.id), arrival, holidays, at_office=at_office)

        return act(self._offices, found.office, work, once)

    def shut(self, appointment: Appointment) -> tuple[Availability | None, Availability | None]:
        """Return why its holder gets no number now, and why the office is closed at the booked time; None if not.

        Raises:
            Refusal: office_unknown, service_unknown.
        """
        office = self._office_reader.office(appointment.office)
        service, begins_at = office.service(appointment.service), appointment.begins_at
        now = shut_to(office, service, begins_at, self._clock.now(), self._holidays)
        return now, lost_to(office, service, begins_at, self._holidays)

    def of_day(self, office: str, day: date) -> Sequence[Appointment]:
        """Return the appointments of a local date in order.

        Raises:
            Refusal: office_unknown.
        """
        zone = ZoneInfo(self._office_reader.office(office).time_zone)
        midnight = datetime.combine(day, time(0), zone)
        return self._reader.appointments(office, midnight, datetime.combine(day + _DAY, time(0), zone))

    def book_of(self, office: Office, service: Service) -> Book:
        """Return what decides which times of a service can be booked."""
        return Book(
            rules=service.rules.booking,
            periods=self._hours(office, service),
            service=service.code,
            counters=places_of(office.counters),
            zone=office.time_zone,
        )

    def _free(
        self, tx: OfficeTransaction, service: Service, begins_at: datetime, own: Appointment | None = None
    ) -> Slot:
        book = self.book_of(tx.office, service)
        end = begins_at + timedelta(minutes=book.rules.slot_min)
        booked = {code: list(tx.appointments.booked(code, begins_at, end)) for code in book.sharing}
        if own is not None and (own.begins_at, own.ends_at) in booked[service.code]:
            booked[service.code].remove((own.begins_at, own.ends_at))
        return book.slot(begins_at, booked, tx.at)

    def _change(self, code: str, work: Callable[[OfficeTransaction, Appointment], Appointment]) -> Appointment:
        found = self.get(code)
        return self._offices.change(found.office, lambda tx: work(tx, _known(tx, found.id))).value


def _known(tx: OfficeTransaction, appointment_id: str) -> Appointment:
    found = tx.appointments.get(appointment_id)
    if found is None:
        raise Refusal("appointment_unknown", "there is no appointment with this code")
    return found


def _bookable(office: Office, code: str) -> Service:
    service = office.service(code)
    if not service.rules.booking.enabled:
        raise Refusal("booking_closed", f"service {code} takes no appointments", "service")
    return service
