"""What the bridge says to the server, and what it makes of the answers."""

import pytest

from firmware_bridge.protocol.register_map import Beep
from queue_server.contract.codec import to_wire
from queue_server.contract.messages import Beat, UnitCommand
from tests.firmware_bridge.virtual_bridge import a_working_bridge


def test_a_press_calls_shows_and_beeps():
    """The whole way, in a fifth of a second."""
    office = a_working_bridge()
    office.press(1)
    office.run(0.25)

    assert office.acts() == ["0000b001/1/1"]
    assert (office.digits(1), office.digits(2)) == ("A001", "    ")
    assert (office.units[1].buzzer.pattern, office.units[1].buzzer.count) == (Beep.OK, 1)
    assert office.server.copies[0].age_s < 0.25
    assert office.server.copies[0].kind == "press"


def test_presses_of_one_unit_are_answered_one_after_the_other():
    """Their order is that of the fingers, also after an outage."""
    office = a_working_bridge()
    office.server_up = False
    for _ in range(3):
        office.press(1)
        office.run(0.3)
    office.server_up = True
    office.run(3)

    assert office.acts() == [f"0000b001/1/{sequence}" for sequence in (1, 3, 5)]


def test_dashes_show_twelve_seconds_after_the_last_beat_and_go_with_the_next_answer():
    """Not sooner: a short restart of the server is nobody's business."""
    office = a_working_bridge()
    office.press(1)
    office.run(0.5)
    office.server_up = False
    office.run(6)
    assert office.digits(1) == "A001"
    office.run(7)
    assert office.digits(1) == "----"

    office.server_up = True
    office.run(1.5)

    assert office.digits(1) == "A001"


def test_a_bridge_that_is_behind_asks_for_the_board():
    """A lost board message is made good within a beat."""
    office = a_working_bridge()
    office.server.number["1"] = "A077"
    office.server.revision += 1
    office.run(8)

    assert office.digits(1) == "A077"


@pytest.mark.parametrize("code", ["busy", "hello_first", "server_error"])
def test_a_server_that_cannot_now_is_asked_again_with_the_same_press(code):
    """It has not acted; the press is neither lost nor doubled."""
    office = a_working_bridge()
    office.server.refuse = code
    office.press(1)
    office.run(0.5)
    office.server.refuse = None
    office.run(2)

    assert office.acts() == ["0000b001/1/1"]
    assert {copy.press_id for copy in office.server.copies} == {"0000b001/1/1"}


def test_a_server_slower_than_the_patience_for_an_answer_is_heard_all_the_same():
    """Its answer to an earlier copy is as good as one to the last; else no press would ever be heard again."""
    office = a_working_bridge()
    office.answers_after_s = 7.0
    for expected in (1, 2):
        office.press(1)
        office.run(8)

        assert len(office.acts()) == expected
        assert (office.units[1].buzzer.pattern, office.units[1].buzzer.count) == (Beep.OK, expected)


def test_a_slow_servers_answer_to_an_earlier_hello_is_as_good():
    """Units are driven as soon as the server has said anything about them."""
    office = a_working_bridge()
    office.answers_after_s = 7.0
    office.cut()
    office.run(10)
    office.press(1)
    office.run(8)

    assert len(office.acts()) == 1
    assert office.units[1].buzzer.count == 1


def test_hello_names_serial_boot_and_head():
    """As soon as a unit has answered, and again when something of it changes."""
    office = a_working_bridge()

    units = office.server.hellos[-1].units

    assert [(unit.unit, unit.serial, unit.boot, unit.head) for unit in units] == [
        ("line1/1", "0000b001", 1, 0),
        ("line1/2", "0000b002", 1, 0),
    ]
    assert units[0].keys == {"1": "next", "2": "recall"}
    assert office.server.hellos[-1].lines == ["line1"]
    assert len(office.server.hellos) <= 3


def test_nothing_is_said_before_the_server_has_answered_the_hello():
    """It could do nothing with it."""
    office = a_working_bridge()
    office.cut()
    office.press(1)
    office.run(0.3)
    office.session.take_connected(office.now)

    assert [emission.event for emission in office.session.emissions(office.now)] == ["bridge.hello"]
    assert office.session.emissions(office.now + 1) == []
    assert [emission.event for emission in office.session.emissions(office.now + 5)] == ["bridge.hello"]


def test_a_refused_hello_is_said_again_later(caplog):
    """And told to people: the token may be another office's."""
    office = a_working_bridge()
    office.session.take_connected(office.now)
    hello = office.session.emissions(office.now)[0]

    office.session.take_ack(
        hello.reference, {"ok": False, "code": "invalid", "detail": "counter songcong:9"}, office.now
    )

    assert "songcong:9" in caplog.text
    assert office.session.emissions(office.now + 4) == []
    assert office.session.emissions(office.now + 5)[0].event == "bridge.hello"


def test_status_is_told_on_change_and_every_ten_seconds():
    """The device page lives on it."""
    office = a_working_bridge()
    assert office.statuses[-1].online
    before = len(office.statuses)
    office.run(21)
    assert len(office.statuses) - before == 4
    office.units[2].power_off()
    office.run(6)

    assert [(status.unit, status.online) for status in office.statuses if not status.online][-1] == ("line1/2", False)


def test_a_held_key_is_a_message_of_its_own_and_a_release_is_none():
    """The server decides what holding means."""
    office = a_working_bridge()
    office.press(1)
    office._held_keys[1, 1] = office.now + 1.3
    office.run(2)

    assert [(copy.kind, copy.press_id[-1]) for copy in office.server.copies] == [("press", "1"), ("held", "2")]


@pytest.mark.parametrize(
    ("command", "shown"), [("identify", "   1"), ("test", "8888"), ("text", "HI D")], ids=["identify", "test", "text"]
)
def test_orders_from_the_device_page_show_for_a_while(command, shown):
    """Then the number is back."""
    office = a_working_bridge()
    office.session.take_message(
        "unit.command", to_wire(UnitCommand(unit="line1/1", command=command, text="Hi Đ".upper())), office.now
    )
    office.run(1)
    assert office.digits(1) == shown

    office.run(11)

    assert office.digits(1) == "    "


def test_unreadable_and_unknown_messages_change_nothing():
    """A newer server must not stop an older bridge."""
    office = a_working_bridge()
    for event, payload in [("board", {"office": 7}), ("beat", None), ("news", {}), ("unit.command", {"unit": "x/1"})]:
        office.session.take_message(event, payload, office.now)
    office.session.take_message("error", {"event": "unit.press", "code": "invalid"}, office.now)
    office.session.take_message("beat", {**to_wire(Beat(epoch="e1", revision=1)), "more": 1}, office.now)
    office.press(1)
    office.run(0.5)

    assert office.acts() == ["0000b001/1/1"]


def test_the_bridge_says_hello_again_when_it_is_asked_to():
    """Its units may belong to other counters now."""
    office = a_working_bridge()
    before = len(office.server.hellos)

    office.session.take_message("hello.again", {}, office.now)
    office.run(0.5)

    assert len(office.server.hellos) == before + 1
