"""The Python side of the simulator library refuses nonsense in words."""

import subprocess
from pathlib import Path

import pytest

from firmware_bridge.simulator.avr_bus import CALL_BOX_ELF, AvrBus
from firmware_bridge.simulator.avr_library import FIRMWARE, SimulatorError


@pytest.fixture(scope="module", autouse=True)
def build() -> None:
    """Build the library if need be."""
    subprocess.run(["make", "-C", str(FIRMWARE)], capture_output=True, check=True)


def test_a_missing_library_says_how_to_build_it(tmp_path: Path) -> None:
    """The message is the remedy."""
    with pytest.raises(SimulatorError, match="run make -C"):
        AvrBus(library=tmp_path / "none.so")


def test_an_unknown_format_is_refused() -> None:
    """Only formats that units can have."""
    with pytest.raises(SimulatorError, match="7E1"):
        AvrBus(line_format="7E1")
    with AvrBus() as bus, pytest.raises(SimulatorError, match="9X9"):
        bus.speed(19200, "9X9")


def test_a_file_that_is_no_firmware_is_refused(tmp_path: Path) -> None:
    """An ELF of something else, an empty file, no file."""
    empty = tmp_path / "empty.elf"
    empty.write_bytes(b"")
    with AvrBus() as bus:
        for path in (empty, tmp_path / "none.elf", FIRMWARE / "build" / "moiso_sim"):
            with pytest.raises(SimulatorError, match="firmware"):
                bus.add(path)


def test_a_speed_that_units_do_not_know_is_refused() -> None:
    """A line at 4801 baud could have no unit."""
    with AvrBus(baud=4801) as bus, pytest.raises(SimulatorError, match="4801"):
        bus.add(CALL_BOX_ELF)


def test_an_unknown_unit_is_refused() -> None:
    """An index outside of the library's array must not reach it."""
    with AvrBus() as bus:
        bus.add(CALL_BOX_ELF)
        for wrong in (-1, 1):
            with pytest.raises(SimulatorError, match="no unit"):
                bus.unit(wrong)


def test_a_key_outside_of_1_to_5_is_refused() -> None:
    """A shift by a negative number of bits is undefined in C."""
    with AvrBus() as bus:
        bus.add(CALL_BOX_ELF)
        for wrong in (0, 6):
            with pytest.raises(SimulatorError, match="key"):
                bus.key(0, wrong, True)


def test_eeprom_outside_of_the_chip_is_refused() -> None:
    """The ATmega328P has 1024 bytes."""
    with AvrBus() as bus:
        bus.add(CALL_BOX_ELF)
        with pytest.raises(SimulatorError, match="EEPROM"):
            bus.read_eeprom(0, 1020, 8)
        with pytest.raises(SimulatorError, match="EEPROM"):
            bus.write_eeprom(0, 1020, bytes(8))


def test_a_closed_line_is_refused() -> None:
    """Freed memory must not be touched."""
    bus = AvrBus()
    bus.close()
    bus.close()

    with pytest.raises(SimulatorError, match="closed"):
        bus.run(0.001)


def test_time_passes_only_when_told() -> None:
    """Tests don't depend on the machine's speed."""
    with AvrBus() as bus:
        bus.add(CALL_BOX_ELF)
        bus.run(0.25)

        assert bus.now_s == pytest.approx(0.25)
        assert bus.run_until(lambda: bus.now_s > 0.3, limit_s=1)
        assert not bus.run_until(lambda: False, limit_s=0.01)
        assert bus.now_s == pytest.approx(0.311, abs=0.002)
