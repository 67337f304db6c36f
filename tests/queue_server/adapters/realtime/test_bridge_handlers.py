"""A press acts exactly once, however often and however late it is sent."""

import pytest

from queue_server.domain.device import KeyMap, Shown
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.unit_administration import UnitAdministration
from tests.fakes.memory_offices import MemoryOffices
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice, hello_of, press_of


def states(office):
    return [one.state for one in office.reader.tickets(OFFICE, (), None, 100)]


def test_hello_is_answered_with_what_each_unit_needs():
    """Counter, what to show, the newest answered press, and the board."""
    office = LiveOffice(people=1)
    bridge = office.bridge(hello=False)

    answer = bridge.call("/bridge", "bridge.hello", hello_of("line1/5"))

    assert answer["ok"] is True
    assert answer["epoch"] == "epoch-1"
    unit = answer["units"]["line1/5"]
    assert (unit["counter"], unit["show"], unit["last"]) == ("songcong:1", "number", None)
    assert (unit["keys"], unit["long_keys"]) == (hello_of("line1/5")["units"][0]["keys"], [])
    assert answer["board"]["revision"] == office.revision()
    assert answer["detail"] is None


@pytest.mark.parametrize(("serial", "told"), [(77, 77), ("77", "77"), (None, "77")])
def test_the_newest_answered_press_comes_in_the_type_the_bridge_uses(serial, told):
    """It compares the serial number with the unit's."""
    office = LiveOffice(people=1)
    office.bridge().call("/bridge", "unit.press", press_of(9))

    answer = office.bridge(hello=False).call("/bridge", "bridge.hello", hello_of("line1/5", serial=serial))

    assert answer["units"]["line1/5"]["last"] == {"serial": told, "boot": 3, "sequence": 9}


def test_a_unit_that_is_set_up_wrong_is_named_and_the_others_work(caplog):
    """One typing mistake must not stop a hall."""
    office = LiveOffice(people=1)
    bridge = office.bridge(hello=False)
    hello = hello_of("line1/5", "line1/6")
    hello["units"][1]["counter"] = "songcong:99"

    answer = bridge.call("/bridge", "bridge.hello", hello)

    assert "line1/6" in answer["detail"]
    assert answer["units"]["line1/6"]["counter"] is None
    assert bridge.call("/bridge", "unit.press", press_of(1))["number"] == "A001"
    assert "line1/6" in caplog.text


def test_a_press_calls_the_next_ticket():
    """One key works all day."""
    office = LiveOffice(people=2)

    answer = office.bridge().call("/bridge", "unit.press", press_of(1))

    assert answer == {"ok": True, "number": "A001", "waiting": 1, "code": None}


def test_a_press_sent_again_is_answered_again_and_acts_once():
    """The bridge sends until it is answered, also on another connection."""
    office = LiveOffice(people=3)
    first = office.bridge()
    answer = first.call("/bridge", "unit.press", press_of(1))
    revision = office.revision()

    again = first.call("/bridge", "unit.press", press_of(1, age_s=60))
    later = office.bridge().call("/bridge", "unit.press", press_of(1, age_s=600))

    assert answer == again == later
    assert office.revision() == revision


def test_a_press_id_that_comes_with_another_key_is_refused():
    """It would be another press with a used name."""
    office = LiveOffice(people=3)
    bridge = office.bridge()
    bridge.call("/bridge", "unit.press", press_of(1))

    assert bridge.call("/bridge", "unit.press", press_of(1, key=2))["code"] == "idempotency_conflict"


def test_a_press_that_comes_late_is_refused_for_good():
    """Nobody is called minutes after the operator has given up."""
    office = LiveOffice(people=1)
    bridge = office.bridge()

    late = bridge.call("/bridge", "unit.press", press_of(1, age_s=5.1))
    again = bridge.call("/bridge", "unit.press", press_of(1, age_s=0.0))

    assert late["code"] == again["code"] == "press_expired"
    assert states(office) == ["waiting"]


