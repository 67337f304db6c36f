"""Benches with simulated units, for tests of their real machine code on a virtual clock."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware_bridge.simulator.avr_bus import CALL_BOX_ELF, AvrBus
from firmware_bridge.simulator.avr_library import FIRMWARE
from tests.hardware.bench import Bench, Master

VECTORS = Path(__file__).parent.parent / "vectors"


@pytest.fixture(scope="session", autouse=True)
def build() -> None:
    """Build firmware and simulator, so that no test runs yesterday's machine code."""
    assert shutil.which("avr-gcc"), "apt-get install gcc-avr avr-libc binutils-avr libsimavr-dev libelf-dev"
    done = subprocess.run(["make", "-C", str(FIRMWARE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def make_bench(build: None) -> Iterator[Callable[..., Bench]]:
    """Make benches; freed after the test."""
    made: list[AvrBus] = []

    def make(boxes: int = 1, settle_s: float = 0.1, **settings: object) -> Bench:
        bus = AvrBus(**settings)  # type: ignore[arg-type]
        made.append(bus)
        for address in range(1, boxes + 1):
            bus.add(CALL_BOX_ELF, address=address, serial=0x5F03A2C0 + address)
        bus.run(settle_s)
        return Bench(bus, Master(bus))

    yield make
    for bus in made:
        bus.close()


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    """One call box, address 1, serial number 5f03a2c1, 0.1 s after power-up."""
    return make_bench()


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], dict[str, object]]:
    """Read a file of test vectors by its name."""

    def load(name: str) -> dict[str, object]:
        found: dict[str, object] = json.loads((VECTORS / f"{name}.json").read_text())
        return found

    return load
