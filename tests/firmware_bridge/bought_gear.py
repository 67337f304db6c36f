"""Simulated gear of other makes on a virtual clock, and a line to drive it by."""

import random
from dataclasses import dataclass, field

from firmware_bridge.protocol import qsystem, rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import KeysMoved, PresenceChanged, UnitMet
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.virtual_line import VirtualLine

NEVER = float("inf")


class ModbusGear:
    """Registers and inputs behind an address; answers late, or not at all, when told to."""

    def __init__(self, address, functions=tuple(rtu.Function), size=4096):
        self.address = address
        self.functions = frozenset(functions)
        self.registers = dict.fromkeys(range(size), 0)
        self.inputs = [0] * 16
        self.plugged = True
        self.late_s = 0.0
        self.bus = None
        self.next_at = NEVER
        self._answer = b""

    def text(self, start, count):
        """Registers as characters, one each."""
        return "".join(chr(self.registers[start + i]) for i in range(count))

    def press(self, number, counters=None):
        """Push a key down; ``counters`` is where its counter stands, if the module has one."""
        self.inputs[number - 1] = 1
        if counters is not None:
            self.registers[counters] = (self.registers[counters] + 1) & 0xFFFF

    def release(self, number):
        self.inputs[number - 1] = 0

    def advance(self, now):
        if now >= self.next_at:
            self.next_at = NEVER
            self.bus.speak(self, self._answer, now)

    def hear(self, frame, now, *, intact):
        if not self.plugged or not intact or frame[0] not in (0, self.address):
            return None
        answer = self._serve(frame)
        if frame[0] == 0:
            return None
        if self.late_s:
            self._answer, self.next_at = answer, now + self.late_s
            return None
        return answer

    def _serve(self, frame):
        request = rtu.parse_request(frame, self.functions)
        if not isinstance(request, rtu.Request):
            return rtu.answer_refusal(frame[0], frame[1], request)
        span = range(request.start, request.start + request.count)
        if request.function is rtu.Function.READ_INPUTS:
            return rtu.answer_read(request, self.inputs[span.start : span.stop])
        if not all(register in self.registers for register in span):
            return rtu.answer_refusal(frame[0], frame[1], rtu.Refusal.ADDRESS)
        if request.function in rtu.READS:
            return rtu.answer_read(request, [self.registers[register] for register in span])
        self.registers.update(zip(span, request.values, strict=True))
        return rtu.answer_write(request)


class Listener:
    """A one-way display: keeps every message it hears between two silences."""

    next_at = NEVER

    def __init__(self):
        self.heard = []
        self.plugged = True

    def advance(self, now):
        pass

    def hear(self, frame, now, *, intact):
        if self.plugged:
            self.heard.append((now, frame))

    def messages(self):
        return [frame for _, frame in self.heard]


class QSystemBox(Listener):
    """A box: shows what it is sent, speaks when a button goes down."""

    def __init__(self, address):
        super().__init__()
        self.address = address
        self.bus = None

    @property
    def shown(self):
        mine = [frame for frame in self.messages() if len(frame) > 4 and frame[1] == self.address]
        return mine[-1][3:-1].decode("cp1251") if mine else ""

    def press(self, button, now):
        self.bus.speak(self, bytes((1, self.address, qsystem.FIRST_BUTTON + button - 1, 7)), now)


@dataclass
class GearLine:
    """Drivers by address, and the gear they drive."""

    factories: dict
    gear: list
    baud: int = 9600
    options: dict = field(default_factory=dict)
    """Address to the driver's options."""
    seed: int = 1
    noise: float = 0.0
    echo: bool = False
    """The adapter plays back what it sends."""

    def __post_init__(self):
        self.events = []
        self.bus = SimulatedBus(self.gear, self.baud, random.Random(self.seed))
        self.bus.noise = self.noise
        for station in self.gear:
            station.bus = self.bus
        profiles = {
            address: factory(
                UnitOptions(address=address, options=self.options.get(address, {}), run_serial=f"run{address:012x}")
            )
            for address, factory in self.factories.items()
        }
        self.master = Master(timing_for(self.baud), profiles)
        bus = _Echo(self.bus, 11 / self.baud) if self.echo else self.bus
        self.line = VirtualLine(self.master, bus, lambda event, at: self.events.append((at, event)))

    @property
    def now(self):
        return self.line.now

    def run(self, seconds):
        self.line.run_until(self.now + seconds)

    def show(self, digits, **more):
        for address in self.factories:
            self.master.show(address, Display(digits=digits, **more))

    def moves(self, address=None):
        """Every press, as (address, key, kind name)."""
        return [
            (moved.address, event.key, event.kind.name)
            for moved in self.of(KeysMoved, address)
            for event in moved.events
        ]

    def names(self):
        """The names of all events."""
        return [(moved.serial, moved.boot, event.sequence) for moved in self.of(KeysMoved) for event in moved.events]

    def of(self, kind, address=None):
        return [event for _, event in self.events if isinstance(event, kind) and address in (None, event.address)]

    def presence(self, address):
        return [event.online for event in self.of(PresenceChanged, address)]

    def meetings(self, address):
        return self.of(UnitMet, address)


class _Echo:
    """Plays back what the host writes, after it was sent."""

    def __init__(self, bus, byte_s):
        self._bus, self._byte_s, self._held = bus, byte_s, []

    @property
    def next_at(self):
        return min([self._bus.next_at, *(at for at, _ in self._held)])

    def write(self, data, now):
        self._bus.write(data, now)
        self._held.append((now + len(data) * self._byte_s + 0.016, data))

    def advance(self, now):
        due = b"".join(data for at, data in self._held if at <= now)
        self._held = [(at, data) for at, data in self._held if at > now]
        return due + self._bus.advance(now)
