"""Every event once, in order, across overruns, wraps and damaged slots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol.event_ring import EventRing, RingImage, unpack_event, whole_ring
from firmware_bridge.protocol.register_map import EventKind, pack_event


class FakeRing:
    """What a unit does: the event goes to slot sequence & 7."""

    def __init__(self, head=0):
        self.head = head
        self.slots = [0] * 8

    def add(self, key=1, kind=EventKind.PRESS):
        self.head = (self.head + 1) & 0xFFFF
        self.slots[self.head & 7] = pack_event(self.head, key, kind)
        return self.head

    def image(self):
        return RingImage(self.head, tuple(self.slots))


@given(st.integers(0, 0xFFFF), st.lists(st.integers(0, 8), max_size=60))
def test_with_at_most_eight_events_between_readings_none_is_lost_or_repeated(start, batches):
    """Also where the 16-bit sequence wraps."""
    unit, ring = FakeRing(start), EventRing(start)
    sent, got = [], []

    for batch in batches:
        sent += [unit.add() for _ in range(batch)]
        reading = ring.take(unit.image())
        got += [event.sequence for event in reading.events]
        assert reading.overrun == 0
        assert not reading.again
        assert ring.take(unit.image()).events == ()

    assert got == sent


@given(st.integers(0, 0xFFFF), st.lists(st.integers(0, 30), max_size=30))
def test_an_overrun_loses_the_oldest_and_counts_them(start, batches):
    """What is lost has to show on the device page."""
    unit, ring = FakeRing(start), EventRing(start)
    for batch in batches:
        sent = [unit.add() for _ in range(batch)]

        reading = ring.take(unit.image())

        assert [event.sequence for event in reading.events] == sent[-8:]
        assert reading.overrun == max(0, batch - 8)


def test_sixty_five_thousand_is_followed_by_zero():
    """The slot of sequence 0 holds an event like any other."""
    unit, ring = FakeRing(0xFFFE), EventRing(0xFFFE)
    for key in (1, 2, 3):
        unit.add(key)

    events = ring.take(unit.image()).events

    assert [(event.sequence, event.key) for event in events] == [(0xFFFF, 1), (0, 2), (1, 3)]


def test_a_damaged_slot_is_read_again_and_nothing_behind_it_is_used():
    """Events keep their order even when one of them has to be read twice."""
    unit, ring = FakeRing(), EventRing(0)
    for key in (1, 2, 3):
        unit.add(key)
    good = unit.image()
    slots = list(good.slots)
    slots[2] ^= 0x100

    first = ring.take(RingImage(good.head, slots))
    second = ring.take(good)

    assert [event.key for event in first.events] == [1]
    assert first.again
    assert [event.key for event in second.events] == [2, 3]
    assert not second.again


def test_a_slot_that_stays_damaged_is_given_up():
    """One broken event must not block all that follow."""
    unit, ring = FakeRing(), EventRing(0)
    unit.add(1)
    unit.slots[1] ^= 0x100
    unit.add(2)

    readings = [ring.take(unit.image()) for _ in range(3)]

    assert [reading.again for reading in readings] == [True, True, False]
    assert readings[2].overrun == 1
    assert [event.key for event in readings[2].events] == [2]


def test_events_the_unit_dropped_are_skipped():
    """A unit nobody polled has emptied its ring and said so by a beep."""
    unit, ring = FakeRing(), EventRing(0)
    unit.add()
    unit.add()
    unit.slots = [0] * 8

    reading = ring.take(unit.image())

    assert (reading.events, reading.dropped, reading.again) == ((), 2, False)
    assert ring.last == 2


@pytest.mark.parametrize("slot", [0x0110, 0x0101, 0x0114, 0x0211])
def test_slots_without_key_or_kind_or_with_another_sequence_hold_no_event(slot):
    """Only what can be trusted acts."""
    assert unpack_event(1, slot) is None


@given(st.integers(0, 0xFFFF), st.integers(0, 20))
def test_the_whole_ring_holds_the_newest_eight_in_order(start, count):
    """For a unit just met: the server knows which of them it has answered."""
    unit = FakeRing(start)
    sent = [unit.add() for _ in range(count)]

    assert [event.sequence for event in whole_ring(unit.image())] == sent[-8:]
