"""Reads the ring of key events: every event once, in order, whatever was read before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol.register_map import EventKind

_TRIES: Final = 3
"""Readings of a ring with a damaged slot before the event is given up."""


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """One movement of one key."""

    sequence: int
    key: int
    kind: EventKind


@dataclass(frozen=True, slots=True)
class EventName:
    """Which event of which unit and boot; never used twice."""

    serial: str
    boot: int
    sequence: int


@dataclass(frozen=True, slots=True)
class RingImage:
    """Head and slots as one answer carried them; ``slots[sequence & 7]`` holds event ``sequence``."""

    head: int
    slots: Sequence[int]


@dataclass(frozen=True, slots=True)
class RingReading:
    """What one image added."""

    events: tuple[KeyEvent, ...] = ()
    overrun: int = 0
    """Events lost because more than 8 came between two readings, or a slot stayed damaged."""
    dropped: int = 0
    """Events the unit itself gave up while nobody polled it; its error beep told the user."""
    again: bool = False
    """A slot was damaged: read the ring again."""


class EventRing:
    """Position in one unit's ring, for one boot of it. PROTOCOL.md 5.2."""

    def __init__(self, last: int) -> None:
        """Start behind event ``last``."""
        self.last = last
        self._tries = 0

    def take(self, image: RingImage) -> RingReading:
        """Return the events behind the position and move it behind the last good one."""
        count = (image.head - self.last) & 0xFFFF
        overrun = max(0, count - registers.RING_SIZE)
        self.last = (self.last + overrun) & 0xFFFF
        events: list[KeyEvent] = []
        dropped = 0
        while self.last != image.head:
            sequence = (self.last + 1) & 0xFFFF
            slot = image.slots[sequence & 7]
            event = unpack_event(sequence, slot)
            if event is None and slot != 0:
                self._tries += 1
                if self._tries < _TRIES:
                    return RingReading(tuple(events), overrun, dropped, again=True)
                overrun += 1
            self._tries = 0
            self.last = sequence
            if event is not None:
                events.append(event)
            elif slot == 0:
                dropped += 1
        return RingReading(tuple(events), overrun, dropped)


def unpack_event(sequence: int, slot: int) -> KeyEvent | None:
    """Return the event in a slot, None if the slot is void, damaged, or holds another sequence."""
    key = slot >> 4 & 0xF
    if slot >> 8 != sequence & 0xFF or key == 0 or slot & 0xF not in set(EventKind):
        return None
    return KeyEvent(sequence, key, EventKind(slot & 0xF))


def whole_ring(image: RingImage) -> tuple[KeyEvent, ...]:
    """Return every event the ring holds, oldest first, for a unit just met."""
    found = []
    for back in range(registers.RING_SIZE - 1, -1, -1):
        sequence = (image.head - back) & 0xFFFF
        event = unpack_event(sequence, image.slots[sequence & 7])
        if event is not None:
            found.append(event)
    return tuple(found)
