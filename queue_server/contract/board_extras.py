"""What a board tells beside the numbers: lines, notices, opening hours, and how its calls are announced."""

from typing import Literal

from queue_server.contract.fields import ByLanguage, FromServer


class WaitRange(FromServer, frozen=True, kw_only=True):
    """Likely wait in seconds, from the median (low) to the 90th percentile (high)."""

    low: float
    high: float
    after_closing: bool = False
    """Whether half of the people would be called only after today's opening hours."""
    over_break: Literal["perhaps_after", "perhaps_before"] | None = None
    """That somebody may be called on either side of a break: rather before it, or rather after it."""


class BoardVoice(FromServer, frozen=True, kw_only=True):
    """How this office's calls are announced."""

    languages: list[str]
    """In the order in which they are spoken."""
    repeats: int
    chime: bool
    time_to_live_s: float
    """A call not spoken this long after its ``announce_at`` is dropped."""
    merge: bool = True
    """Whether a later call of a number takes the place of one that still waits to be spoken."""


class BoardNotice(FromServer, frozen=True, kw_only=True):
    """A line that staff put on all displays."""

    text: ByLanguage
    until: str | None = None
    """When it disappears by itself."""


class OpenInterval(FromServer, frozen=True, kw_only=True):
    """Part of a day in which a service is open."""

    begin: str
    end: str


class ServiceOpening(FromServer, frozen=True, kw_only=True):
    """When a service gives numbers, and why it gives none now."""

    reason: (
        Literal[
            "switched_off",
            "day_off",
            "closed_day",
            "holiday",
            "break",
            "outside_hours",
            "quota_reached",
            "closing_soon",
        ]
        | None
    ) = None
    """None while it gives numbers."""
    note: ByLanguage = {}
    """Name of the holiday, or the office's own words."""
    opens_at: str | None = None
    """When it gives numbers again, as far as hours and quota tell."""
    closes_at: str | None = None
    """End of the present period."""
    hours: list[OpenInterval] | None = None
    """Of today; None without any hours."""
    left: int | None = None
    """Numbers that are left of the quota; None without one."""


class BoardKioskLock(FromServer, frozen=True, kw_only=True):
    """A kiosk at which staff let nobody take numbers."""

    kiosk: str | None = None
    """Name of the device; None for all kiosks."""
    note: str = ""
    """What people are told."""


class LobbyState(FromServer, frozen=True, kw_only=True):
    """What a board tells of an office beside its lines and counters."""

    kiosk_locks: list[BoardKioskLock] = []


class BoardService(FromServer, frozen=True, kw_only=True):
    """One service as a lobby sees it."""

    service: str
    name: ByLanguage
    waiting: int
    expected_wait_s: WaitRange | None = None
    open: bool = True
    """Whether it gives numbers now."""
    closed_reason: ByLanguage | None = None
    """Why not, if somebody said."""
    opening: ServiceOpening | None = None
    """Hours, quota, and why it is closed; None for a service that is open without any."""
