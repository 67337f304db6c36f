"""Key maps of the back office on boxes of a line: every kind of action, lamp and sound, from key to digits."""

import time

import pytest

from firmware_bridge.protocol.register_map import Beep, Lamp
from tests.lobby import OFFICE, Lobby, wait_for

LONG_S = 1.3
"""A key held so long has been held."""

SAME_WISH_S = 0.75
"""A second press of "next" within 0.7 s is the same wish."""

GREEN, RED = int(Lamp.GREEN), int(Lamp.RED)
CALLING = int(Lamp.GREEN | Lamp.BLINK)


@pytest.fixture(scope="module")
def lobby(tmp_path_factory):
    lobby = Lobby(tmp_path_factory.mktemp("key-maps"), boxes=2)
    lobby.start_all()
    yield lobby
    lobby.stop()


class Box:
    """One call box as its operator has it: keys below, digits, lamp and sound above."""

    def __init__(self, lobby, address):
        self._lobby, self._address = lobby, address

    def press(self, key, held_s=0.1):
        """Press a key; return the sound that answers it."""
        before = self.look()["buzzer"]["count"]
        self._lobby.control(f"press {self._address} {key}")
        time.sleep(held_s)  # so long a finger stays on it
        self._lobby.control(f"release {self._address} {key}")
        return self.hear(before)

    def hear(self, before):
        """Return the sound that comes after so many."""
        heard = wait_for(lambda: self._after(before), "a sound", seconds=15, dead=self._lobby.dead)
        return Beep(int(heard["pattern"]))

    def _after(self, before):
        buzzer = self.look()["buzzer"]
        return buzzer if buzzer["count"] > before else None

    def shows(self, digits, lamp):
        """Wait until it shows these digits with this lamp."""
        wanted = (digits, lamp)
        wait_for(lambda: self._shown() == wanted, f"{wanted}, not {self._shown()}", seconds=15, dead=self._lobby.dead)

    def _shown(self):
        seen = self.look()
        return seen["digits"].strip(), int(seen["lamp"])

    def look(self):
        return self._lobby.control(f"get {self._address}")


@pytest.fixture(scope="module")
def boxes(lobby):
    """Box 1 has short and long actions on its keys, box 2 a single key; both are set in the back office."""
    token = lobby.sign_in()
    units = wait_for(lambda: announced(lobby, token), "the bridge's units", dead=lobby.dead)
    long_keys = {"1": "pause", "2": "hold", "4": "finish"}
    give(lobby, token, units["1"], {"1": "next", "2": "transfer:civil", "3": "pause"}, long_keys)
    give(lobby, token, units["2"], {"1": "next"}, {})
    for box in (1, 2):
        wait_for(lambda box=box: lobby.control(f"get {box}")["digits"].strip() != "----", "the bridge")
    return Box(lobby, 1), Box(lobby, 2)


def announced(lobby, token):
    listed = lobby.http("GET", f"/api/v1/admin/units?office={OFFICE}", token=token).json["units"]
    known = {one["unit"].rpartition("/")[2]: one["id"] for one in listed}
    return known if {"1", "2"} <= known.keys() else None


def give(lobby, token, unit, keys, long_keys):
    changed = lobby.http("PATCH", f"/api/v1/admin/units/{unit}", {"keys": keys, "long_keys": long_keys}, token)
    assert changed.status == 200, changed.body


def state_of(lobby, number):
    return next(one for one in lobby.tickets(lobby.sign_in()) if one["number"] == number)


def test_each_key_does_what_the_back_office_says(lobby, boxes):
    """Next, transfer, hold and finish by a long press, pause; each with its lamp and its sound."""
    box = boxes[0]
    assert box.press(1) is Beep.EMPTY  # it opens the counter, though nobody waits
    box.shows("", GREEN)

    before = box.look()["buzzer"]["count"]
    lobby.issue()
    assert box.hear(before) is Beep.ARRIVAL
    assert box.press(1) is Beep.OK
    box.shows("A001", CALLING)
    assert box.press(2) is Beep.OK
    box.shows("", GREEN)
    assert state_of(lobby, "A001")["service"] == "civil"
    assert box.press(2) is Beep.REFUSED  # there is no ticket to transfer

    time.sleep(SAME_WISH_S)
    assert box.press(1) is Beep.OK
    box.shows("A001", CALLING)
    assert box.press(4) is Beep.REFUSED  # a key with a long action alone
    assert box.press(4, LONG_S) is Beep.OK
    wait_for(lambda: state_of(lobby, "A001")["state"] == "finished", "the long press")

    assert box.press(3) is Beep.OK
    box.shows("", RED)
    assert box.press(3) is Beep.OK
    box.shows("", GREEN)


def test_a_key_that_is_held_does_not_do_what_pressing_it_does(lobby, boxes):
    """Held for a pause, "next" calls nobody; held for a hold, a transfer moves nobody."""
    box, number = boxes[0], lobby.issue()["number"]

    assert box.press(1, LONG_S) is Beep.OK
    box.shows("", RED)
    assert state_of(lobby, number)["state"] == "waiting"
    assert box.press(1) is Beep.OK
    box.shows(number, CALLING)

    assert box.press(2, LONG_S) is Beep.OK
    wait_for(lambda: state_of(lobby, number)["state"] == "held", "the hold")


def test_a_box_with_a_single_key_works_all_day(lobby, boxes):
    """It opens, calls, finishes with the next call, and ends the last one by holding the key."""
    box = boxes[1]
    first, second = lobby.issue(), lobby.issue()
    assert box.press(1) is Beep.OK
    box.shows(first["number"], CALLING)
    time.sleep(SAME_WISH_S)

    assert box.press(1) is Beep.OK
    box.shows(second["number"], CALLING)
    time.sleep(SAME_WISH_S)

    assert box.press(1, LONG_S) in (Beep.EMPTY, Beep.OK)  # the press finds nobody, the hold ends the last one
    box.shows("", GREEN)
    assert state_of(lobby, second["number"])["state"] == "finished"
