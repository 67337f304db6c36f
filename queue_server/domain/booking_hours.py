"""When appointments may be booked: the opening hours, or those usual for offices where no week is set."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from queue_server.domain.appointment import Periods, Span
from queue_server.domain.availability import calendar_of
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
