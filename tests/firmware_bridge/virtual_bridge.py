"""Server, bridge and units on one virtual clock, with everything that can break between them."""

import random

from firmware_bridge.config import LineSettings, UnitSettings
from firmware_bridge.gateway import Gateway
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.profiles.our_unit import call_box
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.register_map import Beep, UnitKind
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.reports import LineReport
from firmware_bridge.session import Session
from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.unit import SimulatedUnit
from firmware_bridge.simulator.virtual_line import VirtualLine
from queue_server.contract.codec import from_wire, to_wire
from queue_server.contract.messages import BridgeHello, UnitPress, UnitStatus
from tests.firmware_bridge.fake_server import FakeServer

STEP_S = 0.005
NETWORK_S = 0.004
BEAT_S = 5.0
RECONNECT_S = 1.0


class _Orders:
    def __init__(self, bridge):
        self._bridge = bridge

    def show(self, address, display):
        self._bridge.master.show(address, display)

    def beep(self, address, pattern):
        self._bridge.master.beep(address, pattern, self._bridge.now)

    def answer(self, address, pattern, newest):
        self.beep(address, pattern)
        self._bridge.master.settle_events(address, newest)

    def note(self, address, overdue):
        self._bridge.master.note(address, overdue)


class VirtualBridge:
    """Call boxes 1 to N at counters 1 to N; key 1 is "next".

    ``absent`` are boxes that are configured but not there; ``between`` makes the line of its stations and speed.
    """

    def __init__(self, boxes=2, *, baud=19200, noise=0.0, seed=1, server=None, absent=(), between=SimulatedBus):
        self.now = 0.0
        self.baud = baud
        self._absent = absent
        self.chance = random.Random(seed)
        self.server = server or FakeServer()
        self.units = {a: SimulatedUnit(UnitKind.CALL_BOX, a, 0xB000 + a, 0.0) for a in range(1, boxes + 1)}
        for unit in self.units.values():
            unit.baud = baud
        self.bus = between(list(self.units.values()), baud, self.chance)
        self.bus.noise = noise
        self.pressed_at = {}
        self.gave_up = []
        """Units that fell silent with an error beep for what nobody had read, and when."""
        self._silent = set()
        self.statuses = []
        self.server_up = True
        self.lose_acks = False
        self.answers_after_s = NETWORK_S
        """From a message's arrival at the server to its answer's at the bridge."""
        self._held_keys = {}
        self.starts = []
        """When bridge processes began."""
        self.start_bridge()

    # --- what can happen ---

    def start_bridge(self):
        """A new process: nothing is remembered."""
        self.starts.append(self.now)
        configured = [*self.units, *self._absent]
        settings = LineSettings(
            name="line1",
            port="x",
            unit=[
                UnitSettings(address=a, counter=f"songcong:{a}", keys={"1": "next", "2": "recall"}) for a in configured
            ],
        )
        self.master = Master(timing_for(self.baud), {a: call_box(UnitOptions(address=a)) for a in configured})
        self.gateway = Gateway([(settings, _Orders(self))], self.now, lambda: "2026-01-02T08:00:00+07:00")
        self.session = Session(self.gateway)
        self.line = VirtualLine(self.master, self.bus, self._report, self.now)
        self.running = True
        self._connected = False
        self._connect_at = self.now + 0.1
        self._to_server, self._to_bridge = [], []
        self._next_beat = self.now

    def kill_bridge(self):
        self.running = False

    def cut(self):
        """The connection breaks; what is on its way is lost."""
        self._to_server, self._to_bridge = [], []
        if self._connected:
            self._connected = False
            self.session.take_disconnected()
        self._connect_at = self.now + RECONNECT_S

    def press(self, address, key=1):
        self.units[address].press(key, self.now)
        self._held_keys[address, key] = self.now + 0.08

    # --- time ---

    def run(self, seconds):
        end = self.now + seconds
        while self.now < end - 1e-9:
            self.now = round(self.now + STEP_S, 6)
            self._fingers()
            if self.running:
                self.line.run_until(self.now)
                self._network()
                self.gateway.refresh(self.now)
            else:
                self.bus.advance(self.now)
            self._note_presses()

    def _fingers(self):
        for (address, key), until in list(self._held_keys.items()):
            if self.now >= until:
                self.units[address].release(key, self.now)
                del self._held_keys[address, key]

    def _note_presses(self):
        """Remember when each event came into being, by its name, and when units gave up what nobody had read."""
        for unit in self.units.values():
            if (
                unit._memory.silent
                and unit.buzzer.pattern is Beep.ERROR
                and (unit.serial, unit.head) not in self._silent
            ):
                self._silent.add((unit.serial, unit.head))
                self.gave_up.append((unit.serial, self.now))
            self.pressed_at.setdefault(f"{unit.serial:08x}/{unit.boot}/{unit.head}", self.now)

    def _report(self, event, at):
        self.gateway.take_report(LineReport("line1", event, at), at)

    def _network(self):
        if not self._connected and self.server_up and self.now >= self._connect_at:
            self._connected = True
            self.session.take_connected(self.now)
        if self._connected and (not self.server_up or self.session.is_silent(self.now)):
            self.cut()
        if not self._connected:
            return
        if self.now >= self._next_beat:
            self._next_beat = self.now + BEAT_S
            self._to_bridge.append((self.now + NETWORK_S, "message", "beat", self.server.beat()))
        for emission in self.session.emissions(self.now):
            self._to_server.append((self.now + NETWORK_S, emission))
        due = [emission for at, emission in self._to_server if at <= self.now]
        self._to_server = [item for item in self._to_server if item[0] > self.now]
        for emission in due:
            self._serve(emission)
        arrived = [item[1:] for item in self._to_bridge if item[0] <= self.now]
        self._to_bridge = [item for item in self._to_bridge if item[0] > self.now]
        for kind, what, payload in arrived:
            if kind == "message":
                self.session.take_message(what, payload, self.now)
            else:
                self.session.take_ack(what, payload, self.now)

    def _serve(self, emission):
        wire = to_wire(emission.message)
        before = self.server.revision
        match emission.event:
            case "bridge.hello":
                answer = self.server.hello(from_wire(BridgeHello, wire))
            case "unit.press":
                answer = self.server.press(from_wire(UnitPress, wire), self.now)
                if self.lose_acks:
                    self.cut()
                    return
            case "unit.status":
                self.statuses.append(from_wire(UnitStatus, wire))
                return
        if self.server.revision != before:
            self._to_bridge.append((self.now + NETWORK_S, "message", "board", to_wire(self.server.board())))
        self._to_bridge.append((self.now + self.answers_after_s, "ack", emission.reference, answer))

    # --- what is to be seen ---

    def digits(self, address):
        return self.units[address].digits

    def acts(self):
        return [press_id for press_id, _ in self.server.acts]


def a_working_bridge(**settings):
    """Everything is up and everybody has been met."""
    office = VirtualBridge(**settings)
    office.run(2)
    return office
