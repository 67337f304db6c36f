"""Which events of a ring still have to be answered, and in which order."""

from dataclasses import replace

import pytest

from firmware_bridge.presses import LIMIT, OVERDUE_S, Presses
from firmware_bridge.protocol.event_ring import EventName, KeyEvent
from firmware_bridge.protocol.events import KeysMoved
from firmware_bridge.protocol.register_map import EventKind
from queue_server.contract.messages import LastPress


def moved(*sequences, serial="5f03a2c1", boot=7, since=10.0, kind=EventKind.PRESS, **meeting):
    return KeysMoved(
        address=1,
        serial=serial,
        boot=boot,
        events=tuple(KeyEvent(sequence, 1, kind) for sequence in sequences),
        since=since,
        **meeting,
    )


def rest(presses):
    """Answer everything; return the names in order."""
    names = []
    while presses.first is not None:
        names.append(presses.first.press_id)
        presses.answered(names[-1])
    return names


def last(sequence, serial="5f03a2c1", boot=7):
    return LastPress(serial=serial, boot=boot, sequence=sequence)


def test_presses_come_one_after_the_other():
    """The next waits for the answer to the first."""
    presses = Presses()
    presses.add(moved(1, 2), "")

    assert presses.first.press_id == "5f03a2c1/7/1"
    assert presses.answered("5f03a2c1/7/2") is None
    assert presses.answered("5f03a2c1/7/1") is not None
    assert presses.first.press_id == "5f03a2c1/7/2"


@pytest.mark.parametrize(
    ("answered", "sent"),
    [
        (last(2), [3, 4]),
        (last(0), [1, 2, 3, 4]),
        (last(4), []),
        (last(9), []),
        (None, []),
        (last(2, boot=6), []),
        (last(2, serial="0000002a"), []),
    ],
)
def test_of_the_ring_at_the_meeting_only_what_follows_the_last_answered_is_sent(answered, sent):
    """For an unknown serial number or boot count, the unit starts at its head."""
    presses = Presses()
    presses.add(moved(1, 2, 3, 4, before_meeting=True), "")

    presses.decide("5f03a2c1", 7, answered)

    assert rest(presses) == [f"5f03a2c1/7/{sequence}" for sequence in sent]


@pytest.mark.parametrize(
    ("settled", "answered", "sent"),
    [
        (2, last(4), [3, 4]),
        (4, last(2), []),
        (3, None, [4]),
        (0, last(9, boot=6), [1, 2, 3, 4]),
        (65535, last(4), [1, 2, 3, 4]),
    ],
)
def test_what_was_not_heard_is_asked_for_whatever_the_server_says(settled, answered, sent):
    """The note in the unit knows better: the server can't tell whether its answer was heard, and may have forgotten."""
    presses = Presses()
    presses.add(moved(1, 2, 3, 4, before_meeting=True, settled=settled), "")

    presses.decide("5f03a2c1", 7, answered)

    assert rest(presses) == [f"5f03a2c1/7/{sequence}" for sequence in sent]


def test_what_is_settled_ends_before_the_next_that_waits():
    """With the last answer everything is settled, also releases and what was given up."""
    presses = Presses()
    presses.add(moved(1, 2), "")
    presses.add(moved(3, kind=EventKind.RELEASE), "")

    first = presses.answered("5f03a2c1/7/1")
    assert presses.settled_with(first) == EventName("5f03a2c1", 7, 1)

    second = presses.answered("5f03a2c1/7/2")
    assert presses.settled_with(second) == EventName("5f03a2c1", 7, 3)


def test_the_sequence_may_wrap_between_last_and_head():
    """65535 is followed by 0."""
    presses = Presses()
    presses.add(moved(65534, 65535, 0, 1, before_meeting=True), "")

    presses.decide("5f03a2c1", 7, last(65534))

    assert [name.rsplit("/")[-1] for name in rest(presses)] == ["65535", "0", "1"]


def test_nothing_is_sent_before_the_server_has_said_where_to_begin():
    """And then the older ones come first."""
    presses = Presses()
    presses.add(moved(1, 2, before_meeting=True), "")
    presses.add(moved(3), "")
    assert presses.first is None

    presses.decide("5f03a2c1", 7, last(1))

    assert rest(presses) == ["5f03a2c1/7/2", "5f03a2c1/7/3"]


