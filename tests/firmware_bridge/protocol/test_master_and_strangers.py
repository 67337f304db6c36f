"""The master next to units that answer late, wrongly, or in another language."""

import random

import pytest

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.crc import with_crc
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import KeysMoved, UnitRefused
from firmware_bridge.protocol.exchange import Exchange
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.profiles.our_unit import call_box
from firmware_bridge.protocol.profiles.profile import Profile, UnitOptions
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.unit import SimulatedUnit
from firmware_bridge.simulator.virtual_line import VirtualLine
from tests.firmware_bridge.stations import SlowBus, Wrapped
from tests.firmware_bridge.virtual_office import VirtualOffice

NEVER = float("inf")


def changed(office, change):
    """Put what changes answers between unit 1 and the line."""
    office.bus.stations[0] = Wrapped(office.units[1], change)
    return office


@pytest.mark.parametrize("change", [lambda a: b"\x00" + a, lambda a: b"\xff\xff" + a + b"\x00", lambda a: a + b"\x55"])
def test_stray_bytes_around_answers_cost_nothing(change):
    """Lines without bias resistors do that at every turn-around."""
    office = changed(VirtualOffice(), change)
    office.show("A001")
    office.run(2)
    office.tap(1)
    office.run(1)

    statistics = office.master.unit_statistics()[1]
    assert (statistics.timeouts, statistics.crc_errors) == (0, 0)
    assert [key[3] for key in office.keys(1)] == [1]


def test_answers_of_a_wrong_length_are_never_believed():
    """A register more than asked for is another question's answer."""
    office = changed(VirtualOffice(boxes=2), lambda a: with_crc(a[:2] + bytes([a[2] + 2]) + a[3:-2] + b"\x00\x09"))
    office.run(4)

    assert office.meetings(1) == []
    assert office.presence(2) == [True]


def test_a_device_that_knows_no_such_registers_is_refused_and_left_alone():
    """Off-the-shelf gear at a call box's address: said once in words, asked again every 10 s."""
    office = changed(VirtualOffice(), lambda a: rtu.answer_refusal(1, a[1], rtu.Refusal.ADDRESS))
    office.run(25)

    assert len(office.of(UnitRefused, 1)) == 3
    assert office.bus.statistics.sent == 3 * 8


@pytest.mark.parametrize("code", [rtu.Refusal.BUSY, rtu.Refusal.ADDRESS])
def test_a_unit_that_refuses_now_and_then_loses_no_press(code):
    """It stores a setting, or noise spoilt the question; it is no stranger for that."""
    chance = random.Random(7)
    office = changed(VirtualOffice(), lambda a: rtu.answer_refusal(1, a[1], code) if chance.random() < 0.05 else a)
    office.run(1)
    for _ in range(20):
        office.tap(1, up_s=2.0)

    assert office.of(UnitRefused, 1) == []
    assert [key[3] for key in office.keys(1)] == [*range(1, 21)]


def test_a_unit_that_stays_busy_is_asked_ten_times_a_second():
    """Others on the line have their turns meanwhile."""
    office = changed(VirtualOffice(), lambda a: rtu.answer_refusal(1, a[1], rtu.Refusal.BUSY))
    office.run(2)

    assert office.of(UnitRefused, 1) == []
    assert 10 <= office.master.unit_statistics()[1].refusals <= 20


@pytest.mark.parametrize("delay_ms", [16, 40, 90, 130])
def test_late_answers_never_lose_a_press_or_keep_a_wrong_number(delay_ms):
    """USB adapters and gateways are late, sometimes later than the time-out."""
    unit = SimulatedUnit(1, 1, 0xA001, 0.0)
    bus = SlowBus(SimulatedBus([unit], 19200, random.Random(1)), delay_ms / 1000)
    master = Master(timing_for(19200), {1: call_box(UnitOptions(address=1))})
    read = []
    line = VirtualLine(master, bus, lambda event, at: read.append(event))
    for number in range(30):
        master.show(1, Display(digits=f"A{number:03}"))
        unit.press(1, line.now)
        line.run_until(line.now + 0.7)
        unit.release(1, line.now)
        line.run_until(line.now + 0.5)
    line.run_until(line.now + 3)

    sequences = [event.sequence for moved in read if isinstance(moved, KeysMoved) for event in moved.events]
    assert sequences == sorted(set(sequences))
    if delay_ms <= 90:
        assert sequences == list(range(1, 31))
        assert unit.digits == "A029"


class KnockingBox:
    """A station that speaks unasked: four bytes per key, no checksum, as QSystem boxes do."""

    def __init__(self, at):
        self.next_at = at
        self.bus = None

    def advance(self, now):
        if now >= self.next_at:
            self.next_at = NEVER
            self.bus._transmit(b"\x01\x07\x31\x07", now, 1)

    def hear(self, frame, now, *, intact):
        return None


class OneWayAndListening(Profile):
    """A driver that is no Modbus at all: writes that nobody answers, keys that nobody asked for."""

    def __init__(self):
        self.heard = b""
        self.wanted = []

    def show(self, display):
        self.wanted.append(display.digits)

    def next_write(self, now):
        return Exchange(b"\x05\x03\xe7\xef", None, quiet_s=0.05) if self.wanted else None

    def settle(self, exchange, outcome, now):
        self.wanted.clear()
        return ()

    def hear(self, data, now):
        self.heard += data
        return ()


def test_a_driver_needs_neither_answers_nor_polls():
    """Number boards of four bytes and boxes that speak unasked fit the same line thread."""
    driver, box = OneWayAndListening(), KnockingBox(0.5)
    bus = SimulatedBus([SimulatedUnit(2, 101, 0xB, 0.0), box], 19200, random.Random(1))
    box.bus = bus
    master = Master(timing_for(19200), {5: driver})
    line = VirtualLine(master, bus, lambda event, at: None)
    master.show(5, Display(digits="999"))
    line.run_until(1.0)

    assert driver.wanted == []
    assert bus.statistics.sent == 4
    assert driver.heard == b"\x01\x07\x31\x07"
    assert not master.all_offline
