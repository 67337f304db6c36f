"""What an office may set about appointments and result slips of a service."""

from dataclasses import dataclass
from datetime import date, time

from queue_server.domain.errors import Refusal

LIMITS: dict[str, tuple[int, int]] = {
    "slot_min": (5, 480),
    "capacity": (1, 200),
    "lead_min": (0, 43_200),
    "horizon_days": (0, 180),
    "check_in_min": (0, 1440),
    "remind_days": (0, 14),
}
"""Least and greatest value of each number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRules:
    """How appointments of a service are booked; without ``enabled`` nobody can book, what is booked stays."""

    enabled: bool = False
    slot_min: int = 15
    """Minutes that one appointment takes; the opening hours are cut into such parts."""
    capacity: int = 1
    """How many may come at the same time, at each counter or in the whole service."""
    per_counter: bool = False
    """Whether the capacity counts for every counter that serves the service."""
    lead_min: int = 60
    """Minutes before which one has to book."""
    horizon_days: int = 14
    """How many days ahead one may book; 0: today alone."""
    blackout: tuple[date, ...] = ()
    """Days without appointments, beside those on which the office is closed."""
    check_in_min: int = 60
    """Minutes before the booked time from which one may check in."""
    phone_check_in: bool = True
    """Whether one may check in on the own phone too, not only at the kiosk or with the staff."""
    late_as_normal: bool = True
    """Whether who comes too late for the appointment gets a number without one; else the number is refused."""
    remind: bool = True
    """Whether who agreed to it is reminded."""
    remind_days: int = 1
    """So many days before; 0: on the same day."""
    remind_at: time = time(17)
    """At this local time."""
    slips: bool = False
    """Whether results are collected in this line: result slips give numbers in it."""
    slips_unready: bool = False
    """Whether a slip gives a number although the result is not ready or due yet."""


def check_booking(rules: BookingRules) -> None:
    """Refuse rules that can't be kept.

    Raises:
        Refusal: invalid, with the field.
    """
    for name, (least, most) in LIMITS.items():
        value = getattr(rules, name)
        if not least <= value <= most:
            raise Refusal("invalid", f"is {value}; allowed are {least} to {most}", name)
    if len(set(rules.blackout)) < len(rules.blackout):
        raise Refusal("invalid", "names a day twice", "blackout")
