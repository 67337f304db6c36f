"""The checksum, held to the published vectors."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol.crc import crc16, is_intact, with_crc

CASES = json.loads((Path(__file__).parents[2] / "vectors/crc.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES)
def test_crc_is_that_of_the_vectors(case):
    """Firmware, simulators and master have to agree bit by bit."""
    data = bytes.fromhex(case["data"])

    assert crc16(data).to_bytes(2, "little") == bytes.fromhex(case["crc"])


@given(st.binary(min_size=2, max_size=254), st.data())
def test_a_flipped_bit_is_always_noticed(body, data):
    """A single damaged bit must never change a number on a display."""
    frame = with_crc(body)
    bit = data.draw(st.integers(0, 8 * len(frame) - 1))

    damaged = bytearray(frame)
    damaged[bit // 8] ^= 1 << bit % 8

    assert is_intact(frame)
    assert not is_intact(bytes(damaged))
