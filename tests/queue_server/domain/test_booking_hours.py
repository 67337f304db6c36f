"""When appointments may be booked: within the opening hours, never on days off and holidays."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from queue_server.domain.booking_hours import periods_of
from queue_server.domain.office import Rules, ServiceRules
from queue_server.domain.opening_hours import DayOff, OpeningHours, Period
from tests.builders import an_office

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