def test_time_that_a_press_waits_in_the_server_counts():
    """From the reading of its packet until its transaction."""
    office = LiveOffice(people=1)
    bridge = office.bridge()
    press = office.parts.keys.press

    def slow(device, one):
        office.clock.advance(5.0)
        return press(device, one)

    office.parts.keys.press = slow

    assert bridge.call("/bridge", "unit.press", press_of(1, age_s=0.5))["code"] == "press_expired"


@pytest.mark.parametrize(
    ("event", "payload"),
    [("unit.press", press_of(1)), ("unit.status", {"unit": "line1/5", "online": True, "stats": {}})],
)
def test_hello_comes_first_on_every_connection(event, payload):
    """After a restart of the server it does not know the units' state."""
    office = LiveOffice(people=1)
    office.bridge()
    other = office.bridge(hello=False)

    assert other.call("/bridge", event, payload)["code"] == "hello_first"
    assert states(office) == ["waiting"]


def test_a_unit_that_was_not_announced_is_refused():
    """The bridge then says hello again."""
    bridge = LiveOffice().bridge()

    press = bridge.call("/bridge", "unit.press", press_of(1, unit="line1/9"))
    status = bridge.call("/bridge", "unit.status", {"unit": "line1/9", "online": True, "stats": {}})

    assert press["code"] == status["code"] == "unit_unknown"


def test_a_unit_that_falls_silent_is_logged_once(caplog):
    """Somebody has to look at the cable, but the log is not a siren."""
    bridge = LiveOffice().bridge()
    caplog.clear()

    for online in (True, True, False, False):
        bridge.call("/bridge", "unit.status", {"unit": "line1/5", "online": online, "stats": {"timeouts": 3}})

    assert [one.message for one in caplog.records if one.levelname == "WARNING"] == [
        "unit line1/5 of bridge box does not answer"
    ]


def test_a_unit_that_fails_too_often_is_logged_once_and_once_when_it_is_well(caplog):
    """The cable is looked at before people complain, and who mended it can see that it helped."""
    office = LiveOffice()
    bridge = office.bridge()
    caplog.clear()

    for polls, timeouts, crc_errors in ((940, 30, 30), (950, 40, 40), (2000, 40, 40), (3000, 40, 40)):
        stats = {"polls": polls, "timeouts": timeouts, "crc_errors": crc_errors}
        bridge.call("/bridge", "unit.status", {"unit": "line1/5", "online": True, "stats": stats})
        office.clock.advance(60)

    assert [one.message for one in caplog.records if one.levelname == "WARNING"] == [
        "unit line1/5 of bridge box fails too often: 6.0 % of its requests fail",
        "unit line1/5 of bridge box is well again: 0.0 % of its requests fail",
    ]


def test_a_press_is_acknowledged_before_displays_are_told():
    """The beep must not wait for a hall of displays."""
    office = LiveOffice(people=1)
    display, bridge = office.display(), office.bridge()
    boards = len(display.received("board"))

    answer = bridge.call("/bridge", "unit.press", press_of(1))

    assert answer["ok"]
    assert len(display.received("board")) == boards
    office.tasks.run()
    assert len(display.received("board")) == boards + 1


def test_a_bridge_is_told_at_once_when_its_units_are_set_up_anew():
    """It says hello again and hears which counter each unit shows and which keys are held."""
    office = LiveOffice(people=1)
    bridge = office.bridge()
    boss = Operator(id="boss", username="boss", name="Boss", role=Role.ADMINISTRATOR)
    key_map = KeyMap(counter="1", keys={"1": "recall"}, long_keys={"2": "finish"}, show=Shown.WAITING)

    UnitAdministration(MemoryOffices(office.database)).set_map(boss, OFFICE, "box", "line1/5", key_map, None)
    office.tasks.run()

    assert bridge.received("hello.again") == [{}]
    unit = bridge.call("/bridge", "bridge.hello", hello_of("line1/5"))["units"]["line1/5"]
    assert (unit["show"], unit["keys"], unit["long_keys"]) == ("waiting", {"1": "recall"}, [2])


def test_a_call_is_no_reason_to_say_hello_again():
    """Only a change of the configuration is."""
    office = LiveOffice(people=2)
    bridge = office.bridge()

    office.call_next()
    office.tasks.run()

    assert bridge.received("hello.again") == []
