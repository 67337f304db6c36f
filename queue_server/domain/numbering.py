"""Service days and the numbers on tickets."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Service

MIN_DIGITS = 3
"""A007, A999, A1000."""


def service_day(at: datetime, time_zone: str, day_start: time, last: date | None) -> date:
    """Return the service day an instant belongs to.

    Args:
        at: aware instant.
        time_zone: IANA name of the office's zone.
        day_start: local time at which the numbers restart.
        last: newest service day so far; a clock set back never reopens an older one.
    """
    local = at.astimezone(ZoneInfo(time_zone))
    today = local.date() if local.time().replace(fold=0) >= day_start else local.date() - timedelta(days=1)
    return today if last is None else max(today, last)


def day_begin(at: datetime, time_zone: str, day_start: time) -> datetime:
    """Return the instant at which the local day of an instant began, whatever service day is open."""
    zone = ZoneInfo(time_zone)
    return datetime.combine(service_day(at, time_zone, day_start, None), day_start, zone)


def format_number(prefix: str, value: int) -> str:
    """Return a number as printed: the prefix and at least three digits."""
    return f"{prefix}{value:0{MIN_DIGITS}d}"


def next_in_series(service: Service, last_sequence: int, open_numbers: Container[str]) -> tuple[int, str]:
    """Return the next sequence of a day's series and the number it prints.

    The sequence always grows, so it is unique in its day; a configured range maps it onto first..last again and
    again, skipping numbers that are still open.

    Args:
        service: owner of prefix and range.
        last_sequence: newest sequence of the day, 0 before the first.
        open_numbers: printed numbers of this prefix whose tickets have not ended.

    Raises:
        Refusal: numbers_exhausted, when every number of the range is open.
    """
    if service.last_number is None:
        sequence = last_sequence + 1
        return sequence, format_number(service.prefix, service.first_number + sequence - 1)
    size = service.last_number - service.first_number + 1
    for sequence in range(last_sequence + 1, last_sequence + size + 1):
        number = format_number(service.prefix, service.first_number + (sequence - 1) % size)
        if number not in open_numbers:
            return sequence, number
    raise Refusal(
        "numbers_exhausted",
        f"all numbers {format_number(service.prefix, service.first_number)} to "
        f"{format_number(service.prefix, service.last_number)} are open",
        "service",
    )
