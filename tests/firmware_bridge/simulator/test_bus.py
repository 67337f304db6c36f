"""The simulated line: time on the wire, silences, collisions, noise."""

import random

import pytest

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.register_map import UnitKind
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.unit import SimulatedUnit

BYTE_S = 10 / 19200
T35_S = timing_for(19200).t35_s
POLL = rtu.read(1, 17, 3)


def a_bus(units=2):
    stations = [SimulatedUnit(UnitKind.CALL_BOX, address, address, 0.0) for address in range(1, units + 1)]
    return SimulatedBus(stations, 19200, random.Random(1))


def exchange(bus, frame, at):
    """Send a frame; return what came back and when its last byte did."""
    bus.write(frame, at)
    answer, ended = b"", at
    while bus.next_at < at + 0.1:
        now = bus.next_at
        data = bus.advance(now)
        if data:
            answer, ended = answer + data, now
    return answer, ended


def test_bytes_take_their_time():
    """Request, t3.5, answer: 10 ms of wire at 19200 baud."""
    answer, ended = exchange(a_bus(), POLL.frame, 1.0)

    assert POLL.find(answer) is not None
    assert ended - 1.0 == pytest.approx(19 * BYTE_S + T35_S, abs=0.001)


def test_a_request_without_silence_before_it_is_not_understood():
    """As with real units, which hear one long damaged frame."""
    bus = a_bus()
    bus.write(POLL.frame, 1.0)
    answer, now = b"", 1.0
    while len(answer) < POLL.length:
        now = bus.next_at
        answer += bus.advance(now)

    assert exchange(bus, rtu.read(2, 17, 3).frame, now + T35_S / 4)[0] == b""

    answer, _ = exchange(bus, rtu.read(2, 17, 3).frame, 2.0)

    assert answer != b""


def test_speaking_over_an_answer_damages_both():
    """Half-duplex means one at a time."""
    bus = a_bus()
    bus.write(POLL.frame, 1.0)
    middle = 1.0 + 8 * BYTE_S + T35_S + 5 * BYTE_S
    data = bus.advance(middle)
    bus.write(rtu.read(2, 17, 3).frame, middle)
    data += bus.advance(2.0)

    assert bus.statistics.collisions > 0
    assert POLL.find(data) is None


def test_a_broadcast_reaches_all_and_is_answered_by_none():
    """All units show the same."""
    bus = a_bus(3)
    answer, _ = exchange(bus, rtu.write(0, 0, tuple(b"A007")).frame, 1.0)

    assert answer == b""
    assert [unit.digits for unit in bus.stations] == ["A007"] * 3


def test_noise_flips_bits_and_drop_loses_bytes():
    """In both directions, counted."""
    bus = a_bus()
    bus.noise = 1.0
    assert exchange(bus, POLL.frame, 1.0)[0] == b""
    bus.noise, bus.drop = 0.0, 1.0
    assert exchange(bus, POLL.frame, 2.0)[0] == b""

    assert (bus.statistics.noised, bus.statistics.dropped, bus.statistics.sent) == (8, 8, 16)


def test_units_count_the_frames_they_hear():
    """Also those for others: the share of damaged ones tells of the place where the unit is."""
    bus = a_bus()
    exchange(bus, POLL.frame, 1.0)
    exchange(bus, POLL.frame[:-1] + b"\x00", 2.0)

    request = rtu.read(2, 28, 2)

    assert request.find(exchange(bus, request.frame, 3.0)[0]).data == (1, 3)
