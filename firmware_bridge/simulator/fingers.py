"""Fingers on simulated keys: however fast a script asks, they move as slowly as real ones."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from firmware_bridge.simulator.unit import SimulatedUnit

NEVER: Final = float("inf")
FINGER_S: Final = 0.060
"""A finger stays down, and up, for so long at least; the keys need a third of it."""


@dataclass(frozen=True, slots=True, order=True)
class _Move:
    at: float
    order: int
    unit: int
    key: int
    down: bool = field(compare=False)


class Fingers:
    """Moves the keys of all units of a line. Times are seconds of the simulation."""

    def __init__(self, units: Mapping[int, SimulatedUnit]) -> None:
        """Serve units by address."""
        self._units = units
        self._planned: list[_Move] = []
        self._count = 0
        self._last: dict[tuple[int, int], float] = {}

    def move(self, unit: int, key: int, *, down: bool, now: float) -> None:
        """Push a key down or let it go, now or as soon as a finger can."""
        at = max(now, self._last.get((unit, key), -NEVER) + FINGER_S)
        self._last[unit, key] = at
        self._count += 1
        heapq.heappush(self._planned, _Move(at, self._count, unit, key, down))
        self.advance(now)

    @property
    def next_at(self) -> float:
        """When the next finger moves."""
        return self._planned[0].at if self._planned else NEVER

    def advance(self, now: float) -> None:
        """Make the moves that are due."""
        while self.next_at <= now:
            move = heapq.heappop(self._planned)
            unit = self._units[move.unit]
            # At its own time: of moves that came late, those of one instant would be no press.
            (unit.press if move.down else unit.release)(move.key, move.at)
