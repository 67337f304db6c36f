"""What a line tells about its units."""

from dataclasses import dataclass

from firmware_bridge.protocol.event_ring import KeyEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMet:
    """A unit told who it is: for the first time, after a restart, or because it had been silent."""

    address: int
    serial: str
    boot: int
    head: int
    kind: int
    digits: int
    keys: int
    rebooted: bool
    """The same unit was seen with another boot count before: all its events since then are new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysMoved:
    """Events read from a unit's ring, oldest first, each once."""

    address: int
    serial: str
    boot: int
    events: tuple[KeyEvent, ...]
    since: float
    """Monotonic time of the last reading that did not have them: they are not older than that."""
    before_meeting: bool = False
    """They were in the ring when the unit was met: an earlier process may have dealt with some of them."""
    settled: int | None = None
    """Sequence up to which an earlier process has sounded the answers, by its note in the unit; None without one."""
    tells_release: bool = False
    """Whether keys with a long action are told when they go up, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChanged:
    """A unit came or went."""

    address: int
    online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRefused:
    """Something answers at the address that this driver must not drive."""

    address: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsLost:
    """Key events were overwritten before they were read."""

    address: int
    count: int


UnitEvent = UnitMet | KeysMoved | PresenceChanged | UnitRefused | EventsLost
