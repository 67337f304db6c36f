"""Pins that the main loop and interrupts share are moved by single instructions."""

import re
import subprocess

import pytest

from firmware_bridge.simulator.avr_bus import CALL_BOX_ELF, LED_UNIT_ELF

PORTD = "0x0b"
"""Lamps, moved by the main loop, and the direction of the line, which the end of an answer switches off."""


@pytest.mark.parametrize("elf", [CALL_BOX_ELF, LED_UNIT_ELF], ids=["call box", "LED unit"])
def test_the_main_loop_never_writes_back_what_an_interrupt_has_changed(elf):
    """A lamp that blinked in that moment left the driver on: the unit was deaf, and kept the pair from all others."""
    listing = subprocess.run(["avr-objdump", "-d", str(elf)], capture_output=True, text=True, check=True).stdout

    moved = set(re.findall(rf"\t(\w+)\t{PORTD}, \S+", listing))

    assert moved == {"sbi", "cbi"}
