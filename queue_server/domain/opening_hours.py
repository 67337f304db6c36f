"""Opening hours: a weekly rhythm, days off and special days, as intervals on an office's own clock."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from queue_server.domain.errors import Refusal

DAY_MINUTES = 24 * 60
WEEKDAYS = 7
LOOK_AHEAD_DAYS = 400
"""Farther nobody looks for the next opening."""

Holidays = Callable[[date], Mapping[str, str] | None]
"""Names a public holiday by language, None for other days."""


def no_holidays(_: date) -> Mapping[str, str] | None:
    """Return that no day is a public holiday."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A part of a day: minutes after local midnight, from ``begin`` until before ``end``, at most 1440."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """Days on which nothing is open, the last one included."""

    first: date
    last: date
    note: str = ""
    """Why, in the office's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day with hours of its own, such as a working Saturday; it counts before days off and holidays."""

    day: date
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """When an office takes people, or one of its services."""

    week: tuple[tuple[Period, ...], ...] = ()
    """Periods of each weekday, Monday first; empty: an office is always open, a service follows its office."""
    closed: tuple[DayOff, ...] = ()
    special: tuple[SpecialDay, ...] = ()
    public_holidays: bool = True
    """Whether public holidays close it; counts only where a week is set, and for the office as a whole."""
    early_min: int = 0
    """Minutes before an opening from which numbers are given."""


class ClosedBecause(StrEnum):
    """Why hours say that nothing is open; part of the wire."""

    DAY_OFF = "day_off"
    """Not on this weekday."""
    CLOSED_DAY = "closed_day"
    HOLIDAY = "holiday"
    BREAK = "break"
    """Between two periods of the day."""
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An interval in which something is open; aware instants, ``end`` is the first one that isn't."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """What a calendar says of one date."""

    periods: tuple[Period, ...]
    because: ClosedBecause | None = None
    """Why there are no periods."""
    note: Mapping[str, str] = field(default_factory=dict)
    """Name of the holiday, or the office's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Opening hours on a clock. Local times that a change of the clock skips count as the instant of the change."""

    zone: str
    week: tuple[tuple[Period, ...], ...]
    closed: tuple[DayOff, ...] = ()
    special: tuple[SpecialDay, ...] = ()
    lifted: tuple[date, ...] = ()
    """Days on which neither days off nor holidays count."""
    holidays: Holidays = no_holidays
    early_min: int = 0

    def day(self, day: date) -> CalendarDay:
        """Return what holds on a local date."""
        for one in self.special:
            if one.day == day:
                return CalendarDay(periods=one.periods, because=None if one.periods else ClosedBecause.CLOSED_DAY)
        if day not in self.lifted:
            for off in self.closed:
                if off.first <= day <= off.last:
                    note = {"vi": off.note} if off.note else {}
                    return CalendarDay(periods=(), because=ClosedBecause.CLOSED_DAY, note=note)
            holiday = self.holidays(day)
            if holiday is not None:
                return CalendarDay(periods=(), because=ClosedBecause.HOLIDAY, note=holiday)
        periods = self.week[day.weekday()]
        return CalendarDay(periods=periods, because=None if periods else ClosedBecause.DAY_OFF)

    def periods(self, day: date) -> tuple[Opening, ...]:
        """Return the intervals of a local date in order; they never overlap."""
        zone = ZoneInfo(self.zone)
        found = ((_instant(day, one.begin, zone), _instant(day, one.end, zone)) for one in self.day(day).periods)
        return tuple(Opening(begin=begin, end=end) for begin, end in found if begin < end)

    def opening_at(self, at: datetime) -> Opening | None:
        """Return the interval that an instant lies in."""
        return next((one for one in self._around(at) if one.begin <= at < one.end), None)

    def is_open(self, at: datetime) -> bool:
        """Return whether an instant lies within the opening hours."""
        return self.opening_at(at) is not None

    def gives_numbers(self, at: datetime) -> bool:
        """Return whether numbers are given: within the hours, or shortly before them."""
        early_at = at + timedelta(minutes=self.early_min)
        return self.is_open(at) or any(at < one.begin <= early_at for one in self._around(early_at))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return when the next interval begins, None if none does in ``LOOK_AHEAD_DAYS``."""
        return next((one.begin for one in self._from(at) if one.begin > at), None)

    def next_change(self, at: datetime) -> datetime | None:
        """Return the next instant at which numbers begin or cease to be given, or an interval begins or ends."""
        early = timedelta(minutes=self.early_min)
        coming: list[datetime] = []
        for one in self._from(at):
            coming += [moment for moment in (one.begin - early, one.begin, one.end) if moment > at]
            if one.begin - early > at:
                break
        return min(coming, default=None)

    def rest_of_day(self, at: datetime) -> tuple[Opening, ...]:
        """Return what is left of the intervals of an instant's local date; the present one is cut off before it."""
        day = at.astimezone(ZoneInfo(self.zone)).date()
        return tuple(Opening(begin=max(at, one.begin), end=one.end) for one in self.periods(day) if one.end > at)

    def why_closed(self, at: datetime) -> CalendarDay:
        """Return the local date of an instant outside the hours, with the reason that holds then."""
        day = self.day(at.astimezone(ZoneInfo(self.zone)).date())
        if day.because is not None:
            return day
        openings = self.periods(at.astimezone(ZoneInfo(self.zone)).date())
        between = any(one.end <= at for one in openings) and any(one.begin > at for one in openings)
        because = ClosedBecause.BREAK if between else ClosedBecause.OUTSIDE_HOURS
        return CalendarDay(periods=day.periods, because=because)

    def _around(self, at: datetime) -> Iterator[Opening]:
        """Yield the intervals of the dates on which an instant may lie, where a clock is changed at midnight."""
        day = at.astimezone(ZoneInfo(self.zone)).date()
        for offset in (0, -1, 1):
            yield from self.periods(day + timedelta(days=offset))

    def _from(self, at: datetime) -> Iterator[Opening]:
        day = at.astimezone(ZoneInfo(self.zone)).date()
        for offset in range(-1, LOOK_AHEAD_DAYS):
            for one in self.periods(day + timedelta(days=offset)):
                if one.end > at:
                    yield one


