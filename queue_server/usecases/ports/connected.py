"""Which devices are connected now, and what each last said of itself; health pages and device lists ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplaySeen:
    """A display of an office; one without a token is known only while it is connected."""

    device: str | None
    """Id of the registered device, None for a display without a token."""
    name: str
    office: str
    online: bool
    since: datetime
    """When it came or went."""
    version: str = ""
    resolution: str = ""
    screen: str = ""
    audio: str = "none"
    revision: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSeen:
    """A unit on a line, with its figures since the bridge started."""

    unit: str
    counter: str | None
    """Code of the counter it belongs to."""
    online: bool
    since: datetime
    polls: int = 0
    timeouts: int = 0
    crc_errors: int = 0
    ring_overruns: int = 0
    scan_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeSeen:
    """A bridge and the units it has announced; all of them are offline while it is."""

    device: str
    name: str
    office: str
    online: bool
    since: datetime
    lines: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """One sentence for each unit that can't work as configured."""
    units: tuple[UnitSeen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementSeen:
    """How a call's announcement ended on a display."""

    call_id: str
    office: str
    display: str
    outcome: str
    """spoken, merged, withdrawn, expired or failed."""
    error: str | None
    at: datetime


class ConnectedDevices(Protocol):
    """What is known of devices since the server started."""

    def displays(self, office: str) -> Sequence[DisplaySeen]:
        """Return the displays of an office by name."""

    def bridges(self, office: str) -> Sequence[BridgeSeen]:
        """Return the bridges of an office by name."""

    def announcements(self, office: str) -> Sequence[AnnouncementSeen]:
        """Return the newest announcements of an office, oldest first."""

    def connections(self) -> dict[str, int]:
        """Return how many clients each namespace has now."""
