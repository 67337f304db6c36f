"""The master against simulated units in virtual time: every press once, every number shown, whatever the line does."""

import pytest

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import EventsLost, KeysMoved, PresenceChanged, UnitRefused
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
        assert (unit.digits, unit.lamp, unit.waiting) == ("B042", Lamp.GREEN, "7")


def test_a_change_is_written_within_a_cycle():
    """Digits follow the call without a visible delay."""
    office = VirtualOffice(boxes=8)
    office.show("A001")
    office.run(3)

    office.show("A002", 5)
    office.run(0.06)

    assert office.units[5].digits == "A002"


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


def test_a_dead_unit_goes_offline_and_costs_the_others_little():
    """Off-line after 3 s; then only a probe every 4 s."""
    office = VirtualOffice(boxes=4, absent=(9,))
    office.run(5)
    assert office.presence(9) == [False]
    assert 3.0 <= office.time_of(PresenceChanged, 9) < 4.5
    before = office.master.statistics.cycles

    office.run(20)

    assert (office.master.statistics.cycles - before) / 20 > 12
    assert office.presence(1) == [True]


def test_a_unit_that_comes_back_is_greeted_and_repainted():
    """Within the four seconds of its probes."""
    office = VirtualOffice(boxes=2)
    office.show("A001")
    office.run(1)
    office.units[2].power_off()
    office.run(10)
    assert office.presence(2) == [True, False]

    office.units[2].power_on(office.now)
    office.run(5)

    assert office.presence(2) == [True, False, True]
    assert office.meetings(2)[-1].rebooted
    assert office.units[2].digits == "A001"


def test_presses_after_a_power_cut_are_new_ones():
    """The boot count names them; the sequence begins again."""
    office = VirtualOffice()
    office.run(1)
    office.tap(1)
    office.units[1].power_off()
    office.run(0.5)
    office.units[1].power_on(office.now)
    office.tap(1, 2)
    office.run(1)

    assert [key[2:5] for key in office.keys(1)] == [(1, 1, 1), (2, 1, 2)]


def test_a_press_before_the_restarted_unit_was_found_is_not_older_than_its_power():
    """Else it would be refused as expired after a long power cut."""
    office = VirtualOffice()
    office.run(1)
    office.units[1].power_off()
    office.run(60)
    office.units[1].power_on(office.now)
    office.tap(1)
    office.run(5)

    at, moved = next((at, event) for at, event in office.events if isinstance(event, KeysMoved))

    assert 0 < at - moved.since < 6


def test_events_already_in_the_ring_at_the_first_meeting_are_marked():
    """Only the server knows which of them it has answered."""
    office = VirtualOffice()
    unit = office.units[1]
    for at in (0.1, 0.3, 0.5):
        unit.press(1, at)
        unit.release(1, at + 0.1)
    unit.advance(0.7)
    office.line.now = 0.7
    office.run(1)
    office.tap(1)
    office.run(1)

    assert [key[3] for key in office.keys(1, before_meeting=True)] == [1, 2, 3]
    assert [key[3] for key in office.keys(1)] == [4]


@pytest.mark.parametrize("old", [False, True])
def test_presses_that_an_earlier_process_noted_are_too_old_to_act(old):
    """The note is in a register that shows nothing."""
    office = VirtualOffice()
    office.run(0.2)
    office.master.note(1, old)
    office.units[1].press(1, office.now)
    office.run(0.5)
    assert office.units[1].digits == "----"
    later = VirtualOffice(extra=(office.units[1],), boxes=0, absent=(1,))
    later.line.now = office.now
    later.run(1)
    office = later

    at, moved = next((at, event) for at, event in office.events if isinstance(event, KeysMoved))

    assert moved.before_meeting
    assert (at - moved.since > 30) == old


def test_another_unit_at_the_address_is_recognised():
    """A box was replaced: its presses must not be taken for the old one's."""
    office = VirtualOffice()
    office.run(1)
    office.tap(1)
    office.units[1].serial = 0xB007
    office.units[1].power_off()
    office.run(0.6)
    office.units[1].boot = 0
    office.units[1].power_on(office.now)
    office.run(1)
    office.tap(1)
    office.run(1)

    assert [meeting.serial for meeting in office.meetings(1)] == ["0000a001", "0000b007"]
    assert not office.meetings(1)[1].rebooted
    assert [key[1:4] for key in office.keys(1)] == [("0000a001", 1, 1), ("0000b007", 1, 1)]


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


def test_a_unit_of_another_major_version_is_refused():
    """Its registers may mean anything."""
    office = VirtualOffice(boxes=2)
    office.units[2]._version = 0x0200
    office.show("A001")
    office.run(2)

    assert "2.0" in office.of(UnitRefused, 2)[0].reason
    assert (office.units[1].digits, office.units[2].digits) == ("A001", "----")


def test_an_opened_line_asks_everybody_again():
    """After the adapter was unplugged nothing is taken for granted."""
    office = VirtualOffice(boxes=2)
    office.show("A001")
    office.run(1)
    office.master.close()
    assert office.master.all_offline
    office.units[1]._memory.writable[:4] = b"XXXX"

    office.master.reset(office.now)
    office.run(1)

    assert office.units[1].digits == "A001"
    assert office.presence(1) == [True, False, True]
    assert len(office.meetings(1)) == 2