def test_a_decision_about_another_boot_does_not_let_old_events_through():
    """The unit restarted between the hello and its answer."""
    presses = Presses()
    presses.add(moved(1, boot=8, before_meeting=True), "")

    presses.decide("5f03a2c1", 7, last(0))

    assert rest(presses) == []


def test_a_later_hello_takes_nothing_back():
    """After a cut the answer to a press may be lost; it is asked for again."""
    presses = Presses()
    presses.add(moved(5), "")

    presses.decide("5f03a2c1", 7, last(5))

    assert rest(presses) == ["5f03a2c1/7/5"]


PRESS, RELEASE, HELD = EventKind.PRESS, EventKind.RELEASE, EventKind.HELD


def finger(*steps, key=1, tells_release=True, **meeting):
    """Return what a key of a unit does, from sequence 1 on."""
    events = tuple(KeyEvent(sequence, key, kind) for sequence, kind in enumerate(steps, 1))
    known = {"address": 1, "serial": "5f03a2c1", "boot": 7, "since": 10.0}
    return KeysMoved(events=events, tells_release=tells_release, **known, **meeting)


def acts(presses):
    """Answer everything; return what was sent, as (sequence, kind)."""
    sent = []
    while presses.first is not None:
        sent.append((presses.first.event.sequence, presses.first.event.kind))
        presses.answered(presses.first.press_id)
    return sent


@pytest.mark.parametrize(
    ("steps", "long_keys", "sent"),
    [
        ((PRESS, HELD, RELEASE), (), [(1, PRESS), (2, HELD)]),
        ((PRESS, RELEASE), (1,), [(2, PRESS)]),
        ((PRESS, HELD, RELEASE), (1,), [(2, HELD)]),
        ((PRESS, RELEASE, PRESS, HELD, RELEASE), (1,), [(2, PRESS), (4, HELD)]),
        ((PRESS, RELEASE), (2,), [(1, PRESS)]),
        ((RELEASE,), (1,), []),
    ],
)
def test_a_key_with_a_long_action_of_its_own_does_one_or_the_other(steps, long_keys, sent):
    """Else holding "next" for a pause would call somebody first."""
    presses = Presses()
    for step in finger(*steps).events:
        presses.add(replace(finger(), events=(step,)), "", set(long_keys))

    assert acts(presses) == sent


def test_units_that_do_not_tell_when_a_key_goes_up_act_when_it_goes_down():
    presses = Presses()

    presses.add(finger(PRESS, tells_release=False), "", {1})

    assert acts(presses) == [(1, PRESS)]


def test_a_bridge_that_was_restarted_under_a_finger_sends_one_of_the_two():
    """What is in the ring is told apart when the server has said what its keys do."""
    presses = Presses()
    presses.add(finger(PRESS, before_meeting=True, settled=0), "")
    presses.decide("5f03a2c1", 7, None, {1})

    presses.add(replace(finger(), events=(KeyEvent(2, 1, RELEASE),)), "", {1})

    assert acts(presses) == [(2, PRESS)]


def test_what_a_released_key_did_is_over_when_the_next_event_comes():
    """A unit that was restarted under the finger tells no release; the next press begins anew."""
    presses = Presses()

    presses.add(finger(PRESS, PRESS, HELD), "", {1})

    assert acts(presses) == [(3, HELD)]


def test_what_can_not_be_kept_is_counted():
    """A long outage and an impatient finger must not fill the memory."""
    presses = Presses()

    assert presses.add(moved(*range(1, LIMIT + 4)), "") == 3
    assert presses.add(moved(100), "") == 1
    assert len(rest(presses)) == LIMIT


def test_the_age_of_what_was_found_in_a_unit_is_a_guess():
    """Nobody asked the unit when the key went down."""
    presses = Presses()
    presses.add(moved(1, before_meeting=True, settled=0), "")
    presses.decide("5f03a2c1", 7, None)
    presses.add(moved(2), "")

    assert presses.first.age_guessed
    presses.answered(presses.first.press_id)
    assert not presses.first.age_guessed


def test_overdue_is_what_waited_for_long():
    """Also while the server has not yet said where to begin."""
    presses = Presses()
    assert not presses.is_overdue(1000.0)
    presses.add(moved(1, since=10.0), "")
    assert not presses.is_overdue(10.0 + OVERDUE_S - 0.1)
    assert presses.is_overdue(10.0 + OVERDUE_S)
    rest(presses)
    assert not presses.is_overdue(1000.0)
    presses.add(moved(2, since=-50.0, before_meeting=True), "")
    assert presses.is_overdue(10.0)
