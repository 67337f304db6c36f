"""Opening hours as administrators write them: ``07:30-11:30 13:30-17:00``, days as ``24/01/2026`` or ``2026-01-24``."""

import re
from collections.abc import Iterator
from datetime import date

from queue_server.domain.errors import Misread, Refusal
from queue_server.domain.opening_hours import DayOff, Period, SpecialDay, check_periods, clock_text

_TIME = r"(\d{1,2})(?:[:.hg](\d{2})?)?"
_PERIOD = re.compile(rf"{_TIME}\s*(?:-|–|—|đến|to)\s*{_TIME}(?:[\s,;]+|$)")
_DAY = r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})"
_DAYS = re.compile(rf"(?:{_DAY})(?:\s*(?:-|–|—|đến|to|\.\.)\s*(?:{_DAY}))?(?:[:\s]+|$)")


def read_periods(text: str, field: str) -> tuple[Period, ...]:
    """Return the periods of a day; none for an empty text.

    Raises:
        Misread: hours_unreadable, hours_reversed.
    """
    rest, periods = text.strip(), []
    while rest:
        found = _PERIOD.match(rest)
        if found is None:
            raise Misread("hours_unreadable", f"{rest!r} is not written like 07:30-11:30", field, rest)
        begin, end = (int(found[i]) * 60 + int(found[i + 1] or 0) for i in (1, 3))
        if int(found[2] or 0) > 59 or int(found[4] or 0) > 59:
            raise Misread("hours_unreadable", f"{found[0].strip()!r} has minutes above 59", field, found[0].strip())
        periods.append(Period(begin=begin, end=end))
        rest = rest[found.end() :]
    try:
        check_periods(tuple(periods), field)
    except Refusal as refusal:
        raise Misread("hours_reversed", refusal.detail, field, text.strip()) from None
    return tuple(periods)


def write_periods(periods: tuple[Period, ...]) -> str:
    """Return periods as ``read_periods`` takes them."""
    return " ".join(f"{clock_text(one.begin)}-{clock_text(one.end)}" for one in periods)


def read_days_off(text: str, field: str) -> tuple[DayOff, ...]:
    """Return the days off, one or a range a line, each with its reason behind it.

    Raises:
        Misread: days_unreadable.
    """
    return tuple(DayOff(first=first, last=last, note=note) for first, last, note in _lines(text, field))


def write_days_off(days: tuple[DayOff, ...]) -> str:
    """Return days off as ``read_days_off`` takes them."""
    return "\n".join(f"{_range_text(one.first, one.last)} {one.note}".rstrip() for one in days)


def read_special_days(text: str, field: str) -> tuple[SpecialDay, ...]:
    """Return days with hours of their own, one a line; a range has the same hours on each day.

    Raises:
        Misread: days_unreadable, hours_unreadable, hours_reversed.
    """
    days: dict[date, SpecialDay] = {}
    for first, last, hours in _lines(text, field):
        periods = read_periods(hours, field)
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day in days:
                raise Misread("days_unreadable", f"{day} is there twice", field, _day_text(day))
            days[day] = SpecialDay(day=day, periods=periods)
    return tuple(days.values())


def write_special_days(days: tuple[SpecialDay, ...]) -> str:
    """Return special days as ``read_special_days`` takes them."""
    return "\n".join(f"{_day_text(one.day)} {write_periods(one.periods)}".rstrip() for one in days)


def _lines(text: str, field: str) -> Iterator[tuple[date, date, str]]:
    """Yield (first day, last day, what stands behind) of each line."""
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        found = _DAYS.match(line)
        try:
            if found is None:
                raise ValueError("it begins with no day")
            first = _day(found.groups()[:6])
            last = _day(found.groups()[6:]) if any(found.groups()[6:]) else first
            if not 0 <= (last - first).days <= 366:
                raise ValueError("the days are in the wrong order, or more than a year")
        except ValueError as error:
            raise Misread("days_unreadable", f"{line!r}: {error}", field, line) from None
        yield first, last, line[found.end() :].strip()


def _day(parts: tuple[str | None, ...]) -> date:
    day, month, year, iso_year, iso_month, iso_day = (int(one or 0) for one in parts)
    return date(year, month, day) if year else date(iso_year, iso_month, iso_day)


def _day_text(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _range_text(first: date, last: date) -> str:
    return _day_text(first) if first == last else f"{_day_text(first)} - {_day_text(last)}"
