"""Frames: encoding by the vectors, strict matching, resynchronisation at every offset."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.crc import with_crc
from firmware_bridge.protocol.rtu import Function, Refusal, Request

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/frames.json").read_text())
PLAIN = [
    case
    for case in VECTORS["transactions"]
    if case["response"] and case["function"] in (3, 6, 16) and rtu.parse_request(bytes.fromhex(case["request"]))
]
READ = rtu.read(5, 17, 3)
ANSWER = rtu.answer_read(READ, (7, 258, 3))
WRITE = rtu.write(5, 0, (65, 48, 48, 55))

requests = st.one_of(
    st.builds(rtu.read, st.integers(1, 247), st.integers(0, 0xFFFF), st.integers(1, 125)),
    st.builds(
        rtu.write,
        st.integers(1, 247),
        st.integers(0, 0xFFFF),
        st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=20),
    ),
)


def answer_to(request, seed=0):
    if request.function is Function.READ:
        return rtu.answer_read(request, [(seed * 31 + i * 257) & 0xFFFF for i in range(request.count)])
    return rtu.answer_write(request)


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case["name"])
def test_a_parsed_request_encodes_to_the_same_bytes(case):
    """Encoder and parser are each other's inverse on the published frames."""
    frame = bytes.fromhex(case["request"])
    request = rtu.parse_request(frame)

    if isinstance(request, Request):
        assert request.frame == frame


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case["name"])
def test_published_answers_are_recognised(case):
    """The master takes what the firmware sends."""
    request = rtu.parse_request(bytes.fromhex(case["request"]))
    if not isinstance(request, Request):
        return
    found = request.find(bytes.fromhex(case["response"]))

    assert found is not None
    assert found.refusal == case["exception"]
    if case["exception"] is None and request.function is Function.READ:
        assert list(found.data) == case["values"]


@pytest.mark.parametrize("case", VECTORS["silent"], ids=lambda case: case["name"])
def test_damaged_frames_are_no_requests(case):
    """A unit stays silent on anything whose checksum does not fit."""
    assert rtu.parse_request(bytes.fromhex(case["frame"])) is None


@given(requests, st.binary(max_size=40), st.binary(max_size=10))
def test_the_answer_is_found_behind_any_stray_bytes(request_, before, after):
    """Transceivers turn around with 00 and FF; one stray byte must not cost a time-out."""
    answer = answer_to(request_)
    if request_.find(before) is not None:
        return

    found = request_.find(before + answer + after)

    assert found is not None
    assert found.end - found.skipped in (len(answer), 5)


@given(requests, st.data())
def test_no_part_of_an_answer_counts(request_, data):
    """Split answers are waited for, byte by byte."""
    answer = answer_to(request_)
    cut = data.draw(st.integers(0, len(answer) - 1))

    assert request_.find(answer[:cut]) is None


@given(requests, st.data())
def test_an_answer_with_a_flipped_bit_is_refused(request_, data):
    """Damaged answers are dropped, whatever the bit."""
    answer = bytearray(answer_to(request_))
    bit = data.draw(st.integers(0, 8 * len(answer) - 1))
    answer[bit // 8] ^= 1 << bit % 8

    assert request_.find(bytes(answer)) is None


def test_an_answer_with_more_registers_than_asked_is_refused():
    """A late answer to another read must not be taken for this one."""
    assert READ.find(rtu.answer_read(rtu.read(5, 17, 3), (1, 2, 3, 4))) is None
    assert READ.find(rtu.answer_read(rtu.read(5, 17, 3), (1, 2))) is None


def test_an_answer_whose_count_contradicts_its_length_is_refused():
    """The checksum alone does not make sense of it."""
    assert READ.find(with_crc(ANSWER[:2] + b"\x04" + ANSWER[3:-2])) is None


def test_another_units_answer_is_refused():
    """Addresses count."""
    assert READ.find(rtu.answer_read(rtu.read(6, 17, 3), (1, 2, 3))) is None


def test_another_units_late_answer_before_the_right_one_is_skipped():
    """Both are on the line after a time-out."""
    found = READ.find(rtu.answer_read(rtu.read(6, 17, 3), (1, 2, 3)) + ANSWER)

    assert found is not None
    assert found.data == (7, 258, 3)
    assert found.skipped == 11


@pytest.mark.parametrize("other", [rtu.write(5, 1, (65, 48, 48, 55)), rtu.write(5, 0, (65, 48, 48))])
def test_a_confirmation_of_another_write_is_refused(other):
    """Register and quantity are echoed and have to match."""
    assert WRITE.find(rtu.answer_write(other)) is None
    assert WRITE.find(rtu.answer_write(WRITE)) is not None


def test_a_played_back_request_is_no_answer():
    """Some adapters echo; the unit's own answer comes behind."""
    assert READ.find(READ.frame) is None
    assert WRITE.find(WRITE.frame) is None
    found = WRITE.find(WRITE.frame + rtu.answer_write(WRITE))
    assert found is not None
    assert found.skipped == len(WRITE.frame)


def test_a_refusal_carries_its_code():
    """The driver has to tell a wrong register from a dead unit."""
    found = READ.find(rtu.answer_refusal(5, Function.READ, Refusal.ADDRESS))

    assert found is not None
    assert found.refusal == Refusal.ADDRESS


def test_function_six_is_answered_by_its_own_bytes():
    """For off-the-shelf displays that know no other write."""
    request = rtu.write_one(1, 7, 42)

    assert request.frame == bytes.fromhex("01060007002AB9D4")
    assert request.find(request.frame) is not None
    assert request.find(rtu.write_one(1, 7, 43).frame) is None


def test_a_broadcast_expects_no_answer():
    """All units carry it out, none may speak."""
    assert rtu.write(0, 0, (32,)).exchange().answer is None
    assert READ.exchange().answer is READ


@given(st.binary(max_size=80))
def test_no_bytes_make_the_parser_fail(data):
    """Damaged bytes are normal on a bus."""
    rtu.parse_request(data)
    rtu.parse_request(with_crc(data))
    READ.find(data)
