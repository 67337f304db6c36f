"""The sections [office.hours] and [office.kiosk], and the quotas of [[office.service]]."""

from typing import Annotated

import msgspec

from queue_server.domain.errors import Refusal
from queue_server.domain.hours_text import read_days_off, read_periods, read_special_days
from queue_server.domain.kiosk import KioskRules
from queue_server.domain.office import Quota
from queue_server.domain.opening_hours import DAY_MINUTES, OpeningHours
from queue_server.settings import Settings

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Most = Annotated[int, msgspec.Meta(ge=0, le=9999)]
"""Numbers given at most."""


class HoursSection(Settings, frozen=True, kw_only=True):
    """[office.hours]: periods as ``07:30-11:30 13:30-17:00``; without any day the office is always open."""

    monday: str = ""
    tuesday: str = ""
    wednesday: str = ""
    thursday: str = ""
    friday: str = ""
    saturday: str = ""
    sunday: str = ""
    closed: list[str] = []
    """Days off with their reason: ``["14/02/2026 - 22/02/2026 Nghỉ Tết"]``."""
    special: list[str] = []
    """Days with hours of their own: ``["24/01/2026 07:30-11:30"]``."""
    public_holidays: bool = True
    early_min: Annotated[int, msgspec.Meta(ge=0, le=DAY_MINUTES)] = 0


class QuotaSection(Settings, frozen=True, kw_only=True):
    """How many numbers a service gives out at most."""

    day: Most | None = None
    morning: Most | None = None
    """Before noon."""
    afternoon: Most | None = None


class KioskRulesSection(Settings, frozen=True, kw_only=True):
    """[office.kiosk]"""

    ask_wait_min: Annotated[int, msgspec.Meta(ge=0, le=600)] = KioskRules().ask_wait_min
    several: bool = KioskRules().several
    rating: bool = KioskRules().rating
    person_daily_limit: Annotated[int, msgspec.Meta(ge=0, le=99)] = KioskRules().person_daily_limit


def hours_from_section(section: HoursSection) -> OpeningHours:
    """Return the hours.

    Raises:
        ValueError: the key and what is wrong with it.
    """
    try:
        week = tuple(read_periods(getattr(section, day), day) for day in DAYS)
        return OpeningHours(
            week=week if any(week) else (),
            closed=read_days_off("\n".join(section.closed), "closed"),
            special=read_special_days("\n".join(section.special), "special"),
            public_holidays=section.public_holidays,
            early_min=section.early_min,
        )
    except Refusal as refusal:
        raise ValueError(f"hours: {refusal.field}: {refusal.detail}") from None


def kiosk_from_section(section: KioskRulesSection) -> KioskRules:
    """Return what the office wants of its kiosks."""
    return KioskRules(
        ask_wait_min=section.ask_wait_min,
        several=section.several,
        rating=section.rating,
        person_daily_limit=section.person_daily_limit,
    )


def quota_from_section(section: QuotaSection) -> Quota:
    """Return the quota."""
    return Quota(day=section.day, morning=section.morning, afternoon=section.afternoon)
