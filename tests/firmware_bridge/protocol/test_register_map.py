"""The constants, held to the vectors that the firmware is held to as well."""

import json
from pathlib import Path

import pytest

from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.timing import timing_for

MAP = json.loads((Path(__file__).parents[2] / "vectors/register_map.json").read_text())
OTHER_NAMES = {"ID": "UNIT_ID_REGISTER"}


@pytest.mark.parametrize(("name", "number"), MAP["registers"].items())
def test_registers_have_the_published_numbers(name, number):
    """A register moved on one side only would show numbers as brightness."""
    assert getattr(registers, OTHER_NAMES.get(name, name)) == number


@pytest.mark.parametrize(
    ("kind", "published"),
    [
        (registers.UnitKind, MAP["kinds"]),
        (registers.EventKind, MAP["event_kinds"]),
        (registers.Beep, MAP["patterns"]),
    ],
)
def test_enumerations_have_the_published_values(kind, published):
    """Names and values are the same on both sides."""
    assert {member.name: member.value for member in kind} == published


def test_lamp_bits_are_the_published_ones():
    """OFF is the absence of bits."""
    assert {name: registers.Lamp[name].value for name in MAP["lamp_bits"]} == MAP["lamp_bits"]


def test_sizes_and_limits_are_the_published_ones():
    """Blocks, ring, codes and defaults."""
    assert MAP["sizes"] == {
        "DIGITS": registers.DIGIT_REGISTERS,
        "WRITABLE": registers.WRITABLE,
        "RING": registers.RING_SIZE,
        "BLOCK": registers.BLOCK,
        "REQUEST_MAX": registers.REQUEST_MAX,
    }
    assert (MAP["id"], MAP["version"]["major"]) == (registers.UNIT_ID, registers.MAJOR)
    assert tuple(MAP["baud_codes"]) == registers.BAUD_CODES
    assert "".join(MAP["parity_codes"]) == registers.PARITY_CODES
    assert MAP["addresses"]["HIGHEST"] == registers.HIGHEST_ADDRESS
    assert MAP["addresses"]["BROADCAST"] == rtu.BROADCAST
    assert MAP["defaults"]["BRIGHTNESS"] == registers.FULL_BRIGHTNESS
    assert MAP["defaults"]["WAITING_BLANK"] == registers.WAITING_BLANK
    assert MAP["exceptions"]["REGISTER"] == rtu.Refusal.ADDRESS
    assert MAP["exceptions"]["FUNCTION"] == rtu.Refusal.FUNCTION
    assert MAP["exceptions"]["VALUE"] == rtu.Refusal.VALUE


def test_times_are_the_published_ones():
    """Debounce, held, silence; sounds."""
    assert MAP["times_ms"]["DEBOUNCE"] == registers.DEBOUNCE_S * 1000
    assert MAP["times_ms"]["HELD"] == registers.HELD_S * 1000
    assert MAP["times_ms"]["SILENCE"] == registers.SILENCE_S * 1000
    assert MAP["times_ms"]["ANSWER_MAX"] == registers.ANSWER_MAX_S * 1000
    for name, steps in MAP["pattern_ms"].items():
        assert registers.BEEP_MS_BY_PATTERN[registers.Beep[name]] == tuple(steps)


@pytest.mark.parametrize("case", MAP["t35"], ids=lambda case: str(case["baud"]))
def test_silences_are_the_published_ones(case):
    """A guard that is too short loses up to half of the polls."""
    timing = timing_for(case["baud"])

    assert timing.t35_s == pytest.approx(case["t35_us"] / 1e6, rel=1e-3)
    assert timing.guard_s == pytest.approx(case["guard_us"] / 1e6, rel=1e-3)


def test_blocks_that_are_read_differ_in_length():
    """A late answer must fit no other request."""
    assert list(registers.POLL_BLOCK) == MAP["poll_blocks"]["POLL"]
    assert list(registers.EVENTS_BLOCK) == MAP["poll_blocks"]["EVENTS"]
    assert list(registers.IDENTITY_BLOCK) == MAP["poll_blocks"]["IDENTITY"]
    blocks = (registers.POLL_BLOCK, registers.EVENTS_BLOCK, registers.IDENTITY_BLOCK, registers.NOTE_BLOCK)
    assert len({count for _, count in blocks}) == len(blocks)


def test_kind_registers_are_packed_as_published():
    """Kind, digits and keys share a register."""
    assert registers.pack_kind(registers.UnitKind.CALL_BOX, 4, 5) == MAP["kind_registers"]["CALL_BOX"]
    assert registers.pack_kind(registers.UnitKind.LED_UNIT, 4, 0) == MAP["kind_registers"]["LED_UNIT"]


def test_serial_numbers_are_written_as_published():
    """Eight small hexadecimal digits."""
    assert registers.serial_text(0x5F03A2C1) == "5f03a2c1"
    assert registers.serial_text(0x2A) == "0000002a"
