"""Booking, changing, cancelling, checking in: one transaction each, alone in its office."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.appointment import AppointmentState, Standing
from queue_server.domain.availability import NotNow
from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Quota, Rules, ServiceRules
from queue_server.domain.opening_hours import DayOff, OpeningHours, Period
from queue_server.domain.reporting import waited_s
from queue_server.domain.ticket import PriorityClass, TicketState
from queue_server.usecases.appointments import Appointments, Booked, BookingRequest
from queue_server.usecases.ports.changing import Once
from queue_server.usecases.upkeep import Upkeep
from tests.builders import SerialIds
from tests.fakes.memory_appointments import MemoryAppointmentReader
from tests.usecase_lobby import LAN, OFFICE, UseCaseLobby, refused_code

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NINE = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""09:00 of a Monday, when the lobby begins."""
TEN = NINE + timedelta(hours=1)
QUARTER = timedelta(minutes=15)


def morning(_office, _service):
    """Every day from 08:00 to 11:00."""

    def of(day):
        begin = datetime.combine(day, time(8), ZONE)
        return [(begin, begin + timedelta(hours=3))]

    return of


class Desk(UseCaseLobby):
    """A lobby whose service land takes appointments."""

    def __init__(self, people=0, now=NINE, **rules):
        booking = BookingRules(**({"enabled": True, "lead_min": 15} | rules))
        super().__init__(now=now, people=people)
        self.configure(rules=ServiceRules(booking=booking))
        database = self.memory.offices._database
        self.reader = MemoryAppointmentReader(database)
        self.appointments = Appointments(
            self.memory.offices, self.reader, self.memory.reader, morning, SerialIds(), self.clock, self.holiday
        )
        self.holidays = {}

    def holiday(self, day):
        return self.holidays.get(day)

    def book(self, begins_at=TEN, once=None, **fields):
        request = BookingRequest(service="land", begins_at=begins_at, **fields)
        return self.appointments.book(OFFICE, request, once).value.code

    def configure(self, **fields):
        """Change the service."""
        state = self.memory.offices._database.state
        office = state.offices[OFFICE]
        land, *others = office.services
        state.offices[OFFICE] = replace(office, services=(replace(land, **fields), *others))

    def configure_office(self, **fields):
        """Change the office."""
        state = self.memory.offices._database.state
        state.offices[OFFICE] = replace(state.offices[OFFICE], **fields)

    def at(self, instant):
        self.clock.advance((instant - self.clock.now()).total_seconds())

    def check_in(self, code, at_office=True, override=False):
        done = self.appointments.check_in(code, at_office=at_office, override=override).value
        return self.memory.reader.ticket(done.ticket), done.standing


@pytest.fixture
def desk():
    return Desk()


def local(slots):
    return [f"{one.begins_at.astimezone(ZONE):%H:%M}" for one in slots]


def test_free_times_come_by_day(desk):
    days = desk.appointments.days(OFFICE, "land", None, None)

    assert [day for day, _ in days] == [date(2026, 3, 2) + timedelta(days=number) for number in range(15)]
    assert local(days[0][1]) == ["09:15", "09:30", "09:45", "10:00", "10:15", "10:30", "10:45"]
    desk.book()
    (_, today) = desk.appointments.days(OFFICE, "land", date(2026, 3, 2), date(2026, 3, 2))[0]
    assert [one.left for one in today] == [1, 1, 1, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("service", "first", "last", "code"),
    [
        ("tax", None, None, "booking_closed"),
        ("fishing", None, None, "service_unknown"),
        ("land", date(2026, 3, 3), date(2026, 3, 2), "invalid"),
        ("land", date(2026, 3, 3), date(2026, 7, 2), "invalid"),
    ],
)
def test_questions_that_make_no_sense_are_refused(desk, service, first, last, code):
    assert refused_code(lambda: desk.appointments.days(OFFICE, service, first, last)) == code


def test_a_booking_is_found_by_its_code_alone(desk):
    code = desk.book(name="An", phone="0912", procedure="1.001", language="en")

    found = desk.appointments.get(code)

    assert (found.begins_at, found.ends_at, found.state) == (TEN, TEN + QUARTER, AppointmentState.BOOKED)
    assert (found.name, found.phone, found.procedure, found.language) == ("An", "0912", "1.001", "en")
    assert refused_code(lambda: desk.appointments.get("NOBODYS2")) == "appointment_unknown"


def test_a_repeated_request_books_once(desk):
    once = Once(key="k", request_hash="h", kind=Booked)

    assert desk.book(once=once) == desk.book(once=once)

    assert len(desk.appointments.of_day(OFFICE, date(2026, 3, 2))) == 1


def test_the_last_place_goes_to_one_of_many_who_want_it_at_once():
    """The office's lock decides, so that nobody has to be sent home."""
    desk, codes, refusals = Desk(capacity=3), [], []

    def want():
        try:
            codes.append(desk.book())
        except Refusal as refusal:
            refusals.append(refusal.code)

    people = [threading.Thread(target=want) for _ in range(12)]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert len(codes) == 3
    assert refusals == ["slot_taken"] * 9


