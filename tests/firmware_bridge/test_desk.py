"""Finding units and giving them addresses."""

import dataclasses

import pytest

from firmware_bridge.desk import Desk, DeskError, opened
from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.crc import is_intact
from firmware_bridge.protocol.identity import Identity
from firmware_bridge.protocol.register_map import UnitKind
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.simulator.unit import SimulatedUnit

QUICK = dataclasses.replace(timing_for(115200), host_s=0.002)


class LinePort:
    """A port with units behind it that answer at once; ``change`` may alter what they say."""

    def __init__(self, *units):
        self.units, self.change = units, lambda answer: answer
        self._answer = b""

    def write(self, data):
        answers = [unit.hear(data, 1.0, intact=is_intact(data)) for unit in self.units]
        self._answer = self.change(next((answer for answer in answers if answer), b""))

    def read(self, wait_s):
        answer, self._answer = self._answer, b""
        return answer

    def close(self):
        pass


def a_unit(address, serial=0x2A):
    return SimulatedUnit(UnitKind.CALL_BOX, address, serial, 0.0)


def test_our_units_are_identified():
    """With serial number and version."""
    unit = Desk(LinePort(a_unit(5)), QUICK).identify(5)

    assert isinstance(unit, Identity)
    assert unit.serial == "0000002a"


def test_nothing_and_strangers_are_told_apart():
    """An empty address is free; another maker's device is not."""
    port = LinePort(a_unit(5))
    assert Desk(port, QUICK).identify(6) is None

    port.change = lambda answer: rtu.answer_refusal(5, 3, 2)

    assert "no unit of ours" in Desk(port, QUICK).identify(5)


def test_a_unit_moves_and_is_found_at_its_new_address():
    """The serial number proves that it is the same."""
    unit = a_unit(247)

    assert Desk(LinePort(unit), QUICK).move(247, 5).serial == "0000002a"
    assert unit.address == 5


def test_a_taken_address_is_refused():
    """Two units with one address disturb each other for good."""
    units = a_unit(247), a_unit(5, 7)

    with pytest.raises(DeskError, match="address 5 is taken"):
        Desk(LinePort(*units), QUICK).move(247, 5)

    assert units[0].address == 247


@pytest.mark.parametrize(("tries", "moved"), [(2, False), (5, True)])
def test_a_question_is_asked_as_often_as_wanted(tries, moved):
    """On a disturbed line, or a computer that is busy, two answers in a row get lost."""
    port, lost = LinePort(a_unit(247)), iter([b""] * 4)
    port.change = lambda answer: next(lost, answer)

    assert isinstance(Desk(port, QUICK, tries).identify(247), Identity) is moved


def test_nobody_to_move_is_said():
    """The cable may be loose."""
    with pytest.raises(DeskError, match="unit 9: nothing answers"):
        Desk(LinePort(a_unit(5)), QUICK).move(9, 10)


def test_a_move_that_did_not_happen_is_noticed():
    """Said is not done."""
    port = LinePort(a_unit(247))
    port.units[0]._change_setting = lambda register, value, now: None

    with pytest.raises(DeskError, match="did not come to address 5"):
        Desk(port, QUICK).move(247, 5)


def test_a_port_that_can_not_be_opened_is_named():
    """One sentence."""
    with pytest.raises(DeskError, match="/nowhere/ttyUSB0"), opened("/nowhere/ttyUSB0", 19200, "8N1"):
        pass
