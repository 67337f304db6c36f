"""Runs a master against a simulated bus on a virtual clock: the same bytes every time, far faster than real time."""

from collections.abc import Callable
from typing import Protocol

from firmware_bridge.protocol.events import UnitEvent
from firmware_bridge.protocol.master import Master


class Bus(Protocol):
    """A line with something on it."""

    @property
    def next_at(self) -> float:
        """When ``advance`` has something to do."""

    def write(self, data: bytes, now: float) -> None:
        """Send bytes from the host."""

    def advance(self, now: float) -> bytes:
        """Let the time pass; return the bytes that reached the host."""


class VirtualLine:
    """A master, a bus, and the time between them."""

    def __init__(
        self, master: Master, bus: Bus, on_event: Callable[[UnitEvent, float], None], start: float = 0.0
    ) -> None:
        """Connect them at time ``start``; ``on_event`` gets every event with its time."""
        self.now = start
        self._master = master
        self._bus = bus
        self._on_event = on_event
        master.reset(start)

    def run_until(self, end: float) -> None:
        """Let the time pass up to ``end``."""
        while True:
            request = self._master.advance(self.now)
            if request:
                self._bus.write(request, self.now)
            for event in self._master.take_events():
                self._on_event(event, self.now)
            if request:
                continue
            wake = max(self.now, min(self._master.wake_at, self._bus.next_at))
            if wake > end:
                self.now = end
                return
            self.now = wake
            data = self._bus.advance(wake)
            if data:
                self._master.receive(data, wake)
