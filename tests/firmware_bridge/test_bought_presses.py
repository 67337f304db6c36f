"""Presses of bought gear on their way to the server: each acts once, whatever is repeated or restarted."""

import pytest

from firmware_bridge.config import LineSettings, UnitSettings
from firmware_bridge.gateway import Gateway
from firmware_bridge.profile_registry import make_profile
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.reports import LineReport
from firmware_bridge.session import Session
from firmware_bridge.simulator.virtual_line import VirtualLine
from queue_server.contract.codec import from_wire, to_wire
from queue_server.contract.messages import BridgeHello, UnitPress
from tests.firmware_bridge.bought_gear import GearLine, ModbusGear, QSystemBox
from tests.firmware_bridge.fake_server import FakeServer

STEP_S = 0.01


class Office:
    """One unit, its bridge and the server."""

    def __init__(self, profile, gear, options):
        self.server = FakeServer()
        self.gear = gear
        self.wire = GearLine({}, [gear])
        self.settings = LineSettings(
            name="hall",
            port="x",
            baud=9600,
            unit=[
                UnitSettings(
                    address=5, profile=profile, counter="songcong:1", keys={"1": "next", "2": "recall"}, options=options
                )
            ],
        )
        self.now = 0.0
        self.lose_acks = 0
        self.start_bridge()

    def start_bridge(self):
        """A new process: nothing is remembered, the unit's serial number is another."""
        self.master = Master(timing_for(9600), {5: make_profile("hall", self.settings.unit[0])})
        self.gateway = Gateway([(self.settings, self)], self.now, lambda: "2026-01-02T08:00:00+07:00")
        self.session = Session(self.gateway)
        self.line = VirtualLine(self.master, self.wire.bus, self._report, self.now)
        self.session.take_connected(self.now)

    def show(self, address, display):
        self.master.show(address, display)

    def beep(self, address, pattern):
        self.master.beep(address, pattern, self.now)

    def answer(self, address, pattern, newest):
        self.beep(address, pattern)
        self.master.settle_events(address, newest)

    def note(self, address, overdue):
        self.master.note(address, overdue)

    def run(self, seconds):
        end = self.now + seconds
        while self.now < end:
            self.now = round(self.now + STEP_S, 6)
            self.line.run_until(self.now)
            self.gateway.refresh(self.now)
            for emission in self.session.emissions(self.now):
                self._serve(emission)

    def _report(self, event, at):
        self.gateway.take_report(LineReport("hall", event, at), at)

    def _serve(self, emission):
        wire = to_wire(emission.message)
        if emission.event == "bridge.hello":
            answer = self.server.hello(from_wire(BridgeHello, wire))
        elif emission.event == "unit.press":
            answer = self.server.press(from_wire(UnitPress, wire), self.now)
            if self.lose_acks:
                self.lose_acks -= 1
                self.session.take_disconnected()
                self.session.take_connected(self.now)
                return
        else:
            return
        self.session.take_ack(emission.reference, answer, self.now)
        self.session.take_message("board", to_wire(self.server.board()), self.now)


def modules():
    def press(office, key):
        office.gear.press(key)
        office.run(0.2)
        office.gear.release(key)
        office.run(0.8)

    return Office("modbus-inputs", ModbusGear(5), {}), press


def counting_modules():
    def press(office, key):
        office.gear.press(key, counters=key - 1)
        office.run(1)

    return Office("modbus-inputs", ModbusGear(5), {"counters": 0}), press


def boxes():
    def press(office, key):
        office.gear.press(key, office.now)
        office.run(1)

    return Office("qsystem", QSystemBox(5), {"kind": "box"}), press


@pytest.fixture(params=[modules, counting_modules, boxes], ids=lambda make: make.__name__)
def office(request):
    """An office with one kind of unit, and a finger for it."""
    made, press = request.param()
    made.run(2)
    return made, press


def test_every_press_acts_once(office):
    """In order."""
    office, press = office
    for _ in range(5):
        press(office, 1)

    assert len(office.server.acts) == 5
    assert len({press_id for press_id, _ in office.server.acts}) == 5
    assert office.server.number["1"] == "A005"


def test_an_answer_that_was_lost_is_asked_for_again(office):
    """The server knows the press by its name and acts no second time."""
    office, press = office
    office.lose_acks = 2
    press(office, 1)
    office.run(3)

    assert len(office.server.acts) == 1
    assert len(office.server.copies) == 3


def test_a_new_process_repeats_nothing_and_takes_no_name_twice(office):
    """Names of the old process stay its own."""
    office, press = office
    press(office, 1)
    office.start_bridge()
    office.run(3)
    assert len(office.server.acts) == 1

    press(office, 1)

    assert len(office.server.acts) == 2
    first, second = (press_id.split("/")[0] for press_id, _ in office.server.acts)
    assert first != second
    assert first.startswith("run")


def test_the_number_is_shown_where_there_is_a_place_for_it():
    """A box of three characters."""
    office, press = boxes()
    office.run(2)
    press(office, 1)
    office.run(2)

    assert office.gear.shown == "A01"
