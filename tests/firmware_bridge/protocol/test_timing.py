"""Silences and time-outs."""

import pytest

from firmware_bridge.protocol.timing import timing_for


@pytest.mark.parametrize("baud", [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200])
def test_the_guard_is_longer_than_the_silence_units_need(baud):
    """Units need t3.5 after another's answer; clocks and schedulers need some more."""
    timing = timing_for(baud)

    assert timing.guard_s >= timing.t35_s * 1.25
    assert timing.guard_s >= timing.t35_s + 0.001


def test_a_line_may_ask_for_a_longer_guard_but_not_a_shorter_one():
    """guard_ms is for slow displays, not for speed."""
    assert timing_for(19200, guard_ms=300).guard_s == 0.3
    assert timing_for(19200, guard_ms=0).guard_s == timing_for(19200).guard_s


def test_wire_time_counts_eleven_bits_a_character():
    """8E1 lines have them; for 8N1 it is an upper bound."""
    assert timing_for(9600).wire_s(96) == pytest.approx(0.11)
