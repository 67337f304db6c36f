"""Public holidays of Vietnam, by a kept library: lunar dates and days in lieu as the government has set them so far."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

LANGUAGES = {"vi": "vi", "en": "en_US"}


def holiday_of_vietnam(day: date) -> Mapping[str, str] | None:
    """Return the name of a public holiday by language, None for other days."""
    return _of_year(day.year).get(day)


@lru_cache(maxsize=8)
def _of_year(year: int) -> Mapping[date, Mapping[str, str]]:
    from holidays import country_holidays

    named: dict[date, dict[str, str]] = {}
    for language, theirs in LANGUAGES.items():
        for day, name in country_holidays("VN", years=year, language=theirs).items():
            named.setdefault(day, {})[language] = name
    return named
