"""The language of QSystem's boxes: frames without a checksum, out of whatever is heard."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol import qsystem
from firmware_bridge.protocol.qsystem import Blink, ButtonFrame, ButtonParser, Light

PRESS = bytes.fromhex("01 05 31 07")


def test_messages_are_those_of_the_original():
    """Bytes as QSystem sends them."""
    assert qsystem.light_message(5, Light.GREEN_SLOW, sound=False).hex(" ") == "01 05 36 07"
    assert qsystem.light_message(5, Light.GREEN_FAST, sound=True).hex(" ") == "01 05 3b 07"
    assert qsystem.light_message(5, Light.OFF, sound=True).hex(" ") == "01 05 37 07"
    assert qsystem.box_message(5, "CAL", Blink.ALWAYS).hex(" ") == "01 05 21 43 41 4c 07"
    assert qsystem.board_message(9, "A42", 7).hex(" ") == "01 09 41 34 32 20 20 20 20 07"


def test_letters_are_those_of_cp1251():
    """Cyrillic prefixes have codes; what has none is blank, and nothing can end a message early."""
    assert qsystem.board_message(9, "Ж7\x07Đ", 4).hex(" ") == "01 09 c6 37 20 20 07"
    assert qsystem.can_show("Ж")
    assert not qsystem.can_show("Đ")
    assert not qsystem.can_show("\x07")


@pytest.mark.parametrize(
    ("data", "buttons"),
    [
        (PRESS, [1]),
        (PRESS + bytes.fromhex("01 05 34 07"), [1, 4]),
        (b"\x00\xff" + PRESS + b"\x55", [1]),
        (b"\x01\x05" + PRESS, [1]),
        (b"\x01" + PRESS, [1]),
        (bytes.fromhex("01 05 35 07"), []),
        (bytes.fromhex("01 05 31 06"), []),
        (bytes.fromhex("01 01 31 07"), [1]),
        (bytes.fromhex("01 07 31 07"), [1]),
    ],
)
def test_frames_are_found_between_rubbish(data, buttons):
    """Whole, and one byte at a time."""
    assert [frame.button for frame in ButtonParser().feed(data, 0.0)] == buttons

    parser = ButtonParser()
    single = [frame for i, byte in enumerate(data) for frame in parser.feed(bytes((byte,)), i * 0.001)]
    assert [frame.button for frame in single] == buttons


def test_a_silence_within_a_frame_ends_it():
    """Two halves of two frames are no press."""
    parser = ButtonParser()
    parser.feed(PRESS[:2], 0.0)

    assert parser.feed(PRESS[2:], 0.2) == []
    assert parser.feed(PRESS, 0.3) == [ButtonFrame(5, 1)]


@given(st.lists(st.binary(max_size=40), max_size=30), st.floats(0, 0.1))
def test_any_bytes_are_taken_and_little_is_kept(chunks, step):
    """Noise must neither stop the line nor fill the memory."""
    parser = ButtonParser()
    for number, chunk in enumerate(chunks):
        for frame in parser.feed(chunk, number * step):
            assert 1 <= frame.button <= 4
        assert len(parser._rest) < qsystem.FRAME


@given(st.binary(max_size=20), st.integers(1, 247), st.integers(1, 4), st.randoms())
def test_a_frame_after_a_silence_is_always_found(noise, address, button, chance: random.Random):
    """However long the noise before it was."""
    parser = ButtonParser()
    parser.feed(noise, 0.0)
    frame = bytes((1, address, 0x30 + button, 7))
    cut = chance.randrange(5)

    found = parser.feed(frame[:cut], 1.0) + parser.feed(frame[cut:], 1.001)

    assert found == [ButtonFrame(address, button)]
