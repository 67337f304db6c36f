"""Addresses and names, boards and orders."""

import logging

import pytest

from firmware_bridge.config import LineSettings, UnitSettings
from firmware_bridge.gateway import Gateway
from firmware_bridge.protocol.event_ring import EventName, KeyEvent
from firmware_bridge.protocol.events import EventsLost, KeysMoved, PresenceChanged, UnitMet, UnitRefused
from firmware_bridge.protocol.register_map import Beep, EventKind
from firmware_bridge.protocol.statistics import LineStatistics, UnitStatistics
from firmware_bridge.reports import LineDown, LineFigures, LineReport, LineUp
from queue_server.contract.messages import Beat, HelloAck, PressAck, UnitCommand, UnitSetup
from tests.firmware_bridge.fake_server import a_board


class FakeOrders:
    def __init__(self):
        self.shown, self.beeps, self.notes, self.settled = {}, [], [], []

    def show(self, address, display):
        self.shown[address] = display

    def beep(self, address, pattern):
        self.beeps.append((address, pattern))

    def answer(self, address, pattern, newest):
        self.beeps.append((address, pattern))
        self.settled.append((address, newest))

    def note(self, address, overdue):
        self.notes.append((address, overdue))


@pytest.fixture
def orders():
    return FakeOrders()


@pytest.fixture
def gateway(orders):
    line = LineSettings(
        name="line1",
        port="x",
        unit=[
            UnitSettings(address=1, counter="songcong:1", keys={"1": "next"}),
            UnitSettings(address=101, profile="led-unit", counter="songcong:1"),
        ],
    )
    return Gateway([(line, orders)], 0.0, lambda: "2026-01-02T08:00:00+07:00")


def report(gateway, news, now=1.0):
    gateway.take_report(LineReport("line1", news, now), now)


def met(address=1, serial="5f03a2c1", boot=7):
    return UnitMet(address=address, serial=serial, boot=boot, head=3, kind=1, digits=4, keys=5, rebooted=False)


def introduce(gateway, board=None, now=1.0):
    setup = UnitSetup(counter="songcong:1", show="number", last=None)
    said = [unit.hello() for unit in gateway.units.values()]
    ack = HelloAck(ok=True, units={unit.unit: setup for unit in said}, board=board or a_board())
    gateway.take_hello_ack(said, ack, now)


def test_nothing_is_ordered_before_the_server_has_spoken(gateway, orders):
    """A restart of the bridge must not touch the numbers."""
    gateway.take_board(a_board(counters=[("1", "A007", 1, "serving")]), 1.0)
    gateway.refresh(11.9)

    assert orders.shown == {}


def test_dashes_come_when_the_server_never_came(gateway, orders):
    """Twelve seconds after the start, too."""
    gateway.refresh(12.1)

    assert [display.digits for display in orders.shown.values()] == ["----", "----"]


def test_a_board_reaches_all_units_of_the_counter(gateway, orders):
    """Box and LED unit show the same."""
    introduce(gateway, a_board(counters=[("1", "A007", 1, "serving")]))

    assert {address: display.digits for address, display in orders.shown.items()} == {1: "A007", 101: "A007"}


def test_an_older_board_of_the_same_epoch_is_dropped(gateway, orders):
    """Messages may overtake each other."""
    introduce(gateway, a_board(5, counters=[("1", "A007", 1, "serving")]))

    gateway.take_board(a_board(4, counters=[("1", "A006", 1, "serving")]), 2.0)
    assert orders.shown[1].digits == "A007"
    gateway.take_board(a_board(1, epoch="e2", counters=[("1", "A001", 1, "serving")]), 3.0)
    assert orders.shown[1].digits == "A001"


def test_an_unchanged_picture_is_not_ordered_again(gateway, orders):
    """The line is slow; the master repaints by itself."""
    introduce(gateway)
    orders.shown.clear()

    gateway.take_board(a_board(2), 2.0)

    assert orders.shown == {}


@pytest.mark.parametrize(
    ("beat", "behind"), [(("e1", 1), False), (("e1", 2), True), (("e2", 1), True), (("e1", 0), False)]
)
def test_a_beat_tells_whether_a_newer_board_exists(gateway, beat, behind):
    """Then the bridge asks for it."""
    introduce(gateway, a_board(1))

    assert gateway.take_beat(Beat(epoch=beat[0], revision=beat[1]), 2.0) is behind


def test_an_arrival_rings_at_boxes_only(gateway, orders):
    """LED units hang above the public."""
    introduce(gateway, a_board(1, counters=[("1", None, 0, "open")]))

    gateway.take_board(a_board(2, counters=[("1", None, 1, "open")]), 2.0)

    assert orders.beeps == [(1, Beep.ARRIVAL)]


