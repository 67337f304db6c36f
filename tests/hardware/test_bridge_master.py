"""The bridge's master against the units' real machine code, on one virtual clock."""

import random

import pytest

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.event_ring import EventName
from firmware_bridge.protocol.events import EventsLost, KeysMoved, UnitMet
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.profiles.our_unit import call_box
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.register_map import Beep, Lamp
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.simulator.virtual_line import VirtualLine

BAUD = 19200
STEP_S = 0.0005


class FirmwareBus:
    """A bench's line as the master's driver wants it."""

    def __init__(self, bus):
        self.bus = bus

    @property
    def next_at(self):
        return self.bus.now_s + STEP_S

    def write(self, data, now):
        self.bus.send(data)

    def advance(self, now):
        self.bus.run(max(0.0, now - self.bus.now_s))
        return bytes(heard.byte for heard in self.bus.receive())


class Office:
    """A master on a bench."""

    def __init__(self, bench, boxes):
        self.bus = bench.bus
        self.master = Master(
            timing_for(BAUD), {address: call_box(UnitOptions(address=address)) for address in range(1, boxes + 1)}
        )
        self.events = []
        self.line = VirtualLine(
            self.master, FirmwareBus(bench.bus), lambda event, at: self.events.append(event), bench.bus.now_s
        )

    def run(self, seconds):
        self.line.run_until(self.line.now + seconds)

    def tap(self, unit, key, down_s=0.08, up_s=0.1):
        self.bus.key(unit, key, True)
        self.run(down_s)
        self.bus.key(unit, key, False)
        self.run(up_s)

    def keys(self, address):
        return [
            (moved.boot, event.sequence, event.key, event.kind.name)
            for moved in self.events
            if isinstance(moved, KeysMoved) and moved.address == address
            for event in moved.events
        ]


def test_digits_lamp_and_beep_reach_the_hardware(make_bench):
    """As a person sees and hears them."""
    bench = make_bench(boxes=2, baud=BAUD)
    office = Office(bench, 2)
    office.master.show(1, Display(digits="A007", lamp=Lamp.GREEN, waiting=12))
    office.master.show(2, Display(digits="7"))
    office.run(1)
    office.master.beep(1, Beep.OK, office.line.now)
    office.run(0.3)

    first, second = bench.unit(0), bench.unit(1)

    assert (first.digits, first.waiting, first.green, first.red) == ("A007", "12", True, False)
    assert (first.buzzer_pattern, first.buzzer_count) == (Beep.OK, 1)
    assert second.digits == "   7"


@pytest.mark.parametrize("noise", [0.0, 0.005])
def test_every_press_is_read_exactly_once(make_bench, noise):
    """From the debounced key to the master's event, also on a bad line."""
    bench = make_bench(boxes=4, baud=BAUD, seed=3)
    office = Office(bench, 4)
    for address in range(1, 5):
        office.master.show(address, Display(digits="A001"))
    office.run(1.5)
    bench.bus.noise(noise)
    chance, pressed = random.Random(5), {unit: [] for unit in range(4)}
    for _ in range(60):
        unit, key = chance.randrange(4), chance.randint(1, 5)
        pressed[unit].append(key)
        office.tap(unit, key)
    office.run(2)

    for unit, keys in pressed.items():
        assert office.keys(unit + 1) == [(1, number, key, "PRESS") for number, key in enumerate(keys, 1)]
    assert not any(isinstance(event, EventsLost) for event in office.events)


def test_a_power_cut_starts_a_new_boot_and_all_is_painted_again(make_bench):
    """Presses after it are new ones."""
    bench = make_bench(baud=BAUD)
    office = Office(bench, 1)
    office.master.show(1, Display(digits="A007", long_keys=1))
    office.run(1)
    office.tap(0, 1)
    bench.bus.power(0, False)
    office.run(0.5)
    bench.bus.power(0, True)
    office.run(2)
    office.tap(0, 1, down_s=1.2)
    office.run(0.3)

    assert bench.unit().digits == "A007"
    assert [event.rebooted for event in office.events if isinstance(event, UnitMet)] == [False, True]
    assert office.keys(1) == [
        (1, 1, 1, "PRESS"),
        (1, 2, 1, "RELEASE"),
        (2, 1, 1, "PRESS"),
        (2, 2, 1, "HELD"),
        (2, 3, 1, "RELEASE"),
    ]


def test_the_note_for_the_next_process_shows_nothing(make_bench):
    """And is found by it."""
    bench = make_bench(baud=BAUD)
    office = Office(bench, 1)
    office.master.show(1, Display(digits="A007"))
    office.run(1)
    office.master.note(1, True)
    office.master.settle_events(1, EventName("5f03a2c1", 1, 0))
    office.tap(0, 1)
    office.run(0.5)
    assert bench.unit().digits == "A007"

    later = Office(bench, 1)
    later.run(0.5)

    moved = next(event for event in later.events if isinstance(event, KeysMoved))
    assert moved.before_meeting
    assert moved.settled == 0
    assert later.line.now - moved.since > 30
    assert bench.unit().digits == "A007"
