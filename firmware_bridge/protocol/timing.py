"""Times on a line: characters, silences, time-outs."""

from dataclasses import dataclass
from typing import Final

FORMATS: Final = {"8N1": (8, "N", 1), "8E1": (8, "E", 1), "8O1": (8, "O", 1), "8N2": (8, "N", 2), "7E1": (7, "E", 1)}
"""Character formats as data bits, parity, stop bits."""

_CHARACTER_BITS: Final = 11
"""Silences and time-outs count 11 bits whatever the format. PROTOCOL.md 3.1, 3.3."""
_T35_BITS: Final = 3.5 * _CHARACTER_BITS
_FIXED_T35_S: Final = 0.00175
_FAST_BAUD: Final = 19200
"""Above it t3.5 is fixed."""
_GUARD_FLOOR_S: Final = 0.003
_HOST_S: Final = 0.100
"""Allowance for the computer and its adapter, on top of the time on the wire. PROTOCOL.md 3.3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Times of one line, in seconds."""

    character_s: float
    t35_s: float
    guard_s: float
    """Silence before each request: units that hear another's answer need t3.5 to be ready. PROTOCOL.md 3.2."""
    host_s: float = _HOST_S

    def wire_s(self, length: int) -> float:
        """Return how long so many bytes take on the wire, at most."""
        return length * self.character_s

    @property
    def broadcast_s(self) -> float:
        """Pause after a broadcast, before the guard: units carry it out. PROTOCOL.md 3.3."""
        return self.t35_s + 0.005


def timing_for(baud: int, guard_ms: float | None = None) -> Timing:
    """Return the times of a line.

    Args:
        baud: bits per second.
        guard_ms: a longer guard for slow displays, None for the protocol's own.
    """
    t35_s = _T35_BITS / baud if baud <= _FAST_BAUD else _FIXED_T35_S
    guard_s = max(1.25 * t35_s, t35_s + 0.001, _GUARD_FLOOR_S)
    if guard_ms is not None:
        guard_s = max(guard_s, guard_ms / 1000)
    return Timing(character_s=_CHARACTER_BITS / baud, t35_s=t35_s, guard_s=guard_s)
