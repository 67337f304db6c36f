"""The master against simulated units in virtual time: every press once, every number shown, whatever the line does."""

import pytest

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import EventsLost
from firmware_bridge.protocol.master import ANSWER_WITHIN_S
from firmware_bridge.protocol.register_map import Beep, Lamp
from tests.firmware_bridge.virtual_office import VirtualOffice


def tap_at_random(office, presses):
    """Press keys of random boxes at random times; return how many presses each box made."""
    count = dict.fromkeys(office.units, 0)
    for _ in range(presses):
        address = office.chance.choice([a for a in office.units if a < 100])
        head = office.units[address].head
        office.tap(address, office.chance.randint(1, 5), 0.06, office.chance.uniform(0.03, 0.2))
        count[address] += office.units[address].head - head
    office.run(3)
    return count


def assert_every_press_was_read_once(office, count):
    for address, made in count.items():
        assert [key[3] for key in office.keys(address)] == list(range(1, made + 1))


@pytest.mark.parametrize(
    ("settings", "presses"),
    [
        ({"boxes": 8}, 150),
        ({"boxes": 8, "noise": 0.002}, 150),
        ({"boxes": 4, "noise": 0.01}, 150),
        ({"boxes": 4, "drop": 0.005, "seed": 7}, 100),
        ({"boxes": 16, "baud": 115200, "noise": 0.003}, 150),
        ({"boxes": 3, "leds": 3, "baud": 9600, "noise": 0.002}, 60),
    ],
)
def test_every_press_is_read_exactly_once_and_in_order(settings, presses):
    """Up to a quarter of the polls fail in these runs; none of the presses may."""
    office = VirtualOffice(**settings)
    office.show("A001")
    office.run(3)

    count = tap_at_random(office, presses)

    assert sum(count.values()) > presses * 0.9
    assert_every_press_was_read_once(office, count)
    assert office.of(EventsLost) == []


def test_digits_lamp_and_waiting_reach_every_unit():
    """On boxes and on LED units."""
    office = VirtualOffice(boxes=2, leds=2)
    office.show("B042", lamp=Lamp.GREEN, waiting=7)
    office.run(2)

    for unit in office.units.values():
        assert (unit.digits, unit.lamp, unit.waiting) == ("B042", Lamp.GREEN, " 7")


def test_a_change_is_written_within_a_cycle():
    """Digits follow the call without a visible delay."""
    office = VirtualOffice(boxes=8)
    office.show("A001")
    office.run(3)

    office.show("A002", 5)
    office.run(0.06)

    assert office.units[5].digits == "A002"


@pytest.mark.parametrize(("answer_after_s", "polled"), [(0.006, False), (2 * ANSWER_WITHIN_S, True)])
def test_after_a_press_the_line_is_kept_free_for_its_answer(answer_after_s, polled):
    """A poll would be in the way of the digits; but a slow server must not stop the others' keys."""
    office = VirtualOffice(boxes=8)
    office.show("A001")
    office.run(3)
    office.units[1].press(1, office.now)
    while not office.keys(1):
        office.run(0.001)
    answered = office.answered()

    office.run(answer_after_s)
    office.show("A002", 1)
    while office.units[1].digits != "A002":
        office.run(0.001)

    assert (office.answered() > answered) is polled


def test_numbers_longer_than_the_display_show_their_end():
    """A1000 on four digits is 1000, and 7 stands at the right."""
    office = VirtualOffice(boxes=2)
    office.show("A1000", 1)
    office.show("7", 2)
    office.run(1)

    assert (office.units[1].digits, office.units[2].digits) == ("1000", "   7")


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_the_right_number_is_shown_in_the_end_however_noisy_the_line(noise):
    """A damaged or late confirmation never counts for another text."""
    office = VirtualOffice(boxes=4, noise=noise)
    office.run(1)
    for number in range(40):
        for address in office.units:
            office.show(f"{address}{number:03}", address)
        office.run(0.2)
    office.run(3)

    assert [unit.digits for unit in office.units.values()] == ["1039", "2039", "3039", "4039"]


def test_a_unit_is_repainted_every_ten_seconds():
    """Whatever changed its registers behind our back."""
    office = VirtualOffice()
    office.show("A001")
    office.run(2)
    office.units[1]._memory.writable[0] = ord("X")

    office.run(10.5)

    assert office.units[1].digits == "A001"


def test_a_beep_sounds_once_on_a_clean_line():
    """With and without a change of the digits."""
    office = VirtualOffice()
    office.show("A001")
    office.run(1)

    office.master.beep(1, Beep.OK, office.now)
    office.show("A002")
    office.run(0.5)
    office.master.beep(1, Beep.EMPTY, office.now)
    office.run(11)

    assert (office.units[1].buzzer.count, office.units[1].buzzer.pattern) == (2, Beep.EMPTY)


def test_a_beep_for_a_unit_that_stays_away_is_dropped():
    """A sound that comes minutes late would only confuse."""
    office = VirtualOffice()
    office.show("A001")
    office.run(1)
    office.units[1].power_off()

    office.master.beep(1, Beep.OK, office.now)
    office.run(10)
    office.units[1].power_on(office.now)
    office.run(6)

    assert (office.units[1].digits, office.units[1].buzzer.count) == ("A001", 0)


def test_a_unit_that_always_wants_to_be_written_does_not_keep_the_line():
    """At most one write in a cycle; keys of the others count as well."""
    office = VirtualOffice(boxes=2)
    greedy = office.master._units[1].profile
    greedy.next_write = lambda now: rtu.write(1, 0, (65,)).exchange()
    office.run(1)
    office.tap(2)
    office.run(0.2)

    assert [key[3] for key in office.keys(2)] == [1]


def test_more_than_eight_events_between_two_polls_are_counted_as_lost():
    """The device page shows the overrun."""
    office = VirtualOffice()
    office.run(1)
    unit = office.units[1]
    at = office.now
    for number in range(12):
        unit.press(1, at + number * 0.05)
        unit.release(1, at + number * 0.05 + 0.025)
    unit.advance(at + 0.7)
    office.line.now = at + 0.7
    office.run(1)

    assert [event.count for event in office.of(EventsLost)] == [4]
    assert [key[3] for key in office.keys(1)] == list(range(5, 13))
    assert office.master.unit_statistics()[1].ring_overruns == 4


def test_held_and_release_are_read_for_keys_with_a_long_action():
    """The mask is written before the first key can be held."""
    office = VirtualOffice()
    office.master.show(1, Display(long_keys=0b1))
    office.run(1)
    office.tap(1, 1, down_s=1.2)
    office.run(0.5)

    assert [key[5] for key in office.keys(1)] == ["PRESS", "HELD", "RELEASE"]
