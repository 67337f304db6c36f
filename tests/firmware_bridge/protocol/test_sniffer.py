"""Frames from a stream of bytes, and what they say."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.crc import with_crc
from firmware_bridge.protocol.sniffer import Sniffer, describe

CASES = json.loads((Path(__file__).parents[2] / "vectors/frames.json").read_text())["transactions"]
MALFORMED = ("a byte too many", "a count", "above the Modbus limit", "quantity 0")
FRAMES = [
    bytes.fromhex(case[part])
    for case in CASES
    for part in ("request", "response")
    if case[part] and not any(words in case["name"] for words in MALFORMED)
]


@given(st.lists(st.sampled_from(FRAMES), max_size=8), st.data())
def test_frames_are_found_however_the_bytes_come(frames, data):
    """Whole, merged, or one by one."""
    stream = b"".join(frames)
    sniffer, heard = Sniffer(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        heard += sniffer.feed(stream[:size])
        stream = stream[size:]
    heard += sniffer.silence()

    assert [item.data for item in heard if item.intact] == frames


def test_damaged_bytes_are_told_apart():
    """And don't swallow the frame behind them."""
    sniffer = Sniffer()
    heard = sniffer.feed(b"\x00\xff" + FRAMES[0] + b"\x01\x03")
    assert [(item.data, item.intact) for item in heard] == [(b"\x00\xff", False), (FRAMES[0], True)]

    assert [item.data for item in sniffer.silence()] == [b"\x01\x03"]
    assert sniffer.silence() == []


def test_babble_is_reported_and_bounded():
    """A stuck transmitter must not fill the memory."""
    sniffer = Sniffer()
    heard = []
    for _ in range(50):
        heard += sniffer.feed(b"\x55" * 100)
        assert len(sniffer._data) <= rtu.MAX_FRAME
    heard += sniffer.feed(FRAMES[0]) + sniffer.silence()

    assert sum(len(item.data) for item in heard) == 5000 + len(FRAMES[0])


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (rtu.read(5, 17, 3).frame, "to unit 5: read 17-19"),
        (rtu.answer_read(rtu.read(5, 17, 3), (7, 258, 3)), "unit 5 answers 7 258 3"),
        (rtu.write(5, 13, (12,)).frame, "to unit 5: write 13 = 12"),
        (rtu.answer_write(rtu.write(5, 0, (65, 48))), "unit 5 has written 0-1"),
        (rtu.write(0, 0, (32, 32)).frame, "to all units: write 0-1 = 32 32"),
        (rtu.write_one(5, 11, 2).frame, "to unit 5: write 11 = 2"),
        (rtu.answer_refusal(5, 3, 2), "unit 5 refuses function 3: exception 2"),
        (rtu.read_inputs(5, 0, 8).frame, "to unit 5: read 0-7"),
        (rtu.answer_read(rtu.read_inputs(5, 0, 8), (0, 1, 0, 0, 0, 0, 1, 1)), "unit 5 answers 11000010"),
        (rtu.answer_read(rtu.read_input_registers(5, 0, 2), (7, 8)), "unit 5 answers 7 8"),
        (with_crc(b"\x05\x2b\x0e\x01\x00"), "unit 5: function 43, 7 bytes"),
    ],
)
def test_frames_are_put_into_words(frame, text):
    """A fitter reads them while pressing keys."""
    assert describe(frame) == text
