"""A press acts exactly once: through restarts of bridge, server and units, cuts, noise and lost answers."""

from collections import Counter

import pytest

from firmware_bridge.presses import LIMIT
from firmware_bridge.protocol.register_map import Beep
from queue_server.contract.messages import LastPress
from tests.counts import count
from tests.firmware_bridge.fake_server import FakeServer
from tests.firmware_bridge.virtual_bridge import VirtualBridge, a_working_bridge


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


def test_whenever_the_bridge_is_killed_a_press_acts_once_and_is_heard():
    """Also between the server's answer and the sound: the next process asks again, and gets the same answer."""
    office = a_working_bridge(boxes=1)
    sounds = []
    for moment in range(count(16, 80)):
        before = office.units[1].buzzer.count
        office.press(1)
        office.run(0.02 + moment * 0.005)
        office.kill_bridge()
        office.run(office.chance.uniform(0.1, 3))
        office.start_bridge()
        office.run(1.5)
        sounds.append(office.units[1].buzzer.count - before)

    assert office.acts() == [f"0000b001/1/{2 * turn + 1}" for turn in range(len(sounds))]
    assert set(sounds) == {1}
    asked = Counter(copy.press_id for copy in office.server.copies)
    assert 2 in asked.values(), "no kill came between answer and sound"


def test_what_was_heard_does_not_act_again_when_the_server_has_forgotten_it():
    """A copy of last night was restored, and the bridge started anew: nobody presses, so nobody may be called."""
    office = a_working_bridge()
    for _ in range(3):
        office.press(1)
        office.run(0.5)
    office.kill_bridge()
    first, *forgotten = office.server.answers
    for name in forgotten:
        del office.server.answers[name]
    office.server.last["0000b001"] = LastPress(serial="0000b001", boot=1, sequence=1)

    office.start_bridge()
    office.run(2)

    assert first == "0000b001/1/1"
    assert [name for name in office.acts() if name.startswith("0000b001")] == [first, *forgotten]


def test_presses_that_were_given_up_do_not_act_after_a_restart_of_the_bridge():
    """A finger that hammered on a box through an outage: the box has said that it was in vain."""
    office = a_working_bridge()
    office.server_up = False
    for _ in range(LIMIT + 5):
        office.press(1)
        office.run(0.3)
    office.server_up = True
    office.run(5)
    office.kill_bridge()
    acted = office.acts()

    office.start_bridge()
    office.run(3)

    assert office.acts() == acted


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
    assert office.server.unannounced == []
    assert office.digits(1) == "A002"


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


def strike(office):
    """Let one thing go wrong, or nothing."""
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


@pytest.mark.parametrize("seed", range(4))
def test_in_any_storm_no_press_acts_twice_or_late(seed):
    """Restarts, cuts, lost answers and noise at random, for two minutes of presses."""
    office = a_working_bridge(boxes=4, noise=0.002, seed=seed)
    for _ in range(150):
        strike(office)
        office.press(office.chance.randint(1, 4))
        office.run(office.chance.uniform(0.1, 0.9))
    office.server_up, office.lose_acks = True, False
    office.run(20)
    before = len(office.server.acts)
    for address in office.units:
        office.press(address)
    office.run(3)

    acts = office.acts()
    assert len(acts) == len(set(acts))
    assert len(acts) - before == 4
    assert before > 15
    assert office.server.unannounced == []
    for press_id, at in office.server.acts:
        pressed_at = office.pressed_at[press_id]
        restarted = any(pressed_at < start < at for start in office.starts)
        assert at - pressed_at < (10.5 if restarted else 5.1)
