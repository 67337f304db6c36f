"""The simulated unit, held to the vectors and to the rules the firmware follows."""

import json
from pathlib import Path

import pytest

from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.crc import is_intact
from firmware_bridge.protocol.register_map import Beep, EventKind, UnitKind
from firmware_bridge.simulator.unit import SimulatedUnit

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/frames.json").read_text())


def a_unit(kind=UnitKind.CALL_BOX, address=1):
    return SimulatedUnit(kind, address, 0x5F03A2C1, 0.0)


def ask(unit, request, now):
    unit.advance(now)
    answer = unit.hear(request.frame, now, intact=True)
    return None if answer is None else request.find(answer)


def read(unit, now, start, count=1):
    return list(ask(unit, rtu.read(unit.address, start, count), now).data)


def write(unit, now, start, *values):
    return ask(unit, rtu.write(unit.address, start, values), now)


def slots(unit, now):
    return [slot for slot in read(unit, now, registers.RING, 8) if slot]


def test_the_published_transactions_replay_byte_by_byte():
    """The simulator must not be kinder, or stricter, than the firmware."""
    unit = a_unit()
    for case in VECTORS["transactions"]:
        if not case["replay"]:
            continue
        frame = bytes.fromhex(case["request"])

        answer = unit.hear(frame, 0.5, intact=is_intact(frame))

        expected = bytes.fromhex(case["response"]) if case["response"] else None
        assert answer == expected, case["name"]


@pytest.mark.parametrize("case", VECTORS["silent"], ids=lambda case: case["name"])
def test_damaged_frames_are_never_answered(case):
    """And counted."""
    unit = a_unit()
    frame = bytes.fromhex(case["frame"])

    assert unit.hear(frame, 0.1, intact=is_intact(frame)) is None
    assert read(unit, 0.2, registers.CRC_ERRORS, 2) == [1, 1]


def test_a_press_is_in_the_ring_after_the_debounce_and_once():
    """A key without a long action makes one event."""
    unit = a_unit()
    unit.press(2, 1.0)

    assert read(unit, 1.019, registers.HEAD) == [0]
    assert read(unit, 1.021, registers.HEAD) == [1]
    unit.release(2, 3.5)
    assert slots(unit, 4.0) == [registers.pack_event(1, 2, EventKind.PRESS)]


def test_a_bounce_is_no_press():
    """Contacts chatter for some milliseconds."""
    unit = a_unit()
    unit.press(1, 1.0)
    unit.release(1, 1.01)

    assert read(unit, 1.5, registers.HEAD) == [0]


def test_a_key_with_a_long_action_records_held_and_release():
    """Holding "next" for a second means finish."""
    unit = a_unit()
    write(unit, 0.5, registers.LONG_KEYS, 0b1)
    unit.press(1, 1.0)
    read(unit, 1.5, registers.HEAD)
    unit.advance(2.5)
    unit.release(1, 2.5)
    unit.advance(2.6)

    kinds = [EventKind(slot & 0xF) for slot in slots(unit, 2.6)]

    assert kinds == [EventKind.PRESS, EventKind.HELD, EventKind.RELEASE]


def test_a_unit_nobody_polls_shows_dashes_and_beeps_for_an_unread_press():
    """A dead computer must not look like a quiet day."""
    unit = a_unit()
    write(unit, 1.0, registers.DIGITS, *b"A007")
    unit.press(1, 2.0)

    unit.advance(5.9)
    assert (unit.digits, unit.buzzer.count) == ("A007", 0)
    unit.advance(6.0)

    assert (unit.digits, unit.buzzer.pattern, unit.buzzer.count) == ("----", Beep.ERROR, 1)
    assert unit.head == 1
    assert slots(unit, 6.1) == []


def test_a_silent_unit_answers_keys_with_the_error_beep_until_it_is_polled():
    """And records nothing, so that no press acts late."""
    unit = a_unit()
    unit.press(1, 6.0)
    unit.advance(6.1)
    assert (unit.buzzer.pattern, unit.head) == (Beep.ERROR, 0)
    unit.release(1, 6.2)

    read(unit, 7.0, registers.HEAD)
    unit.press(1, 7.1)

    assert read(unit, 7.2, registers.HEAD) == [1]
    assert unit.digits == "----"


def test_a_restart_raises_the_boot_count_and_empties_the_ring():
    """(serial, boot, sequence) must name one press for good."""
    unit = a_unit()
    unit.press(1, 1.0)
    unit.advance(1.1)
    unit.power_off()
    assert ask(unit, rtu.read(1, registers.BOOT, 3), 2.0) is None

    unit.power_on(3.0)

    assert read(unit, 3.5, registers.BOOT, 3) == [2, 0, 0]
    assert unit.digits == "----"
    unit.release(1, 4.0)
    unit.press(1, 4.1)
    assert read(unit, 4.2, registers.HEAD) == [1]


def test_a_key_that_is_down_at_power_up_makes_no_event():
    """Else a stuck key would call somebody."""
    unit = a_unit()
    unit.press(1, 1.0)
    unit.power_off()
    unit.power_on(2.0)

    assert read(unit, 4.0, registers.HEAD) == [0]


def test_a_new_address_is_used_after_the_answer():
    """The answer still comes from the old one."""
    unit = a_unit(address=247)
    request = rtu.write_one(247, registers.ADDRESS, 5)

    assert unit.hear(request.frame, 1.0, intact=True) == request.frame
    assert unit.hear(rtu.read(247, registers.BOOT, 3).frame, 1.1, intact=True) is None
    assert read(unit, 1.2, registers.ADDRESS) == [5]


def test_a_restart_can_be_ordered():
    """1 restarts, 2 goes back to factory settings."""
    unit = a_unit(address=7)
    write(unit, 1.0, registers.RESET, 1)
    assert read(unit, 1.1, registers.BOOT) == [2]
    write(unit, 1.2, registers.RESET, 2)
    assert unit.address == registers.FACTORY_ADDRESS


def test_an_led_unit_has_no_keys():
    """Its kind says so."""
    unit = a_unit(UnitKind.LED_UNIT, 101)

    assert read(unit, 0.1, registers.KIND) == [0x0240]
    with pytest.raises(KeyError):
        unit.press(1, 0.2)


def test_a_plain_sound_counts_down():
    """Register 10 reads as what is left of it."""
    unit = a_unit()
    write(unit, 1.0, registers.BEEP_MS, 500)

    assert read(unit, 1.1, registers.BEEP_MS, 2) == [400, 0]
    assert unit.buzzer.is_on(1.4)
    assert not unit.buzzer.is_on(1.6)
