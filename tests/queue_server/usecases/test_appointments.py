"""Booking, changing, cancelling, checking in: one transaction each, alone in its office."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from queue_server.domain.appointment import AppointmentState
from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.errors import Refusal
from queue_server.domain.office import ServiceRules
from queue_server.usecases.appointments import Booked, BookingRequest
from queue_server.usecases.ports.changing import Once
from queue_server.usecases.upkeep import Upkeep
from tests.booking_desk import QUARTER, TEN, ZONE, Desk
from tests.usecase_lobby import OFFICE, refused_code


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
    upkeep = Upkeep(desk.memory.reader, desk.memory.offices)

    upkeep.tick(desk.memory.reader.office(OFFICE), desk.memory.reader.pending(OFFICE))

    assert desk.appointments.get(today).state is AppointmentState.MISSED
    assert desk.appointments.get(tomorrow).state is AppointmentState.BOOKED
    assert refused_code(lambda: desk.check_in(today)) == "appointment_missed"
