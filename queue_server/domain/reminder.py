"""Reminders of appointments: who wants one and where, when it is sent, and how its time is written."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.errors import Refusal
from queue_server.domain.notifying import Channel, checked_address

CHANNELS = (Channel.WEBHOOK, Channel.MAIL)
"""By what; a browser's own messages need its page of a ticket."""

_DAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderWish:
    """Where somebody wants to be reminded."""

    channel: Channel
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """The same with the consent; kept with the appointment until it is over."""

    channel: Channel
    address: str
    consented_at: datetime


def checked_wish(channel: str, address: str, channels: frozenset[Channel]) -> ReminderWish:
    """Return where somebody wants to be reminded.

    Args:
        channel: as it was given.
        address: as it was given.
        channels: that are set up.

    Raises:
        Refusal: invalid; ``field`` is channel or address.
    """
    allowed = [one for one in CHANNELS if one in channels]
    known = next((one for one in allowed if one == channel), None)
    if known is None:
        raise Refusal("invalid", f"channel: one of {', '.join(allowed) or 'none'}", "channel")
    return ReminderWish(channel=known, address=checked_address(known, address))


def due_at(rules: BookingRules, begins_at: datetime, zone: str, at: datetime) -> datetime | None:
    """Return when the reminder of an appointment is sent; None where none are, or when that time has passed.

    Args:
        begins_at: the booked time.
        at: now: whoever books after the time of the reminder knows it anyway.
    """
    if not rules.remind:
        return None
    day = begins_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=rules.remind_days)
    due = datetime.combine(day, rules.remind_at, ZoneInfo(zone)).astimezone(UTC)
    return due if at < due < begins_at else None


def words_of(begins_at: datetime, zone: str, language: str) -> str:
    """Return a booked time as a message says it: ``08:15 thứ Ba, ngày 24/2/2026``."""
    local = begins_at.astimezone(ZoneInfo(zone))
    if language == "en":
        return f"{local:%H:%M} on {_DAYS['en'][local.weekday()]}, {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{local:%H:%M} {_DAYS['vi'][local.weekday()]}, ngày {local.day}/{local.month}/{local.year}"
