"""The key ``booking`` of [[office.service]]: appointments and result slips of a line."""

from datetime import date, time
from typing import Annotated

import msgspec

from queue_server.domain.booking_rules import LIMITS, BookingRules
from queue_server.settings import Settings, written

_DEFAULTS = BookingRules()


def _within(name: str) -> msgspec.Meta:
    least, most = LIMITS[name]
    return msgspec.Meta(ge=least, le=most)


class BookingSection(Settings, frozen=True, kw_only=True):
    """``booking`` of [[office.service]]; meanings stand in ``domain/booking_rules.py``."""

    enabled: bool = _DEFAULTS.enabled
    slot_min: Annotated[int, _within("slot_min")] = _DEFAULTS.slot_min
    capacity: Annotated[int, _within("capacity")] = _DEFAULTS.capacity
    per_counter: bool = _DEFAULTS.per_counter
    lead_min: Annotated[int, _within("lead_min")] = _DEFAULTS.lead_min
    horizon_days: Annotated[int, _within("horizon_days")] = _DEFAULTS.horizon_days
    blackout: list[date] = []
    check_in_min: Annotated[int, _within("check_in_min")] = _DEFAULTS.check_in_min
    phone_check_in: bool = _DEFAULTS.phone_check_in
    late_as_normal: bool = _DEFAULTS.late_as_normal
    remind: bool = _DEFAULTS.remind
    remind_days: Annotated[int, _within("remind_days")] = _DEFAULTS.remind_days
    remind_at: Annotated[str, written("17:00", r"^([01]\d|2[0-3]):[0-5]\d$")] = f"{_DEFAULTS.remind_at:%H:%M}"
    slips: bool = _DEFAULTS.slips
    slips_unready: bool = _DEFAULTS.slips_unready


def booking_from_section(section: BookingSection) -> BookingRules:
    """Return the rules."""
    given = msgspec.structs.asdict(section)
    given |= {"blackout": tuple(section.blackout), "remind_at": time.fromisoformat(section.remind_at)}
    return BookingRules(**given)
