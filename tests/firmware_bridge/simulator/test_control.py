"""The control language of the simulator."""

import json
import random

import pytest

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.register_map import UnitKind
from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.control import Control
from firmware_bridge.simulator.unit import SimulatedUnit


@pytest.fixture
def units():
    return {
        1: SimulatedUnit(UnitKind.CALL_BOX, 1, 1, 0.0),
        101: SimulatedUnit(UnitKind.LED_UNIT, 101, 2, 0.0),
    }


@pytest.fixture
def control(units):
    return Control(units, SimulatedBus(list(units.values()), 19200, random.Random(1)))


def ask(control, line, now=1.0):
    return json.loads(control.answer(line, now))


def test_keys_go_down_and_up(control, units):
    """With the debounce of a real one."""
    assert ask(control, "press 1 3", 1.0) == {"ok": True}
    assert ask(control, "get 1", 1.1)["head"] == 1
    assert ask(control, "release 1 3", 1.2) == {"ok": True}


def test_a_release_right_after_the_press_is_that_of_a_finger(control, units):
    """Scripts need no pauses: the key stays down for 60 ms, three times what it takes to count."""
    for line in ("press 1 2", "release 1 2", "press 1 2", "release 1 2"):
        ask(control, line, 1.0)
    heads = []
    for step in range(300):
        control.fingers.advance(1.0 + step / 1000)
        heads.append(ask(control, "get 1", 1.0 + step / 1000)["head"])

    assert heads[19:21] == [0, 1]
    assert heads[139:141] == [1, 2]
    assert heads[-1] == 2
    assert control.fingers.next_at == float("inf")


def test_fingers_that_come_late_on_a_busy_computer_press_all_the_same(control, units):
    """Everything that was due while the program had to wait is done at its own time, one after the other."""
    for line in ("press 1 2", "release 1 2", "press 1 2", "release 1 2"):
        ask(control, line, 1.0)

    units[1].advance(3.0)
    control.fingers.advance(3.0)

    assert ask(control, "get 1", 3.0)["head"] == 2


def test_keys_have_fingers_of_their_own(control, units):
    """Two keys at once are two fingers."""
    for line in ("press 1 1", "press 1 2", "release 1 1"):
        ask(control, line, 1.0)

    assert ask(control, "get 1", 1.05)["head"] == 2
    assert control.fingers.next_at == 1.06


def test_the_picture_is_what_a_person_would_see(control, units):
    """Digits as written, waiting count, lamp, sound."""
    units[1].hear(rtu.write(1, 0, (*b"A007", 32, 32, 0, 0, 0, 8, 0, 1, 2, 12)).frame, 1.0, intact=True)

    picture = ask(control, "get 1", 1.05)

    assert (picture["digits"], picture["waiting"], picture["lamp"]) == ("A007", "12", 2)
    assert picture["buzzer"] == {"on": True, "pattern": 1, "count": 1}
    assert ask(control, "get 1", 1.2)["buzzer"]["on"] is False


def test_power_can_be_cut_and_restored(control, units):
    """Twice on is once on."""
    ask(control, "power 1 0")
    assert ask(control, "get 1")["digits"] == ""
    ask(control, "power 1 1", 2.0)
    ask(control, "power 1 1", 3.0)

    picture = ask(control, "get 1", 3.0)

    assert (picture["digits"], picture["boot"]) == ("----", 2)


def test_noise_and_drop_are_chances(control):
    """Of the line, not of a unit."""
    assert ask(control, "noise 0.01") == {"ok": True}
    assert ask(control, "drop 1") == {"ok": True}
    assert ask(control, "stats")["collisions"] == 0
    assert ask(control, "stats")["machine"] == "software"


def test_quit_is_answered_before_the_end(control):
    """Whoever asked knows that it was heard."""
    assert ask(control, "quit") == {"ok": True}
    assert control.quit


@pytest.mark.parametrize(
    "line",
    [
        "",
        "press",
        "press 1",
        "press 9 1",
        "press 1 6",
        "press 1 x",
        "press x 1",
        "release ² 1",
        "press 101 1",
        "get x",
        "get ²",
        "power 1 2",
        "noise 2",
        "noise nan",
        "noise x",
        "drop -1",
        "stats now",
        "jump",
        "get 1 1",
    ],
)
def test_anything_else_is_refused_in_words(control, line):
    """And changes nothing."""
    answer = ask(control, line)

    assert answer["ok"] is False
    assert answer["error"]
    assert not control.quit
