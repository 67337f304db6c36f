"""Measure how long a line takes to poll all its call boxes, and how soon a key is an event, on a virtual clock.

The times are those of the wire and do not depend on this computer: ``python -m tests.benchmarks.bus_cycle``
"""

import argparse
import random
import statistics
from dataclasses import asdict, dataclass

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
from tests.benchmarks.report import Figure, Report, at_most, run

CYCLE_AIM_MS = 165
KEY_AIM_MS = 150
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


def report(options: argparse.Namespace) -> Report:
    """Measure every case."""
    figures, raw = [], {}
    for case in CASES:
        boxes, baud, noise = case
        found = measure(*case, options.presses)
        cycle, key = statistics.median(found.cycles) * 1000, statistics.median(found.keys) * 1000
        name = f"{boxes} boxes at {baud}" + (f", {noise:.0%} of bytes damaged" if noise else "")
        judge = at_most if case == AIMED else _without_aim
        figures += [
            judge(f"{name}: cycle, ms", cycle, CYCLE_AIM_MS),
            judge(f"{name}: key -> event, ms", key, KEY_AIM_MS),
        ]
        raw[name] = {**asdict(found), "read": f"{len(found.keys)} of {found.presses}"}
    about = f"medians of {options.presses} presses on a virtual clock"
    return Report(name="bus_cycle", about=about, figures=figures, raw=raw)


def _without_aim(work: str, ours: float, _aim: float) -> Figure:
    return Figure(work=work, ours=ours)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=150)
    return run(report, parser)


if __name__ == "__main__":
    raise SystemExit(main())
