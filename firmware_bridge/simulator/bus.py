"""A simulated RS-485 line: bytes take time, collide, are damaged; units hear frames. Pure: time is an argument."""

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from firmware_bridge.protocol.crc import is_intact
from firmware_bridge.protocol.timing import timing_for

NEVER: Final = float("inf")
_THINKING_S: Final = 0.0003
"""From the end of a request's t3.5 to the first bit of the answer."""
_HOST: Final = -1


class Station(Protocol):
    """Something on the line that answers."""

    @property
    def next_at(self) -> float:
        """When something happens in it by itself."""

    def advance(self, now: float) -> None:
        """Let the time pass."""

    def hear(self, frame: bytes, now: float, *, intact: bool) -> bytes | None:
        """Take a frame; return the answer, None for silence."""


@dataclass(slots=True)
class _Byte:
    begins_at: float
    ends_at: float
    value: int
    source: int
    """Index of the station, or ``_HOST``."""
    order: int

    def __lt__(self, other: "_Byte") -> bool:
        return (self.ends_at, self.order) < (other.ends_at, other.order)


@dataclass(slots=True)
class BusStatistics:
    """Counters since the start."""

    sent: int = 0
    """Bytes from the host."""
    received: int = 0
    """Bytes to the host."""
    collisions: int = 0
    noised: int = 0
    dropped: int = 0


class SimulatedBus:
    """Host and stations on one pair of wires, half-duplex."""

    def __init__(self, stations: Sequence[Station], baud: int, chance: random.Random) -> None:
        """Make a line; ``chance`` decides about noise, so that a seed makes a run repeatable."""
        self.stations = list(stations)
        self.noise = 0.0
        """Chance of a flipped bit per byte, in both directions."""
        self.drop = 0.0
        """Chance of a lost byte."""
        self.statistics = BusStatistics()
        self._chance = chance
        self._byte_s = 10 / baud
        self._t35_s = timing_for(baud).t35_s
        self._wire: list[_Byte] = []
        self._order = 0
        self._busy_until = -NEVER
        self._frame = bytearray()
        self._speakers: set[int] = set()
        self._frame_ends_at = NEVER
        self._to_host = bytearray()

    def write(self, data: bytes, now: float) -> None:
        """Send bytes from the host, one after the other."""
        self.statistics.sent += len(data)
        self._transmit(data, now, _HOST)

    def speak(self, station: Station, data: bytes, now: float) -> None:
        """Send bytes from a station that nobody asked."""
        self._transmit(data, now, self.stations.index(station))

    @property
    def next_at(self) -> float:
        """When ``advance`` has something to do."""
        wire = self._wire[0].ends_at if self._wire else NEVER
        return min(wire, self._frame_ends_at, min((station.next_at for station in self.stations), default=NEVER))

    def advance(self, now: float) -> bytes:
        """Let the time pass; return the bytes that reached the host."""
        while (at := self.next_at) <= now:
            if self._frame_ends_at <= at:  # a byte that ends exactly when the silence does comes too late
                self._end_frame(at)
            elif self._wire and self._wire[0].ends_at <= at:
                self._arrive(heapq.heappop(self._wire))
            else:
                for station in self.stations:
                    station.advance(at)
        data = bytes(self._to_host)
        self._to_host.clear()
        self.statistics.received += len(data)
        return data

    def _transmit(self, data: bytes, at: float, source: int) -> None:
        mine = [byte.ends_at for byte in self._wire if byte.source == source]
        begins_at = max([at, *mine])
        for value in data:
            byte = _Byte(begins_at, begins_at + self._byte_s, value, source, self._order)
            self._order += 1
            if begins_at < self._busy_until:
                self._collide(byte)
            heapq.heappush(self._wire, byte)
            begins_at = byte.ends_at
        self._busy_until = max(self._busy_until, begins_at)

    def _collide(self, byte: _Byte) -> None:
        for other in self._wire:
            overlap = min(byte.ends_at, other.ends_at) - max(byte.begins_at, other.begins_at)
            if other.source != byte.source and overlap > 0:
                self.statistics.collisions += 1
                byte.value ^= other.value ^ self._chance.randrange(1, 256)
                other.value ^= self._chance.randrange(1, 256)

    def _arrive(self, byte: _Byte) -> None:
        if self.drop and self._chance.random() < self.drop:
            self.statistics.dropped += 1
            return
        value = byte.value
        if self.noise and self._chance.random() < self.noise:
            self.statistics.noised += 1
            value ^= 1 << self._chance.randrange(8)
        if byte.source != _HOST:
            self._to_host.append(value)
        self._frame.append(value)
        self._speakers.add(byte.source)
        self._frame_ends_at = byte.ends_at + self._t35_s

    def _end_frame(self, at: float) -> None:
        frame, speakers = bytes(self._frame), self._speakers
        self._frame.clear()
        self._speakers = set()
        self._frame_ends_at = NEVER
        intact = is_intact(frame)
        for index, station in enumerate(self.stations):
            if index in speakers:
                continue
            answer = station.hear(frame, at, intact=intact)
            if answer:
                self._transmit(answer, at + _THINKING_S, index)
