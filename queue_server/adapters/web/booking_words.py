"""Days and times as people say them on the pages about appointments."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from queue_server.adapters.web.languages import current_language

_LONG = {"vi": "EEEE, 'ngày' d/M/y", "en": "EEEE, d MMMM y"}
_SHORT = {"vi": "EEE d/M", "en": "EEE d MMM"}


def day_words(day: date) -> str:
    """Return a date in the page's language: ``Thứ Hai, ngày 2/3/2026``."""
    language = current_language()
    return str(format_date(day, _LONG[language], locale=language))


def short_day(day: date) -> str:
    """Return the same for narrow buttons: ``Th 2 2/3``."""
    language = current_language()
    return str(format_date(day, _SHORT[language], locale=language))


def time_words(at: datetime, zone: str) -> str:
    """Return the local time of an instant: ``09:15``."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def local_day(at: datetime, zone: str) -> date:
    """Return the local date of an instant."""
    return at.astimezone(ZoneInfo(zone)).date()
