"""Whether a service gives numbers now, and if not, why and from when: hours, quota, closing time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office, Quota, Service
from queue_server.domain.opening_hours import (
    DAY_MINUTES,
    WEEKDAYS,
    Calendar,
    Holidays,
    Opening,
    OpeningHours,
    Period,
    no_holidays,
)
from queue_server.domain.wait_estimate import WaitEstimate

NOON = time(12)
UNLIMITED = Quota()
_WHOLE_DAY = (Period(begin=0, end=DAY_MINUTES),)


class Shut(StrEnum):
    """Why a service gives no numbers; part of the wire."""

    SWITCHED_OFF = "switched_off"
    DAY_OFF = "day_off"
    CLOSED_DAY = "closed_day"
    HOLIDAY = "holiday"
    BREAK = "break"
    OUTSIDE_HOURS = "outside_hours"
    QUOTA_REACHED = "quota_reached"
    CLOSING_SOON = "closing_soon"
    """Who came now would be called after closing time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToday:
    """Numbers of the present service day that count for a service: taken for it, alone or among others, and kept."""

    morning: int = 0
    """Before local noon."""
    afternoon: int = 0

    @property
    def all(self) -> int:
        """Those of the whole day."""
        return self.morning + self.afternoon


NONE_ISSUED = IssuedToday()


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Whether a service gives numbers."""

    reason: Shut | None = None
    """None while it does."""
    note: Mapping[str, str] = field(default_factory=dict)
    """By language: name of the holiday, or the office's own words."""
    opens_at: datetime | None = None
    """When it gives numbers again, as far as hours and quota tell."""
    closes_at: datetime | None = None
    """End of the present period."""
    hours: tuple[Opening, ...] | None = None
    """Of today; None without any hours: always open."""
    left: int | None = None
    """Numbers that the quota leaves; None without one."""

    @property
    def open(self) -> bool:
        """Whether numbers are given."""
        return self.reason is None


class NotNow(Refusal):
    """A service gives no numbers now; ``availability`` says why, and from when it will."""

    def __init__(self, service: str, availability: Availability, zone: str, field: str = "service") -> None:
        codes = {Shut.QUOTA_REACHED: "quota_reached", Shut.CLOSING_SOON: "closing_soon"}
        reason = availability.reason
        assert reason is not None
        again = availability.opens_at
        then = "" if again is None else f"; it gives numbers again at {again.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        detail = f"service {service} gives no numbers now: {reason.value.replace('_', ' ')}{then}"
        super().__init__(codes.get(reason, "service_closed"), detail, field)
        self.service = service
        self.availability = availability
        self.zone = zone


def calendar_of(office: Office, service: Service | None = None, holidays: Holidays = no_holidays) -> Calendar | None:
    """Return the calendar of an office or of one of its services; None if it is always open.

    A service with a week of its own keeps the office's days off and holidays, and follows its special days only by
    being open as on any such weekday.
    """
    whole, own = office.rules.hours, None if service is None else service.rules.hours
    if not (whole.week or whole.closed or whole.special or (own and (own.week or own.closed or own.special))):
        return None
    always = (_WHOLE_DAY,) * WEEKDAYS
    calendar = Calendar(
        zone=office.time_zone,
        week=whole.week or always,
        closed=whole.closed,
        special=whole.special,
        holidays=holidays if whole.public_holidays and (whole.week or (own and own.week)) else no_holidays,
        early_min=whole.early_min,
    )
    return calendar if own is None else _differing(calendar, own)


def _differing(calendar: Calendar, own: OpeningHours) -> Calendar:
    """Return the calendar of a service whose hours differ from its office's."""

    def is_off(day: date) -> bool:
        return any(off.first <= day <= off.last for off in own.closed)

    special = tuple(one for one in calendar.special if not is_off(one.day))
    if own.week:
        calendar = replace(calendar, week=own.week, early_min=own.early_min)
        calendar = replace(calendar, lifted=tuple(one.day for one in special if one.periods))
        special = tuple(one for one in special if not one.periods)
    return replace(calendar, closed=(*own.closed, *calendar.closed), special=(*own.special, *special))


