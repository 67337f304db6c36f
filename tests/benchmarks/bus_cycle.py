"""Measure how long a line takes to poll all its call boxes, and how soon a key is an event, on a virtual clock.

The times are those of the wire and do not depend on this computer: ``python -m tests.benchmarks.bus_cycle``
"""

import argparse
import random
import statistics
from dataclasses import dataclass

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import KeysMoved, UnitEvent
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.profiles.our_unit import call_box
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.register_map import UnitKind
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.unit import SimulatedUnit
from firmware_bridge.simulator.virtual_line import VirtualLine

CYCLE_AIM_S = 0.165
KEY_AIM_S = 0.150
CASES = ((2, 19200, 0.0), (8, 19200, 0.0), (16, 19200, 0.0), (8, 9600, 0.0), (8, 115200, 0.0), (8, 19200, 0.01))
AIMED = (8, 19200, 0.0)


@dataclass
class Figures:
    """Seconds."""

    cycles: list[float]
    keys: list[float]
    """From the finger to the event, debounce included."""
    digits: list[float]
    """From the order to the digits."""
    presses: int


class Bench:
    """A master and its boxes on a virtual clock."""

    def __init__(self, boxes: int, baud: int, noise: float) -> None:
        """Let everybody be met and painted."""
        self.chance = random.Random(1)
        self.units = {a: SimulatedUnit(UnitKind.CALL_BOX, a, a, 0.0) for a in range(1, boxes + 1)}
        for unit in self.units.values():
            unit.baud = baud
        bus = SimulatedBus(list(self.units.values()), baud, self.chance)
        bus.noise = noise
        self.master = Master(timing_for(baud), {a: call_box(UnitOptions(address=a)) for a in self.units})
        self.figures = Figures([], [], [], 0)
        self._down: dict[int, float] = {}
        self.line = VirtualLine(self.master, bus, self._on_event)
        for address in self.units:
            self.master.show(address, Display(digits="----"))
        self.line.run_until(3.0)

    def _on_event(self, event: UnitEvent, at: float) -> None:
        if isinstance(event, KeysMoved):
            self.figures.keys.append(at - self._down.pop(event.address))

    def press(self, text: str) -> None:
        """Press a key somewhere; after a while that box shows something else, as after a call."""
        unit = self.chance.choice(list(self.units.values()))
        self._down[unit.address] = self.line.now
        self.figures.presses += 1
        unit.press(1, self.line.now)
        self.line.run_until(self.line.now + 0.08)
        unit.release(1, self.line.now)
        self.line.run_until(self.line.now + self.chance.uniform(1.0, 1.2))
        ordered_at = self.line.now
        self.master.show(unit.address, Display(digits=text))
        while unit.digits != text:
            self.line.run_until(self.line.now + 0.001)
        self.figures.digits.append(self.line.now - ordered_at)
        self.figures.cycles.append(self.master.statistics.cycle_s)


def measure(boxes: int, baud: int, noise: float, presses: int) -> Figures:
    """Press keys at random moments."""
    bench = Bench(boxes, baud, noise)
    for number in range(presses):
        bench.press(f"{number:04}")
    return bench.figures


def main() -> int:
    """Print the table; return 1 if the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=150)
    presses = parser.parse_args().presses
    missed = False
    print(
        "boxes    baud  noise  cycle ms   key -> event ms median / p95 / max   order -> digits ms median / max   read"
    )
    for case in CASES:
        figures = measure(*case, presses)
        cycle, key = statistics.median(figures.cycles), statistics.median(figures.keys)
        p95 = statistics.quantiles(figures.keys, n=20)[-1]
        print(
            f"{case[0]:5} {case[1]:7} {case[2]:6.3f} {1000 * cycle:9.0f} {1000 * key:19.0f} / {1000 * p95:.0f} / "
            f"{1000 * max(figures.keys):.0f} {1000 * statistics.median(figures.digits):24.0f} / "
            f"{1000 * max(figures.digits):.0f} {len(figures.keys):12} of {figures.presses}"
        )
        missed = missed or (case == AIMED and (cycle > CYCLE_AIM_S or key > KEY_AIM_S))
    print(f"aim for 8 boxes at 19200 baud: cycle {1000 * CYCLE_AIM_S:.0f} ms, key -> event {1000 * KEY_AIM_S:.0f} ms")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
