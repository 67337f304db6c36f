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
    since: datetime | None
    """When it came or went; None if it has not come since the server started."""
    last_seen: datetime | None = None
    """When it last said anything."""
    version: str = ""
    resolution: str = ""
    screen: str = ""
    audio: str = "none"
    revision: int = 0
    is_behind: bool = False
    """It still shows a revision older than the newest one at its report before."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSeen:
    """A unit on a line, with its figures since the bridge started."""

    unit: str
    counter: str | None
    """Code of the counter it belongs to."""
    online: bool
    since: datetime
    serial: str | None = None
    """Serial number and boot count as its bridge last met it."""
    boot: int | None = None
    last_seen: datetime | None = None
    """When its bridge last said that it answers."""
    polls: int = 0
    """Answered requests."""
    timeouts: int = 0
    crc_errors: int = 0
    ring_overruns: int = 0
    overrun_at: datetime | None = None
    """When key events were last found lost."""
    scan_ms: float = 0.0
    error_ratio: float | None = None
    """Share of requests that failed lately, 0 to 1; see ``domain.line_errors``."""
    has_many_errors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeSeen:
    """A bridge and the units it has announced; all of them are offline while it is."""

    device: str
    name: str
    office: str
    online: bool
    since: datetime | None
    """When it came or went; None if it has not come since the server started."""
    lines: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """One sentence for each unit that can't work as configured."""
    units: tuple[UnitSeen, ...] = ()


class ConnectedDevices(Protocol):
    """What is known of devices since the server started."""

    def displays(self, office: str) -> Sequence[DisplaySeen]:
        """Return the displays of an office by name."""

    def bridges(self, office: str) -> Sequence[BridgeSeen]:
        """Return the bridges of an office by name."""

    def connections(self) -> dict[str, int]:
        """Return how many clients each namespace has now."""
