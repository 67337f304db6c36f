"""Measure what connected displays cost while nothing happens: memory and descriptors of each, CPU of all.

``python -m tests.benchmarks.idle_displays``
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.benchmarks.displays import Displays
from tests.benchmarks.programs import OfficeServer
from tests.benchmarks.report import Figure, Report, at_most, run

KB_EACH, CPU_PERCENT = 60, 10


def measure(options: argparse.Namespace) -> Report:
    """Connect them all, then look on."""
    with tempfile.TemporaryDirectory() as folder:
        server = OfficeServer(Path(folder))
        displays = []
        try:
            time.sleep(1)
            memory, descriptors, began = server.memory_mb(), server.descriptors(), time.monotonic()
            while (missing := options.displays - sum(count for _, count in displays)) > 0:
                count = min(missing, options.each)
                displays.append((Displays(server.port, count), count))
            connected_s = time.monotonic() - began
            time.sleep(options.settle)
            cpu, began = server.cpu_s(), time.monotonic()
            time.sleep(options.seconds)
            busy = (server.cpu_s() - cpu) / (time.monotonic() - began)
            raw = {
                "kb_each": (server.memory_mb() - memory) * 1024 / options.displays,
                "descriptors_each": (server.descriptors() - descriptors) / options.displays,
                "cpu_percent": max(busy * 100, 0.01),
                "connects_a_second": options.displays / connected_s,
            }
        finally:
            for one, _ in displays:
                one.stop()
            server.stop()
    return Report(
        name="idle_displays",
        about=f"{options.displays} displays, nothing happens for {options.seconds} s",
        figures=[
            at_most("memory each, kB", raw["kb_each"], KB_EACH),
            at_most("CPU, % of a core", raw["cpu_percent"], CPU_PERCENT),
            at_most("descriptors each", raw["descriptors_each"], 1.01),
            Figure(work="connects a second", ours=raw["connects_a_second"]),
        ],
        raw=raw,
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--displays", type=int, default=5000)
    parser.add_argument("--each", type=int, default=2500, help="displays in one process")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--settle", type=float, default=6, help="seconds before the look")
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