def test_a_change_frees_the_old_time_and_keeps_the_code(desk):
    code = desk.book()

    moved = desk.appointments.move(code, TEN + QUARTER)

    assert (moved.code, moved.begins_at) == (code, TEN + QUARTER)
    other = desk.book()
    assert refused_code(lambda: desk.appointments.move(other, TEN + QUARTER)) == "slot_taken"
    assert desk.appointments.move(other, TEN).begins_at == TEN


def test_a_change_to_the_time_that_overlaps_the_own_is_possible(desk):
    """One's own booking is in nobody's way."""
    code = desk.book(TEN + QUARTER)
    desk.configure(rules=ServiceRules(booking=BookingRules(enabled=True, lead_min=0, slot_min=20)))

    assert desk.appointments.move(code, TEN).ends_at == TEN + timedelta(minutes=20)


def test_a_cancelled_one_frees_its_time_and_stays_cancelled(desk):
    code = desk.book()

    assert desk.appointments.cancel(code).state is AppointmentState.CANCELLED
    assert desk.appointments.cancel(code).state is AppointmentState.CANCELLED

    assert desk.book()
    assert refused_code(lambda: desk.appointments.move(code, TEN + QUARTER)) == "appointment_cancelled"
    assert refused_code(lambda: desk.check_in(code)) == "appointment_cancelled"


def test_check_in_gives_a_ticket_of_the_appointment_class_once(desk):
    """A second tap leads to the same number."""
    code = desk.book(procedure="1.001", language="en")
    desk.at(TEN - 2 * QUARTER)

    ticket, standing = desk.check_in(code)
    again, _ = desk.check_in(code)

    assert standing is Standing.APPOINTMENT
    assert again == ticket
    found = desk.appointments.get(code)
    assert (found.state, found.ticket) == (AppointmentState.CHECKED_IN, ticket.id)
    assert (ticket.appointment, ticket.procedure, ticket.language) == (found.id, "1.001", "en")
    assert ticket.progress.priority_class is PriorityClass.APPOINTMENT
    assert refused_code(lambda: desk.appointments.cancel(code)) == "appointment_used"


def test_waiting_counts_from_the_later_of_booked_time_and_check_in(desk):
    """Who comes early has not waited before the time; who comes within the grace waits from then."""
    early, late = desk.book(), desk.book(TEN + QUARTER)
    desk.at(TEN - 2 * QUARTER)
    first, _ = desk.check_in(early)
    desk.at(TEN + 2 * QUARTER)
    second, standing = desk.check_in(late)
    desk.clock.advance(300)

    desk.call()
    desk.serving.finish(OFFICE, "1", LAN)
    desk.call()

    assert standing is Standing.APPOINTMENT
    assert waited_s(desk.memory.reader.ticket(first.id).leg) == 2100
    assert waited_s(desk.memory.reader.ticket(second.id).leg) == 300


def test_too_early_and_too_late_are_told_apart(desk):
    code = desk.book(TEN + 3 * QUARTER)
    with pytest.raises(Refusal) as early:
        desk.check_in(code)
    assert early.value.code == "appointment_early"
    assert "2026-03-02 10:45; check in from 2026-03-02 09:45" in early.value.detail

    desk.at(TEN + 4 * QUARTER + timedelta(minutes=1))
    ticket, standing = desk.check_in(code)

    assert standing is Standing.NORMAL
    assert ticket.progress.priority_class is PriorityClass.NORMAL
    assert ticket.appointment == desk.appointments.get(code).id


def test_an_office_may_refuse_late_ones_and_phones():
    desk = Desk(late_as_normal=False, phone_check_in=False)
    code = desk.book()
    desk.at(TEN)
    assert refused_code(lambda: desk.check_in(code, at_office=False)) == "check_in_at_office"

    desk.at(TEN + timedelta(hours=1))

    assert refused_code(lambda: desk.check_in(code)) == "appointment_late"
    assert desk.appointments.get(code).state is AppointmentState.BOOKED


def test_a_refused_ticket_leaves_the_appointment_as_it_was(desk):
    code = desk.book()
    desk.at(TEN)
    desk.configure(open=False)

    assert refused_code(lambda: desk.check_in(code)) == "service_closed"

    assert desk.appointments.get(code).state is AppointmentState.BOOKED


OPEN_MORNINGS = OpeningHours(week=((Period(begin=480, end=660),),) * 7)
"""08:00-11:00."""


