"""When appointments may be booked: the opening hours, or those usual for offices where none are set."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from queue_server.domain.appointment import Periods, Span

USUAL = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
"""Monday to Friday."""

WORKING_DAYS = 5


def usual_periods(zone: str) -> Periods:
    """Return the usual hours of offices on a clock."""

    def of(day: date) -> list[Span]:
        if day.weekday() >= WORKING_DAYS:
            return []
        clock = ZoneInfo(zone)
        return [(datetime.combine(day, begin, clock), datetime.combine(day, end, clock)) for begin, end in USUAL]

    return of
