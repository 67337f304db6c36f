"""When appointments may be booked: within the opening hours, never on days off and holidays."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.availability import Shut
from queue_server.domain.booking_hours import lost_to, periods_of, shut_to
from queue_server.domain.office import Rules, ServiceRules
from queue_server.domain.opening_hours import DayOff, OpeningHours, Period
from tests.builders import an_office

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 7)
MORNINGS = OpeningHours(week=((Period(begin=480, end=660),),) * 7)


def times(office, day, holidays=lambda day: None):
    zone = ZoneInfo(office.time_zone)
    return [
        f"{begin.astimezone(zone):%H:%M}-{end.astimezone(zone):%H:%M}"
        for begin, end in periods_of(office, office.services[0], holidays)(day)
    ]


def with_hours(hours=None, own=None):
    office = an_office(rules=Rules(hours=hours or OpeningHours()))
    land = office.services[0]
    return replace(office, services=(replace(land, rules=ServiceRules(hours=own)),))


def test_without_hours_those_usual_for_offices_count():
    assert times(an_office(), MONDAY) == ["07:30-11:30", "13:30-17:00"]
    assert times(an_office(), SATURDAY) == []


def test_on_holidays_and_days_off_nothing_is_booked_whatever_the_week():
    closed = OpeningHours(closed=(DayOff(first=MONDAY, last=MONDAY),))
    assert times(with_hours(closed), MONDAY) == []
    assert times(an_office(), MONDAY, holidays=lambda day: {"vi": "Tết"} if day == MONDAY else None) == []


def test_the_hours_of_office_and_service_count_where_they_are_set():
    assert times(with_hours(MORNINGS), SATURDAY) == ["08:00-11:00"]
    assert times(with_hours(own=MORNINGS), SATURDAY) == ["08:00-11:00"]


OFFICE_DAY = OpeningHours(week=((Period(begin=450, end=690), Period(begin=810, end=1020)),) * 5 + ((),) * 2)
"""07:30-11:30 and 13:30-17:00, Monday to Friday."""


def monday(clock, day=MONDAY):
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


@pytest.mark.parametrize(
    ("booked", "now", "shut"),
    [
        ("09:00", "08:30", None),
        ("07:30", "06:45", None),
        ("13:30", "12:40", None),
        ("16:30", "16:50", None),
        ("16:45", "17:00", Shut.OUTSIDE_HOURS),
        ("11:00", "11:45", Shut.BREAK),
        ("12:00", "11:50", Shut.BREAK),
    ],
)
def test_who_has_an_appointment_may_come_before_the_opening_but_not_after_the_closing(booked, now, shut):
    """In the break too, if the booked time follows it; a time that the hours don't keep any more gives nothing."""
    office = with_hours(OFFICE_DAY)

    found = shut_to(office, office.services[0], monday(booked), monday(now))

    assert (None if found is None else found.reason) == shut


def test_days_off_and_holidays_take_the_time_away_and_name_the_next_opening():
    closed = replace(OFFICE_DAY, closed=(DayOff(first=MONDAY, last=MONDAY, note="Sửa điện"),))
    off, usual = with_hours(closed), with_hours(OFFICE_DAY)

    def tet(day):
        return {"vi": "Tết"} if day == MONDAY else None

    for office, holidays, reason, note in (
        (off, lambda _: None, Shut.CLOSED_DAY, "Sửa điện"),
        (usual, tet, Shut.HOLIDAY, "Tết"),
    ):
        nine = monday("09:00")
        for found in (
            shut_to(office, office.services[0], nine, monday("08:30"), holidays),
            lost_to(office, office.services[0], nine, holidays),
        ):
            assert (found.reason, found.note["vi"]) == (reason, note)
            assert found.opens_at == monday("07:30", date(2026, 3, 3))
    assert lost_to(usual, usual.services[0], monday("09:00")) is None
    assert lost_to(an_office(), an_office().services[0], monday("23:00")) is None


def test_a_service_that_is_switched_off_gives_no_number_whatever_was_booked():
    office = with_hours(OFFICE_DAY)
    land = replace(office.services[0], open=False)

    assert shut_to(office, land, monday("09:00"), monday("08:30")).reason is Shut.SWITCHED_OFF
