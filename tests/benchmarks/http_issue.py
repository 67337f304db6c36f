"""Measure how many numbers a second are given out over HTTP, beside a bare Flask view on the same listener.

``python -m tests.benchmarks.http_issue``: SQLite with synchronous=FULL, 32 clients, and
each number is durable before its answer.
"""

import argparse
import json
import tempfile
from pathlib import Path

from tests.benchmarks import http_load
from tests.benchmarks.programs import OFFICE, SERVICES, BareServer, OfficeServer, Program
from tests.benchmarks.report import Report, at_least, at_most, middle, ratio_at_least, run

RATE, P99_MS, CPU_MS, SHARE = 2000, 50, 0.6, 0.6


def measure(options: argparse.Namespace) -> Report:
    """Load both in turns."""
    runs: dict[str, list[dict]] = {"bare": [], "ours": []}
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = OfficeServer(Path(folder)), BareServer("post")
        try:
            for number in range(options.rounds + 1):
                for name, program, path in (
                    ("bare", bare, "/tickets"),
                    ("ours", ours, f"/api/v1/offices/{OFFICE}/tickets"),
                ):
                    figures = _loaded(program, path, options)
                    if number:  # the first round warms up
                        runs[name].append(figures)
        finally:
            ours.stop()
            bare.stop()
    return _report(runs, options)


def _loaded(program: Program, path: str, options: argparse.Namespace) -> dict:
    bodies = [json.dumps({"service": service}) for service in SERVICES]
    before = program.cpu_s()
    figures = http_load.run(program.port, [path], clients=options.clients, requests=options.requests, body=bodies)
    figures["cpu_ms"] = (program.cpu_s() - before) / options.requests * 1000
    if set(figures["statuses"]) != {"201"}:
        raise SystemExit(f"{path}: {figures['statuses']}")
    return figures


def _report(runs: dict[str, list[dict]], options: argparse.Namespace) -> Report:
    bare, ours = (
        {name: middle(some, name) for name in ("rate", "p50_ms", "p99_ms", "cpu_ms")} for some in runs.values()
    )
    return Report(
        name="http_issue",
        about=f"{options.clients} clients, {options.rounds} rounds of {options.requests}, medians of rounds",
        figures=[
            at_least("numbers a second", ours["rate"], RATE, bare["rate"]),
            ratio_at_least("numbers a second", ours["rate"], bare["rate"], SHARE),
            at_most("answer p99, ms", ours["p99_ms"], P99_MS, bare["p99_ms"]),
            at_most("CPU a number, ms", ours["cpu_ms"], CPU_MS, bare["cpu_ms"]),
        ],
        raw=runs,
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--requests", type=int, default=6000)
    parser.add_argument("--rounds", type=int, default=5)
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
