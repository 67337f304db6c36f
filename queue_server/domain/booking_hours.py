"""When appointments may be booked and checked in: the opening hours, or those usual for offices without any."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from queue_server.domain.appointment import Periods
from queue_server.domain.availability import Availability, Shut, availability, calendar_of
from queue_server.domain.booking_capacity import Span
from queue_server.domain.office import Office, Service
from queue_server.domain.opening_hours import WEEKDAYS, Calendar, Holidays, Period, no_holidays

WORKING_DAYS = 5
USUAL_DAY = (Period(begin=7 * 60 + 30, end=11 * 60 + 30), Period(begin=13 * 60 + 30, end=17 * 60))
USUAL_WEEK = (USUAL_DAY,) * WORKING_DAYS + ((),) * (WEEKDAYS - WORKING_DAYS)
"""Monday to Friday."""


def periods_of(office: Office, service: Service, holidays: Holidays = no_holidays) -> Periods:
    """Return when a service takes appointments; without any week of hours the usual one counts, holidays left out."""
    own = service.rules.hours
    calendar = calendar_of(office, service, holidays)
    if not (office.rules.hours.week or (own is not None and own.week)):
        always = calendar or Calendar(zone=office.time_zone, week=USUAL_WEEK)
        calendar = replace(always, week=USUAL_WEEK, holidays=holidays)
    assert calendar is not None  # a week was set

    known = calendar

    def of(day: date) -> Sequence[Span]:
        return [(one.begin, one.end) for one in known.periods(day)]

    return of


def shut_to(
    office: Office, service: Service, begins_at: datetime, at: datetime, holidays: Holidays = no_holidays
) -> Availability | None:
    """Return why somebody with an appointment gets no number now, and from when again; None if there is one.

    Neither quota nor closing time takes away what was booked, and one may come before the opening or in the break that
    the booked time follows. Outside the hours, on days off and on holidays there is no number.

    Args:
        begins_at: the booked time.
        at: now.
    """
    found = availability(office, service, at, holidays)
    if found.reason in (None, Shut.QUOTA_REACHED, Shut.CLOSING_SOON):
        return None
    may_wait = found.reason is not Shut.SWITCHED_OFF and at < begins_at
    return None if may_wait and _is_kept(office, service, begins_at, holidays) else found


def lost_to(
    office: Office, service: Service, begins_at: datetime, holidays: Holidays = no_holidays
) -> Availability | None:
    """Return why the office is closed at a booked time by now, such as for a day off set later; None if it is open."""
    kept = _is_kept(office, service, begins_at, holidays)
    return None if kept else availability(office, service, begins_at, holidays)


def _is_kept(office: Office, service: Service, begins_at: datetime, holidays: Holidays) -> bool:
    calendar = calendar_of(office, service, holidays)
    return calendar is None or calendar.is_open(begins_at)
