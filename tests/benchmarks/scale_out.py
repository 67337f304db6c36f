"""Measure what a second worker costs: CPU for each request of a province with two workers, and with one.

``python -m tests.benchmarks.scale_out``: the offices of ``province_hour`` with fewer tickets, in turns.
"""

import argparse
import os

from tests.benchmarks.province_hour import arguments, one_hour
from tests.benchmarks.report import Report, at_least, middle, ratio_at_most, run

CPU_SHARE, RATE_SHARE = 1.15, 1.7
CORES = 6
"""On fewer of them clients, PostgreSQL and workers share cores, and the rate says nothing of the workers."""


def measure(options: argparse.Namespace) -> Report:
    """Run both in turns."""
    runs: dict[int, list[dict]] = {1: [], 2: []}
    for _ in range(options.rounds):
        for workers, found in runs.items():
            found.append(one_hour(options, workers))
    one, two = ({name: middle(found, name) for name in ("rate", "cpu_ms", "issue_p99_ms")} for found in runs.values())
    figures = [ratio_at_most("CPU a request with 2 workers, ms", two["cpu_ms"], one["cpu_ms"], CPU_SHARE)]
    if (os.cpu_count() or 1) >= CORES:
        figures.append(at_least("rate with 2 workers to that with 1", two["rate"] / one["rate"], RATE_SHARE))
    return Report(
        name="scale_out",
        about=f"{options.offices} offices, {options.tickets} tickets issued and called, medians of {options.rounds};"
        " floor: 1 worker",
        figures=figures,
        raw={str(workers): found for workers, found in runs.items()},
    )


def main() -> int:
    """Print the table."""
    parser = arguments(__doc__.splitlines()[0])
    parser.set_defaults(tickets=30)
    parser.add_argument("--rounds", type=int, default=3)
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
