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
    Span,
    Standing,
    code_of,
    standing_at,
)
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office, Service
from queue_server.usecases.issuing import IssueRequest, issue_in
from queue_server.usecases.moving import act
from queue_server.usecases.ports.appointments import AppointmentReader
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once
from queue_server.usecases.ports.environment import Clock, Ids
from queue_server.usecases.ports.reading import OfficeReader

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What a booking is remembered by."""

    id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn:
    """What somebody with an appointment got."""

    appointment: str
    ticket: str
    """Id of the ticket."""
    standing: Standing
    """Normal for who came too late."""


class Appointments:
    """Books times; a code is all its holder needs.

    Args:
        offices: where bookings are made.
        reader: finds appointments.
        office_reader: tells offices as configured.
        hours: when services are open.
    """

    def __init__(
        self,
        offices: Offices,
        reader: AppointmentReader,
        office_reader: OfficeReader,
        hours: Hours,
        ids: Ids,
        clock: Clock,
    ) -> None:
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
        booked = self._reader.booked(office, service, midnight - _DAY, midnight + (last - first) + 2 * _DAY)
        each = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        found = [(day, book.slots(day, booked, now)) for day in each]
        return [(day, slots) for day, slots in found if slots]

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
            tx.appointments.add(
                Appointment(
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
                )
            )
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
            cancelled = known.moved_to(AppointmentState.CANCELLED)
            tx.appointments.save(cancelled)
            return cancelled

        return self._change(code, work)

    def check_in(
        self,
        code: str,
        *,
        at_office: bool,
        kiosk: str | None = None,
        language: str | None = None,
        once: Once[CheckedIn] | None = None,
    ) -> Done[CheckedIn]:
        """Give somebody with an appointment the ticket; a second check-in gives the same one again.

        Args:
            code: of the appointment.
            at_office: whether a kiosk or member of staff asks; else the holder's own phone.
            kiosk: its name, where a kiosk asks.
            language: of the ticket, by default that of the booking.
            once: makes the request one.

        Raises:
            Refusal: appointment_unknown, appointment_cancelled, appointment_missed, appointment_early,
                appointment_late, check_in_at_office, kiosk_locked, service_unknown, service_closed,
                numbers_exhausted.
        """
        found = self.get(code)
        ticket_id, token = self._ids.new_id(), self._ids.new_token()

        def work(tx: OfficeTransaction) -> CheckedIn:
            known = _known(tx, found.id)
            if known.state is AppointmentState.CHECKED_IN and known.ticket is not None:
                return CheckedIn(appointment=known.id, ticket=known.ticket, standing=Standing.APPOINTMENT)
            moved = known.moved_to(AppointmentState.CHECKED_IN)
            rules, late_s = tx.office.service(known.service).rules.booking, tx.office.rules.policy_options
            if not (at_office or rules.phone_check_in):
                raise Refusal("check_in_at_office", "check in at the kiosk or with the staff")
            standing = standing_at(rules, late_s.appointment_late_s, known, tx.at, tx.office.time_zone)
            request = IssueRequest(
                service=known.service,
                procedure=known.procedure,
                booked_at=known.begins_at if standing is Standing.APPOINTMENT else None,
                appointment=known.id,
                language=language or known.language,
                kiosk=kiosk,
                # Neither quota nor closing time takes away what was booked.
                override=True,
            )
            issued = issue_in(tx, request, ticket_id, token)
            tx.appointments.save(replace(moved, ticket=issued.id))
            return CheckedIn(appointment=known.id, ticket=issued.id, standing=standing)

        return act(self._offices, found.office, work, once)

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
            counters=sum(service.code in one.services for one in office.counters),
            zone=office.time_zone,
        )

    def _free(
        self, tx: OfficeTransaction, service: Service, begins_at: datetime, own: Appointment | None = None
    ) -> Slot:
        spans: list[Span] = list(tx.appointments.booked(service.code, begins_at - _DAY, begins_at + _DAY))
        if own is not None and (own.begins_at, own.ends_at) in spans:
            spans.remove((own.begins_at, own.ends_at))
        return self.book_of(tx.office, service).slot(begins_at, spans, tx.at)

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
