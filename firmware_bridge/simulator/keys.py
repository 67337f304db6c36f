"""The keys of a simulated unit: fingers in, debounced steps out."""

from dataclasses import dataclass
from typing import Final

from firmware_bridge.protocol.register_map import DEBOUNCE_S, HELD_S, EventKind

NEVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class KeyStep:
    """A key that counts as pressed, released, or held for a second."""

    key: int
    kind: EventKind
    at: float


@dataclass(slots=True)
class _Key:
    down: bool = False
    moved_at: float = 0.0
    counts_as_down: bool = False
    ignored: bool = False
    """Down since power-up; it counts again after its release."""
    held_at: float = NEVER

    @property
    def next_at(self) -> float:
        settles_at = self.moved_at + DEBOUNCE_S if self.down != self.counts_as_down else NEVER
        return min(settles_at, self.held_at)


class Keys:
    """Keys 1 to ``count``. PROTOCOL.md 5.3."""

    def __init__(self, count: int) -> None:
        self._keys = {key: _Key() for key in range(1, count + 1)}

    def restart(self) -> None:
        """Begin as after power-up; fingers stay where they are."""
        for key in self._keys.values():
            key.ignored = key.counts_as_down = key.down
            key.held_at = NEVER

    def move(self, number: int, *, down: bool, now: float) -> None:
        """Push a key down or let it go; pushing one that is down does nothing."""
        key = self._keys[number]
        if key.down != down:
            key.down = down
            key.moved_at = now

    @property
    def next_at(self) -> float:
        """When the next step happens."""
        return min((key.next_at for key in self._keys.values()), default=NEVER)

    def take_due(self, now: float) -> KeyStep | None:
        """Return one step that happens up to now."""
        for number, key in self._keys.items():
            if key.next_at > now:
                continue
            if key.held_at <= now:
                at, key.held_at = key.held_at, NEVER
                return KeyStep(number, EventKind.HELD, at)
            at = key.moved_at + DEBOUNCE_S
            key.counts_as_down = key.down
            key.held_at = at + HELD_S if key.down else NEVER
            if not key.ignored:
                return KeyStep(number, EventKind.PRESS if key.down else EventKind.RELEASE, at)
            key.ignored = False
        return None
