"""One exchange on a line: guard, answer, time-out, damage, babble, broadcast."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.conversation import NEVER, Conversation
from firmware_bridge.protocol.exchange import Exchange, Failure
from firmware_bridge.protocol.timing import timing_for

TIMING = timing_for(19200)
READ = rtu.read(5, 17, 3)
ANSWER = rtu.answer_read(READ, (7, 258, 3))


def a_conversation(exchange=None, heard_at=0.0):
    talk = Conversation(TIMING)
    talk.reset(heard_at)
    talk.begin(exchange or READ.exchange(), heard_at)
    return talk


def send(talk, now=1.0):
    request = talk.advance(now)
    assert request
    return now


def wait(talk):
    """Let time pass until the exchange ends; return the outcome."""
    for _ in range(100):
        outcome = talk.take_outcome()
        if outcome is not None:
            return outcome
        assert talk.wake_at < NEVER
        talk.advance(talk.wake_at)
    raise AssertionError("it never ends")


def test_the_request_waits_for_the_guard():
    """Units that hear another's answer need the silence to be ready."""
    talk = a_conversation(heard_at=10.0)

    assert talk.wake_at == pytest.approx(10.0 + TIMING.guard_s)
    assert talk.advance(10.0 + TIMING.guard_s - 0.0001) == b""
    assert talk.advance(10.0 + TIMING.guard_s) == READ.frame


def test_a_byte_heard_during_the_guard_starts_it_again():
    """The guard counts from the last byte, whoever sent it."""
    talk = a_conversation(heard_at=10.0)
    talk.receive(b"\x00", 10.002)

    assert talk.advance(10.004) == b""
    assert talk.advance(10.002 + TIMING.guard_s) == READ.frame


@given(st.lists(st.integers(1, 11), max_size=11))
def test_an_answer_in_pieces_is_the_same_answer(cuts):
    """Adapters hand bytes over as they please."""
    talk = a_conversation()
    now = send(talk)
    places = sorted({0, *(min(cut, len(ANSWER)) for cut in cuts), len(ANSWER)})

    for start, end in itertools.pairwise(places):
        now += 0.01
        talk.receive(ANSWER[start:end], now)
        talk.advance(now)

    assert talk.take_outcome().found.data == (7, 258, 3)


def test_a_time_out_costs_what_the_protocol_says():
    """Wire time of request and answer, and 100 ms: 113 ms with the guard."""
    talk = a_conversation()
    send(talk, 1.0)
    outcome = wait(talk)

    assert outcome.failure is Failure.TIMEOUT
    assert outcome.ended_at - outcome.started_at == pytest.approx(19 * 11 / 19200 + 0.1)
    assert outcome.ended_at - outcome.started_at + TIMING.guard_s < 0.115


def test_a_damaged_answer_is_given_up_soon_after_the_line_fell_silent():
    """Waiting for the whole time-out would make a noisy line slower than it is."""
    talk = a_conversation()
    now = send(talk)
    talk.receive(ANSWER[:-1] + b"\xff", now + 0.012)
    outcome = wait(talk)

    assert outcome.failure is Failure.DAMAGED
    assert outcome.ended_at - now == pytest.approx(0.032)


def test_a_played_back_request_is_not_taken_for_a_damaged_answer():
    """With an adapter that echoes, the answer comes behind the echo."""
    write = rtu.write(5, 0, (65, 48, 48, 55))
    talk = a_conversation(write.exchange())
    now = send(talk)
    talk.receive(write.frame, now + 0.01)
    talk.advance(now + 0.035)
    assert talk.take_outcome() is None

    talk.receive(rtu.answer_write(write), now + 0.036)
    talk.advance(now + 0.036)

    assert talk.take_outcome().done


def test_a_late_answer_of_another_unit_does_not_end_the_wait():
    """The right one may still come."""
    talk = a_conversation()
    now = send(talk)
    talk.receive(rtu.answer_read(rtu.read(6, 17, 3), (1, 1, 1)), now + 0.005)
    talk.advance(now + 0.005)
    assert talk.take_outcome() is None

    talk.receive(ANSWER, now + 0.015)
    talk.advance(now + 0.015)

    assert talk.take_outcome().found.skipped == 11
    assert talk.stray_bytes == 11


def test_an_answer_that_comes_after_the_time_out_is_not_taken_for_the_next_one():
    """It is heard during the guard, which then begins again."""
    talk = a_conversation()
    send(talk)
    ended = wait(talk).ended_at
    talk.begin(rtu.read(5, 0, 3).exchange(), ended)
    talk.receive(ANSWER, ended + 0.002)

    assert talk.advance(ended + TIMING.guard_s) == b""
    request_at = ended + 0.002 + TIMING.guard_s
    assert talk.advance(request_at)
    talk.advance(request_at + 0.001)
    assert talk.take_outcome() is None


def test_a_line_that_never_falls_silent_is_not_spoken_into():
    """A stuck transmitter must not stop the master for ever."""
    talk = a_conversation()
    now, outcome = 1.0, None
    talk.reset(now)
    talk.begin(READ.exchange(), now)
    while outcome is None and now < 3:
        now += 0.001
        talk.receive(b"\x55", now)
        assert talk.advance(now) == b""
        outcome = talk.take_outcome()

    assert outcome.failure is Failure.BABBLE
    assert now < 1.3


def test_babble_during_the_wait_ends_with_the_time_out():
    """And fills no memory."""
    talk = a_conversation()
    now = began = send(talk)
    while talk.take_outcome() is None:
        now += 0.001
        talk.receive(b"\x05" * 400, now)
        talk.advance(now)

    assert now - began < 0.12
    assert len(talk._received) <= 1024


def test_a_broadcast_leaves_the_units_time_to_carry_it_out():
    """Nobody answers; the next request comes after wire time, their time and the guard."""
    talk = a_conversation(rtu.write(0, 0, (32,)).exchange())
    now = send(talk)
    outcome = wait(talk)
    assert outcome.done

    talk.begin(READ.exchange(), outcome.ended_at)

    assert talk.wake_at >= now + TIMING.wire_s(11) + TIMING.broadcast_s


def test_a_device_may_need_more_silence():
    """Cheap displays want 300 ms between messages."""
    talk = a_conversation(Exchange(b"\x01\x02", None, quiet_s=0.3))
    send(talk)
    ended = wait(talk).ended_at

    talk.begin(READ.exchange(), ended)

    assert talk.wake_at == pytest.approx(ended + 0.3)


def test_bytes_while_nothing_is_asked_are_handed_on():
    """Some boxes speak unasked."""
    talk = Conversation(TIMING)
    talk.reset(0.0)

    assert talk.receive(b"\x01\x05\x31\x07", 1.0) == b"\x01\x05\x31\x07"


def test_what_is_heard_while_nobody_is_asked_belongs_to_those_who_speak_unasked():
    """A button that goes down while a one-way display is written."""
    talk = a_conversation(Exchange(b"\x01\x05\x20   \x07", None))
    send(talk)

    assert talk.receive(b"\x01\x06\x31\x07", 1.001) == b"\x01\x06\x31\x07"
    assert wait(talk).done


def test_hearing_something_early_does_not_shorten_the_silence_after_a_one_way_request():
    """The request itself takes its time on the wire."""
    talk = a_conversation(Exchange(b"x" * 20, None))
    send(talk)
    talk.receive(b"\x00", 1.0001)
    wait(talk)
    talk.begin(READ.exchange(), 1.0002)

    assert talk.wake_at >= 1.0 + TIMING.wire_s(20) + TIMING.guard_s
