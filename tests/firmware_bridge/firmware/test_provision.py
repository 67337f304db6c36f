"""The EEPROM file of a new unit is what the firmware reads."""

import subprocess
import sys
from pathlib import Path

import pytest

from firmware_bridge.simulator.avr_library import FIRMWARE


def provision(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(FIRMWARE / "provision.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_serial_number_and_address(tmp_path: Path) -> None:
    """Low byte first, complement of the sum; one settings record, the other erased."""
    done = provision("--serial", "5f03a2c1", "--address", "5", str(tmp_path / "eep"))

    assert done.returncode == 0, done.stderr
    image = (tmp_path / "eep").read_bytes()
    assert image[:5] == bytes([0xC1, 0xA2, 0x03, 0x5F, ~(0xC1 + 0xA2 + 0x03 + 0x5F) & 0xFF])
    assert image[8:14] == bytes([0, 5, 4, 0, 0, 0])
    assert image[16:] == b"\xff" * 8
    assert len(image) == 24


def test_without_arguments_a_random_serial_number(tmp_path: Path) -> None:
    """Two units never get the same name by leaving it out."""
    images = set()
    for name in ("a", "b"):
        assert provision("--serial", "", "--address", "", str(tmp_path / name)).returncode == 0
        images.add((tmp_path / name).read_bytes())

    assert len(images) == 2
    assert all(image[8:] == b"\xff" * 16 for image in images)


@pytest.mark.parametrize("wrong", [["--serial", "0"], ["--serial", "ffffffff"], ["--address", "248"]])
def test_impossible_values_are_refused(tmp_path: Path, wrong: list[str]) -> None:
    """A unit that reads them would not believe them."""
    done = provision(*wrong, str(tmp_path / "eep"))

    assert done.returncode == 2
    assert not (tmp_path / "eep").exists()
