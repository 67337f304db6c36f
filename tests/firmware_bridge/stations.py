"""Stations and lines with faults, for tests."""

from firmware_bridge.simulator.bus import NEVER


class Wrapped:
    """A simulated unit whose answers are changed on their way."""

    def __init__(self, unit, change):
        self._unit, self._change = unit, change

    @property
    def next_at(self):
        return self._unit.next_at

    def advance(self, now):
        self._unit.advance(now)

    def hear(self, frame, now, *, intact):
        answer = self._unit.hear(frame, now, intact=intact)
        return self._change(answer) if answer else answer


class SlowBus:
    """A line whose host hears everything later, as behind a network gateway."""

    def __init__(self, bus, delay_s):
        self._bus, self._delay_s = bus, delay_s
        self._held = []
        self.noise = 0.0

    @property
    def next_at(self):
        return min(self._bus.next_at, self._held[0][0] if self._held else NEVER)

    def write(self, data, now):
        self._bus.write(data, now)

    def advance(self, now):
        data = self._bus.advance(now)
        if data:
            self._held.append((now + self._delay_s, data))
        due = [held for at, held in self._held if at <= now]
        self._held = [(at, held) for at, held in self._held if at > now]
        return b"".join(due)
