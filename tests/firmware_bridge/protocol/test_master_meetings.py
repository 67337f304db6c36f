"""Units that come, go, restart and are replaced, as the master sees them."""

import pytest

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.event_ring import EventName
from firmware_bridge.protocol.events import KeysMoved, PresenceChanged, UnitMet, UnitRefused
from firmware_bridge.protocol.exchange import Found, Outcome
from firmware_bridge.protocol.profiles.our_unit import call_box
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.register_map import NOTE_SETTLED, EventKind, pack_event
from tests.firmware_bridge.virtual_office import VirtualOffice


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


def test_a_restart_between_two_polls_is_noticed_by_the_boot_count():
    """Too short for a failed poll: picture and long actions are lost all the same."""
    office = VirtualOffice()
    office.show("A001", long_keys=1)
    office.run(1)
    office.units[1].power_off()
    office.units[1].power_on(office.now)
    office.run(0.2)

    assert [meeting.rebooted for meeting in office.meetings(1)] == [False, True]
    assert office.units[1].digits == "A001"


def test_events_of_a_boot_that_was_not_identified_are_not_taken():
    """The unit restarted between the poll and the reading of its ring; it may even be another one."""
    unit = call_box(UnitOptions(address=1))
    identity = (0x5131, 1, 9, 0, *[0] * 8, 0, 0, 0x0100, 0x0145, 0, 42)
    ring = (2, 1, 1, 0, pack_event(1, 3, EventKind.PRESS), *[0] * 6)
    told = []
    for data in (identity, (1, 9, 1), ring):
        exchange = unit.follow_up(1.0) or unit.next_poll(1.0)
        told += unit.settle(exchange, Outcome(Found(data, 0), None, 1.0, 1.0), 1.0)

    assert [type(event) for event in told] == [UnitMet]
    assert unit.follow_up(1.0).request == rtu.read(1, 16, 18).frame


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
    """An earlier process may have dealt with some of them."""
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


@pytest.mark.parametrize(("heard", "expected"), [(0, 0), (2, 2), (3, 3), (None, None)])
def test_the_next_process_learns_what_was_settled(heard, expected):
    """It takes up the events where the one before has left them; without a note only the server can tell."""
    office = VirtualOffice()
    if heard is not None:
        office.show("A001")
    office.run(0.2)
    for _ in range(3):
        office.tap(1)
    office.run(0.5)
    if heard is not None:
        office.master.settle_events(1, EventName("0000a001", 1, heard))
        office.run(0.2)
    later = VirtualOffice(extra=(office.units[1],), boxes=0, absent=(1,))
    later.line.now = office.now
    later.run(0.5)

    moved = next(event for _, event in later.events if isinstance(event, KeysMoved))

    assert moved.before_meeting
    assert [event.sequence for event in moved.events] == [1, 2, 3]
    assert moved.settled == expected


def test_the_note_of_another_boot_is_not_left():
    """An answer that comes after the power came back is about a ring that is gone."""
    office = VirtualOffice()
    office.show("A001")
    office.run(0.2)
    office.units[1].power_off()
    office.run(0.5)
    office.units[1].power_on(office.now)
    office.run(5)

    office.master.settle_events(1, EventName("0000a001", 1, 7))
    office.run(0.5)

    assert office.units[1]._memory.writable[6] == NOTE_SETTLED


@pytest.mark.parametrize(
    ("note", "head", "settled"),
    [
        (0x0100, 0, 0),
        (0x01FE, 0x0102, 0x00FE),
        (0x01FE, 0x0002, 0xFFFE),
        (0x03FA, 0x0102, 0x00FA),
        (0x01F9, 0x0102, None),
        (0x0103, 0x0102, None),
        (0x0202, 0x0102, None),
        (0, 3, None),
    ],
)
def test_a_note_means_a_place_in_the_ring_or_nothing(note, head, settled):
    """The low byte is enough for eight events; what is no place there is of another time."""
    unit = call_box(UnitOptions(address=1))
    ring = [0] * 8
    ring[head & 7] = pack_event(head, 1, EventKind.PRESS)
    identity = (0x5131, 1, 9, head, *ring, 0, 0, 0x0100, 0x0145, 0, 42)
    told = []
    for data in (identity, (note,)):
        exchange = unit.follow_up(1.0) or unit.next_poll(1.0)
        told += unit.settle(exchange, Outcome(Found(data, 0), None, 1.0, 1.0), 1.0)

    assert [event.settled for event in told if isinstance(event, KeysMoved)] == [settled]


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