def after_work(rest: tuple[Opening, ...], at: datetime, work_s: float) -> float:
    """Return the seconds from an instant until something begins that so many seconds of open time come before.

    Breaks are waited for: nothing begins at the minute in which one does. After the last interval time goes on as open.

    Args:
        rest: what is left of the day, see ``Calendar.rest_of_day``.
        at: the instant.
        work_s: seconds that would be enough if there were no break.
    """
    left = work_s
    for one in rest:
        lasts_s = (one.end - one.begin).total_seconds()
        if left < lasts_s or one is rest[-1]:
            return (one.begin - at).total_seconds() + left
        left -= lasts_s
    return work_s


def open_s(hours: Sequence[Opening], begin: datetime, end: datetime) -> float:
    """Return how many seconds between two instants lie within intervals."""
    parts = ((min(end, one.end) - max(begin, one.begin)).total_seconds() for one in hours)
    return sum(part for part in parts if part > 0)


def check_hours(hours: OpeningHours) -> None:
    """Refuse hours that can't be kept.

    Raises:
        Refusal: invalid; ``field`` is ``week``, ``closed``, ``special`` or ``early_min``.
    """
    if len(hours.week) not in (0, WEEKDAYS):
        raise Refusal("invalid", f"a week has {WEEKDAYS} days, not {len(hours.week)}", "week")
    for periods in hours.week:
        check_periods(periods, "week")
    days = [one.day for one in hours.special]
    for one in hours.special:
        check_periods(one.periods, "special")
        if days.count(one.day) > 1:
            raise Refusal("invalid", f"{one.day} is there twice; write all its hours on one line", "special")
    for off in hours.closed:
        if off.last < off.first:
            raise Refusal("invalid", f"{off.last} is before {off.first}; write the earlier day first", "closed")
    if not 0 <= hours.early_min <= DAY_MINUTES:
        raise Refusal("invalid", f"{hours.early_min} is not between 0 and {DAY_MINUTES} minutes", "early_min")


def check_periods(periods: tuple[Period, ...], name: str) -> None:
    """Refuse periods of a day that don't end after they begin, or don't follow one another.

    Raises:
        Refusal: invalid, for the named field.
    """
    before = 0
    for one in periods:
        if not 0 <= one.begin < one.end <= DAY_MINUTES:
            raise Refusal(
                "invalid", f"{clock_text(one.begin)}-{clock_text(one.end)} does not end after it begins", name
            )
        if one.begin < before:
            raise Refusal("invalid", f"{clock_text(one.begin)} is before the end of the hours before it", name)
        before = one.end


def clock_text(minutes: int) -> str:
    """Return minutes after midnight as ``07:30``; the end of a day is ``24:00``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return a local time as an instant, so that later local times are never earlier instants."""
    local = datetime.combine(day, time(0)) + timedelta(minutes=minutes)
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local:
        return instant.astimezone(zone)
    # The clock jumps over this time. Read by the offset after the jump, it lies before it.
    early = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    before, gap_s = early.astimezone(zone).utcoffset(), int((instant - early).total_seconds())
    jump = bisect_left(
        range(gap_s), True, key=lambda s: (early + timedelta(seconds=s)).astimezone(zone).utcoffset() != before
    )
    return (early + timedelta(seconds=jump)).astimezone(zone)
