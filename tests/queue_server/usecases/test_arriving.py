"""What somebody with an appointment gets at check-in: a ticket once, in the hours, within its window."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from queue_server.domain.appointment import AppointmentState, Standing
from queue_server.domain.availability import NotNow
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Quota, Rules
from queue_server.domain.opening_hours import DayOff, OpeningHours, Period
from queue_server.domain.reporting import waited_s
from queue_server.domain.ticket import PriorityClass, TicketState
from tests.booking_desk import QUARTER, TEN, ZONE, Desk
from tests.usecase_lobby import LAN, OFFICE, refused_code


@pytest.fixture
def desk():
    return Desk()


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