@pytest.mark.parametrize("because", ["holiday", "day off"])
def test_on_holidays_and_days_off_nobody_checks_in_but_staff_may_let_somebody(desk, because):
    """The day was declared after the booking; the refusal tells why, and from when again."""
    today = TEN.astimezone(ZONE).date()
    off = (DayOff(first=today, last=today, note="Sửa điện"),) if because == "day off" else ()
    desk.holidays = {today: {"vi": "Tết"}} if because == "holiday" else {}
    desk.configure_office(rules=Rules(hours=replace(OPEN_MORNINGS, closed=off)))
    code = desk.book()
    desk.at(TEN)

    for at_office in (True, False):
        with pytest.raises(NotNow) as refused:
            desk.check_in(code, at_office=at_office)
    assert refused.value.code == "service_closed"
    assert refused.value.availability.opens_at == datetime(2026, 3, 3, 8, tzinfo=ZONE)
    now, then = desk.appointments.shut(desk.appointments.get(code))
    assert now.note == then.note == {"vi": "Sửa điện" if because == "day off" else "Tết"}

    ticket, standing = desk.check_in(code, override=True)

    assert standing is Standing.APPOINTMENT
    assert ticket.state is TicketState.WAITING


def test_after_closing_time_a_late_one_gets_no_number(desk):
    desk.configure_office(rules=Rules(hours=OPEN_MORNINGS))
    code = desk.book(TEN + 3 * QUARTER)
    desk.at(TEN + 5 * QUARTER)

    with pytest.raises(NotNow) as refused:
        desk.check_in(code)

    assert "gives numbers again at 2026-03-03 08:00" in refused.value.detail
    assert desk.appointments.get(code).state is AppointmentState.BOOKED


def test_before_the_opening_and_beyond_the_quota_a_booked_time_counts(desk):
    land = desk.memory.reader.office(OFFICE).services[0]
    desk.configure(rules=replace(land.rules, quota=Quota(day=0)))
    desk.configure_office(rules=Rules(hours=replace(OPEN_MORNINGS, week=((Period(begin=600, end=660),),) * 7)))
    code = desk.book()
    desk.at(TEN - QUARTER)

    _, standing = desk.check_in(code)

    assert standing is Standing.APPOINTMENT


def test_services_of_one_counter_share_what_it_takes(desk):
    """Each service would take five; the counter that serves both takes two, whoever comes first."""
    office = desk.memory.reader.office(OFFICE)
    booking = BookingRules(enabled=True, lead_min=0, capacity=5)
    services = tuple(replace(one, rules=ServiceRules(booking=booking)) for one in office.services)
    counters = tuple(replace(one, appointments=number) for one, number in zip(office.counters, (2, 0), strict=True))
    desk.configure_office(services=services, counters=counters)
    first = desk.book()

    desk.appointments.book(OFFICE, BookingRequest(service="tax", begins_at=TEN))

    for service in ("land", "tax"):
        request = BookingRequest(service=service, begins_at=TEN)
        assert refused_code(lambda request=request: desk.appointments.book(OFFICE, request)) == "slot_taken"
        (_, today) = desk.appointments.days(OFFICE, service, date(2026, 3, 2), date(2026, 3, 2))[0]
        assert {one.left for one in today if one.begins_at == TEN} == {0}
    assert desk.appointments.move(first, TEN).begins_at == TEN
    desk.appointments.cancel(first)
    assert desk.appointments.book(OFFICE, BookingRequest(service="tax", begins_at=TEN)).value.code


def test_at_the_days_end_those_who_did_not_come_are_missed(desk):
    """By time alone, while nobody acts."""
    today, tomorrow = desk.book(), desk.book(TEN + timedelta(days=1))
    desk.clock.advance(24 * 3600)
    upkeep = Upkeep(desk.memory.reader, desk.memory.offices, desk.clock)

    upkeep.tick(desk.memory.reader.office(OFFICE), desk.memory.reader.pending(OFFICE))

    assert desk.appointments.get(today).state is AppointmentState.MISSED
    assert desk.appointments.get(tomorrow).state is AppointmentState.BOOKED
    assert refused_code(lambda: desk.check_in(today)) == "appointment_missed"


def test_who_has_an_appointment_is_called_in_the_order_of_the_windows(desk):
    """Not in the order of the check-ins: who comes first for a later time has no advantage."""
    later, sooner = desk.book(TEN + QUARTER), desk.book(TEN)
    desk.at(TEN - 2 * QUARTER)
    last, _ = desk.check_in(later)
    first, _ = desk.check_in(sooner)
    desk.at(TEN + 2 * QUARTER)

    assert desk.call().id == first.id
    desk.serving.finish(OFFICE, "1", LAN)
    assert desk.call().id == last.id


def test_before_the_window_walk_ins_go_first_and_in_it_the_appointment_gains_faster():
    desk = Desk()
    code = desk.book(TEN)
    desk.at(TEN - 2 * QUARTER)
    mine, _ = desk.check_in(code)
    walk_in = desk.issue()

    assert desk.call().number == walk_in.number
    desk.serving.finish(OFFICE, "1", LAN)
    desk.at(TEN)
    other = desk.issue()
    desk.clock.advance(60)

    assert desk.call().id == mine.id
    assert desk.ticket(other).state is TicketState.WAITING
    assert Rules().policy_options.appointment_early_s == 600
