"""When a screen is on: hours of the day, which may span midnight. Pure."""

from datetime import datetime, time


def is_on(hours: str, now: datetime) -> bool:
    """Return whether a screen is on at a local time.

    Args:
        hours: ``06:30-18:00``, or empty for always; the same time twice is always, too.
    """
    if not hours:
        return True
    start, end = (time.fromisoformat(part) for part in hours.split("-"))
    at = now.time()
    if start == end:
        return True
    return start <= at < end if start < end else at >= start or at < end
