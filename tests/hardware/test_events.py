"""Key presses as events in the ring. PROTOCOL.md 5."""

import pytest

PRESS, RELEASE, HELD = 1, 2, 3


def slot(sequence, key, kind):
    return (sequence & 0xFF) << 8 | key << 4 | kind


def test_each_key_makes_one_press(bench):
    """Five keys, five events, numbered; letting go is no event for a plain key."""
    for key in range(1, 6):
        bench.tap(key)

    head, ring = bench.master.events()

    assert head == 5
    assert ring == [0, *(slot(n, n, PRESS) for n in range(1, 6)), 0, 0]


def test_reading_changes_nothing(bench):
    """An answer may be lost: the next poll must find the same."""
    bench.tap(1)

    assert bench.master.events() == bench.master.events() == bench.master.events()


def test_a_bounce_of_contacts_is_one_press(bench):
    """Contacts chatter for some milliseconds."""
    for _ in range(6):
        bench.bus.key(0, 2, True)
        bench.bus.run(0.003)
        bench.bus.key(0, 2, False)
        bench.bus.run(0.002)
    bench.tap(2)

    assert bench.master.events()[0] == 1


def test_a_spike_shorter_than_20_ms_is_no_press(bench):
    """Interference on a long key cable calls nobody."""
    bench.tap(1, down_s=0.018)

    assert bench.master.events()[0] == 0


def test_a_press_counts_within_22_ms(bench):
    """Debouncing is the only delay."""
    bench.bus.key(0, 1, True)
    bench.bus.run(0.022)

    assert bench.master.events()[0] == 1


def test_the_ring_keeps_the_last_eight(bench):
    """A master that comes late sees by the head how many it has missed."""
    for n in range(11):
        bench.tap(1 + n % 5, down_s=0.025, up_s=0.025)

    head, ring = bench.master.events()

    assert head == 11
    assert {ring[s & 7] for s in range(4, 12)} == {slot(s, 1 + (s - 1) % 5, PRESS) for s in range(4, 12)}


def test_the_low_byte_of_the_sequence_wraps(bench):
    """After 255 comes 0 in the slot and 256 in the head."""
    for n in range(260):
        bench.tap(1, down_s=0.022, up_s=0.022)
        if n % 50 == 0:
            bench.master.read(17, 3)

    head, ring = bench.master.events()

    assert head == 260
    assert [ring[s & 7] for s in range(253, 261)] == [slot(s, 1, PRESS) for s in range(253, 261)]


def test_a_key_with_a_long_action_reports_held_and_release(bench):
    """Press, held after one second, release."""
    bench.master.write_one(14, 0b00001)

    bench.tap(1, down_s=1.2)

    assert bench.master.events()[1][1:4] == [slot(1, 1, PRESS), slot(2, 1, HELD), slot(3, 1, RELEASE)]


def test_a_short_press_of_such_a_key_has_no_held(bench):
    """The master acts on the release that no held came before."""
    bench.master.write_one(14, 0b00010)

    bench.tap(2, down_s=0.9)

    assert bench.master.events()[1][1:4] == [slot(1, 2, PRESS), slot(2, 2, RELEASE), 0]


def test_held_comes_one_second_after_the_press(bench):
    """The time runs from the debounced press."""
    bench.master.write_one(14, 1)
    bench.bus.key(0, 1, True)
    bench.bus.run(0.98)
    early = bench.master.events()[0]
    bench.bus.run(0.03)

    assert (early, bench.master.events()[0]) == (1, 2)


def test_other_keys_stay_plain(bench):
    """The mask is per key."""
    bench.master.write_one(14, 0b00100)

    bench.tap(1, down_s=1.2)
    bench.tap(3, down_s=1.2)

    assert bench.master.events()[0] == 1 + 3


def test_two_keys_at_once_are_two_events(bench):
    """Neither finger is lost."""
    bench.bus.key(0, 1, True)
    bench.bus.key(0, 4, True)
    bench.bus.run(0.05)

    head, ring = bench.master.events()

    assert (head, sorted(ring[1:3])) == (2, [slot(1, 1, PRESS), slot(2, 4, PRESS)])


@pytest.mark.parametrize("quantity", [11, 14])
def test_boot_head_and_ring_belong_to_one_moment(bench, quantity):
    """Read while keys are being pressed, the head always names a slot that is there."""
    for n in range(40):
        bench.bus.key(0, 1 + n % 5, n % 2 == 0)
        bench.bus.run(0.0213)
        values = bench.master.read(17, quantity)
        head, ring = values[2], values[3:11]
        assert head == 0 or ring[head & 7] >> 8 == head & 0xFF