def test_the_sound_of_an_answer_settles_its_press(gateway, orders):
    """A later process has to know what was heard."""
    introduce(gateway)
    report(gateway, met())
    event = KeyEvent(4, 1, EventKind.PRESS)
    report(gateway, KeysMoved(address=1, serial="5f03a2c1", boot=7, events=(event,), since=1.0))
    unit = gateway.units["line1/1"]

    gateway.take_answer(unit, unit.presses.first, PressAck(ok=False, code="queue_empty"))

    assert orders.beeps == [(1, Beep.EMPTY)]
    assert orders.settled == [(1, EventName("5f03a2c1", 7, 4))]


def test_identities_grow_with_every_new_serial_or_boot(gateway):
    """Only then a new hello is due."""
    seen = []
    for event in (met(), met(), met(boot=8), met(boot=8), met(serial="0000002a", boot=8)):
        report(gateway, event)
        seen.append(gateway.identities)

    assert seen == [1, 1, 2, 2, 3]


def test_units_with_the_same_serial_number_are_reported(gateway, caplog):
    """Somebody copied an EEPROM; presses of one would be taken for the other's."""
    report(gateway, met(1))
    report(gateway, met(101))

    assert "line1/101 and line1/1 both have serial 5f03a2c1" in caplog.text


def test_a_key_that_the_unit_does_not_have_is_reported(gateway, caplog):
    """An LED unit was configured as a call box."""
    report(gateway, UnitMet(address=1, serial="a", boot=1, head=0, kind=2, digits=4, keys=0, rebooted=False))

    assert "has 0 keys, but key 1 is configured" in caplog.text


def test_a_refused_unit_is_offline_and_logged_once(gateway, caplog):
    """It is asked again every 10 s, but the log is for people."""
    report(gateway, PresenceChanged(address=1, online=True))
    for _ in range(3):
        report(gateway, UnitRefused(address=1, reason="another maker's device"))

    assert not gateway.units["line1/1"].usable
    assert caplog.text.count("another maker's device") == 1
    report(gateway, met())
    assert gateway.units["line1/1"].usable


def test_line_and_unit_changes_are_logged(gateway, caplog):
    """One line per fact."""
    caplog.set_level(logging.INFO)
    report(gateway, LineUp())
    report(gateway, PresenceChanged(address=1, online=True))
    report(gateway, PresenceChanged(address=1, online=False))
    report(gateway, EventsLost(address=1, count=2))
    report(gateway, LineDown("No such device"))

    assert [record.getMessage() for record in caplog.records] == [
        "line line1 opened",
        "unit line1/1 answered",
        "unit line1/1 fell silent",
        "unit line1/1 lost 2 key events",
        "line line1 failed: No such device",
    ]


def test_figures_become_the_units_statistics(gateway):
    """Scan time is that of the line."""
    units = {1: UnitStatistics(polls=9, timeouts=2, crc_errors=1, ring_overruns=3)}
    report(gateway, LineFigures(LineStatistics(cycle_s=0.1234), units))

    stats = gateway.units["line1/1"].stats()

    assert (stats.polls, stats.timeouts, stats.crc_errors, stats.ring_overruns, stats.scan_ms) == (9, 2, 1, 3, 123.4)


def test_an_order_for_an_unknown_unit_is_only_logged(gateway, orders, caplog):
    """Its line may have been taken out of the configuration."""
    gateway.take_command(UnitCommand(unit="line9/1", command="identify"), 1.0)

    assert orders.shown == {}
    assert "line9/1" in caplog.text


def test_stale_begins_twelve_seconds_after_the_last_sign(gateway):
    """Beats come every five."""
    gateway.take_beat(Beat(epoch="e1", revision=1), 100.0)

    assert not gateway.is_stale(112.0)
    assert gateway.is_stale(112.1)


def test_keys_are_those_the_server_says(gateway, orders):
    """The back office knows better than the file: which keys are held, and which units have keys at all."""
    setup = UnitSetup(counter="songcong:1", show="number", last=None, keys={"1": "recall"}, long_keys=[3])
    said = [unit.hello() for unit in gateway.units.values()]
    ack = HelloAck(ok=True, units={unit.unit: setup for unit in said}, board=a_board())

    gateway.take_hello_ack(said, ack, 1.0)

    assert orders.shown[1].long_keys == 0b100
    assert next(iter(gateway.units.values())).own_long_keys == {3}