def availability(
    office: Office,
    service: Service,
    at: datetime,
    holidays: Holidays = no_holidays,
    issued: IssuedToday = NONE_ISSUED,
    wait: WaitEstimate | None = None,
) -> Availability:
    """Return whether a service gives numbers at an instant.

    Args:
        issued: counts only where the service has a quota.
        wait: likely wait of who comes now; counts only where the office stops before closing time.
    """
    calendar = calendar_of(office, service, holidays)
    found = Availability() if calendar is None else _by_hours(calendar, at)
    if not service.open:
        return Availability(reason=Shut.SWITCHED_OFF, hours=found.hours)
    left = _left(service.rules.quota, issued, in_afternoon=at >= noon(at, office.time_zone))
    if left is not None:
        found = replace(found, left=left)
    if found.reason is None and found.left == 0:
        return replace(found, reason=Shut.QUOTA_REACHED, opens_at=_next_quota(office, service, calendar, at, issued))
    too_late = office.rules.closing_stop and wait is not None and wait.after_closing
    if found.reason is None and calendar is not None and too_late:
        return replace(found, reason=Shut.CLOSING_SOON, opens_at=_next_day(calendar, at))
    return found


def noon(at: datetime, zone: str) -> datetime:
    """Return noon of an instant's local date."""
    return noon_of(at.astimezone(ZoneInfo(zone)).date(), zone)


def noon_of(day: date, zone: str) -> datetime:
    """Return noon of a local date."""
    return datetime.combine(day, NOON, tzinfo=ZoneInfo(zone))


def next_change(office: Office, at: datetime, holidays: Holidays = no_holidays) -> datetime | None:
    """Return the next instant at which time alone may open or close a service; None if it never does."""
    coming: list[datetime] = []
    for service in office.services:
        calendar = calendar_of(office, service, holidays)
        if calendar is not None:
            coming += [moment for moment in (calendar.next_change(at),) if moment is not None]
        if service.rules.quota.morning is not None or service.rules.quota.afternoon is not None:
            midday = noon(at, office.time_zone)
            coming.append(midday if midday > at else noon_of(midday.date() + timedelta(days=1), office.time_zone))
    return min(coming, default=None)


def following(
    office: Office,
    service: Service,
    at: datetime,
    holidays: Holidays = no_holidays,
    issued: IssuedToday = NONE_ISSUED,
) -> Availability:
    """Return whether somebody who takes a number for another service now may still get to this one today.

    A break, or an opening that is still to come, is no hindrance; a quota that is used up is one.
    """
    found = availability(office, service, at, holidays, issued)
    calendar = calendar_of(office, service, holidays)
    if found.open or not service.open or calendar is None or not calendar.rest_of_day(at):
        return found
    if found.left == 0:
        return replace(found, reason=Shut.QUOTA_REACHED, opens_at=_next_quota(office, service, calendar, at, issued))
    return replace(found, reason=None, note={}, opens_at=None)


def has_quota(service: Service) -> bool:
    """Return whether a service gives out only so many numbers."""
    return service.rules.quota != UNLIMITED


def _left(quota: Quota, issued: IssuedToday, *, in_afternoon: bool) -> int | None:
    """Return how many numbers a quota leaves in a half day, None if it has no limit then."""
    half, used = (quota.afternoon, issued.afternoon) if in_afternoon else (quota.morning, issued.morning)
    limits = [] if quota.day is None else [quota.day - issued.all]
    limits += [] if half is None else [half - used]
    return max(0, min(limits)) if limits else None


def _by_hours(calendar: Calendar, at: datetime) -> Availability:
    today = calendar.periods(at.astimezone(ZoneInfo(calendar.zone)).date())
    if calendar.gives_numbers(at):
        rest = calendar.rest_of_day(at)
        return Availability(hours=today, closes_at=rest[0].end if rest else None)
    why = calendar.why_closed(at)
    opens_at = calendar.next_opening(at)
    if opens_at is not None:
        opens_at -= timedelta(minutes=calendar.early_min)
    assert why.because is not None
    return Availability(reason=Shut(why.because.value), note=why.note, opens_at=opens_at, hours=today)


def _next_quota(
    office: Office, service: Service, calendar: Calendar | None, at: datetime, issued: IssuedToday
) -> datetime | None:
    """Return when a service whose quota is used up gives numbers again."""
    midday = noon(at, office.time_zone)
    later_today = at < midday and _left(service.rules.quota, issued, in_afternoon=True) != 0
    if calendar is None:
        begins = datetime.combine(midday.date(), office.day_start, tzinfo=ZoneInfo(office.time_zone))
        return midday if later_today else begins if begins > at else begins + timedelta(days=1)
    if later_today:
        for one in calendar.rest_of_day(midday):
            return one.begin
    return _next_day(calendar, at)


def _next_day(calendar: Calendar, at: datetime) -> datetime | None:
    """Return when numbers are given again after an instant's local date."""
    local = at.astimezone(ZoneInfo(calendar.zone))
    last = datetime.combine(local.date(), time.max, tzinfo=local.tzinfo)
    opens_at = calendar.next_opening(last)
    return None if opens_at is None else opens_at - timedelta(minutes=calendar.early_min)
