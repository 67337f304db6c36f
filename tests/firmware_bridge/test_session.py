"""A press acts exactly once: through restarts of bridge, server and units, cuts, noise and lost answers."""

import pytest

from firmware_bridge.protocol.register_map import Beep
from queue_server.contract.codec import to_wire
from queue_server.contract.messages import Beat, UnitCommand
from tests.firmware_bridge.fake_server import FakeServer
from tests.firmware_bridge.virtual_bridge import VirtualBridge


def a_working_bridge(**settings):
    office = VirtualBridge(**settings)
    office.run(2)
    return office


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


def test_a_unit_starts_at_its_head_with_a_server_that_does_not_know_it():
    """Presses from before the bridge was there are old."""
    office = VirtualBridge()
    office.kill_bridge()
    office.press(1)
    office.run(1)
    office.start_bridge()
    office.run(3)
    assert office.acts() == []

    office.press(1)
    office.run(0.3)

    assert office.acts() == ["0000b001/1/2"]


def test_an_unanswered_press_survives_the_bridge():
    """Read or not, it is still in the unit, and the server says which it has answered."""
    office = a_working_bridge()
    office.press(1)
    office.run(0.5)
    office.kill_bridge()
    office.press(1)
    office.run(1)

    office.start_bridge()
    office.run(2)

    assert office.acts() == ["0000b001/1/1", "0000b001/1/3"]
    assert office.digits(1) == "A002"


def test_an_answered_press_is_not_sent_again_after_a_restart_of_the_bridge():
    """The ring still holds it."""
    office = a_working_bridge()
    office.press(1)
    office.run(0.5)
    office.kill_bridge()
    office.start_bridge()
    office.run(2)

    assert [copy.press_id for copy in office.server.copies] == ["0000b001/1/1"]


def test_a_press_whose_answer_was_lost_is_asked_for_and_answered_as_before():
    """The server acted; the bridge can't know; the unit must still beep ok."""
    office = a_working_bridge()
    office.lose_acks = True
    office.press(1)
    office.run(0.3)
    office.lose_acks = False
    office.run(2)

    assert office.acts() == ["0000b001/1/1"]
    assert len(office.server.copies) == 2
    assert (office.units[1].buzzer.pattern, office.units[1].buzzer.count) == (Beep.OK, 1)
    assert office.digits(1) == "A001"


def test_a_press_during_a_short_outage_acts_once_and_one_during_a_long_one_never():
    """Five seconds after the finger nobody expects a call any more; the unit says error."""
    office = a_working_bridge()
    office.server_up = False
    office.press(1)
    office.run(2)
    office.server_up = True
    office.run(3)
    assert office.acts() == ["0000b001/1/1"]

    office.server_up = False
    office.press(1)
    office.run(9)
    office.server_up = True
    office.run(3)

    assert office.acts() == ["0000b001/1/1"]
    assert office.units[1].buzzer.pattern == Beep.ERROR


def test_a_press_from_a_long_outage_does_not_act_after_a_restart_of_the_bridge():
    """The new process can't know how old it is; the note in the unit tells."""
    office = a_working_bridge()
    office.press(1)
    office.run(1)
    office.server_up = False
    office.run(1)
    office.press(1)
    office.run(20)
    assert office.digits(1) == "----"
    office.kill_bridge()
    office.run(1)

    office.start_bridge()
    office.server_up = True
    office.run(3)

    assert office.acts() == ["0000b001/1/1"]
    assert [copy.age_s > 5 for copy in office.server.copies] == [False, True]


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


def test_a_restarted_unit_is_announced_and_its_presses_are_new():
    """Same sequence, other boot count."""
    office = a_working_bridge()
    office.press(1)
    office.run(0.5)
    office.units[1].power_off()
    office.run(0.6)
    office.units[1].power_on(office.now)
    office.run(0.1)
    office.press(1)
    office.run(2)

    assert office.acts() == ["0000b001/1/1", "0000b001/2/1"]
    assert office.server.hellos[-1].units[0].boot == 2
    assert office.digits(1) == "A002"


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


def test_a_restart_of_the_bridge_leaves_the_numbers_alone():
    """No flicker: nothing is written before the board is known."""
    office = a_working_bridge()
    office.press(1)
    office.run(0.5)
    office.kill_bridge()
    office.run(2)
    office.start_bridge()
    for _ in range(100):
        office.run(0.02)
        assert office.digits(1) == "A001"


def test_a_bridge_that_is_behind_asks_for_the_board():
    """A lost board message is made good within a beat."""
    office = a_working_bridge()
    office.server.number["1"] = "A077"
    office.server.revision += 1
    office.run(8)

    assert office.digits(1) == "A077"


def test_a_restored_server_starts_a_new_epoch():
    """Its revisions are smaller, and still newer."""
    office = a_working_bridge()
    for _ in range(3):
        office.press(1)
        office.run(0.5)
    office.server = FakeServer(epoch="e2", number={"1": "A050"}, counters=office.server.counters)
    office.cut()
    office.run(3)

    assert office.digits(1) == "A050"


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


@pytest.mark.parametrize("seed", range(6))
def test_in_any_storm_no_press_acts_twice_or_late(seed):
    """Restarts, cuts, lost answers and noise at random, for two minutes of presses."""
    office = VirtualBridge(boxes=4, noise=0.002, seed=seed)
    office.run(2)
    for _ in range(150):
        happening = office.chance.random()
        if happening < 0.03:
            office.kill_bridge()
            office.run(office.chance.uniform(0.1, 7))
            office.start_bridge()
        elif happening < 0.06:
            office.server_up = not office.server_up
        elif happening < 0.09:
            office.cut()
        elif happening < 0.12:
            office.lose_acks = not office.lose_acks
        elif happening < 0.15:
            unit = office.units[office.chance.randint(1, 4)]
            unit.power_off()
            office.run(0.7)
            unit.power_on(office.now)
        office.press(office.chance.randint(1, 4))
        office.run(office.chance.uniform(0.1, 0.9))
    office.server_up, office.lose_acks = True, False
    office.run(20)
    quiet = len(office.server.acts)
    for address in office.units:
        office.press(address)
    office.run(3)

    acts = office.acts()
    assert len(acts) == len(set(acts))
    assert len(office.server.acts) - quiet == 4
    assert len(acts) > 40
    for press_id, at in office.server.acts:
        pressed_at = office.pressed_at[press_id]
        restarted = any(pressed_at < start < at for start in office.starts)
        assert at - pressed_at < (10.5 if restarted else 5.1)
    assert office.server.answers.keys() >= set(acts)
