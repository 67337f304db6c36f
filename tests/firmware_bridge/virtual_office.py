"""A master and simulated units on a virtual clock, for tests of what happens between them."""

import random
from dataclasses import dataclass, field

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import KeysMoved, PresenceChanged, UnitMet
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.profiles.our_unit import call_box, led_unit
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.register_map import UnitKind
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.unit import SimulatedUnit
from firmware_bridge.simulator.virtual_line import VirtualLine


@dataclass
class VirtualOffice:
    """Boxes at 1, 2, …; LED units at 101, 102, …."""

    boxes: int = 1
    leds: int = 0
    baud: int = 19200
    seed: int = 1
    noise: float = 0.0
    drop: float = 0.0
    extra: tuple = ()
    """Further stations on the line."""
    absent: tuple = ()
    """Addresses that are configured but not there."""
    events: list = field(default_factory=list)

    def __post_init__(self):
        addresses = dict.fromkeys(range(1, self.boxes + 1), UnitKind.CALL_BOX)
        addresses |= {100 + number: UnitKind.LED_UNIT for number in range(1, self.leds + 1)}
        self.chance = random.Random(self.seed)
        self.units = {
            address: SimulatedUnit(kind, address, 0xA000 + address, 0.0) for address, kind in addresses.items()
        }
        for unit in self.units.values():
            unit.baud = self.baud
        self.bus = SimulatedBus([*self.units.values(), *self.extra], self.baud, self.chance)
        self.bus.noise, self.bus.drop = self.noise, self.drop
        configured = [*addresses, *self.absent]
        self.master = Master(
            timing_for(self.baud),
            {
                address: (led_unit if address > 100 else call_box)(UnitOptions(address=address))
                for address in configured
            },
        )
        self.line = VirtualLine(self.master, self.bus, lambda event, at: self.events.append((at, event)))

    @property
    def now(self):
        return self.line.now

    def run(self, seconds):
        self.line.run_until(self.now + seconds)

    def show(self, digits, *addresses, **more):
        for address in addresses or self.units:
            self.master.show(address, Display(digits=digits, **more))

    def tap(self, address, key=1, down_s=0.08, up_s=0.08):
        self.units[address].press(key, self.now)
        self.run(down_s)
        self.units[address].release(key, self.now)
        self.run(up_s)

    def of(self, kind, address=None):
        return [event for _, event in self.events if isinstance(event, kind) and address in (None, event.address)]

    def keys(self, address=None, *, before_meeting=False):
        """Every event read, as (address, serial, boot, sequence, key, kind name)."""
        return [
            (moved.address, moved.serial, moved.boot, event.sequence, event.key, event.kind.name)
            for moved in self.of(KeysMoved, address)
            if moved.before_meeting == before_meeting
            for event in moved.events
        ]

    def answered(self):
        """How many exchanges the units have answered."""
        return sum(unit.polls for unit in self.master.unit_statistics().values())

    def presence(self, address):
        return [event.online for event in self.of(PresenceChanged, address)]

    def meetings(self, address):
        return self.of(UnitMet, address)

    def time_of(self, kind, address):
        return next(at for at, event in self.events if isinstance(event, kind) and event.address == address)
