"""Measure issuing on a disk that takes 10 ms longer for each fsync: how many a second, and how late the event loop is.

``python -m tests.benchmarks.slow_disk``; the floor is a client that waits for such a disk with each number.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import http_load
from tests.benchmarks.programs import OFFICE, ROOT, SERVICES, OfficeServer
from tests.benchmarks.report import Report, at_least, at_most, middle, run
from tests.slow_disk import slow_disk

RATE, LAG_MS = 1500, 10
_ALONE = """
import os, sys, time
with open(sys.argv[1], "wb") as file:
    began = time.perf_counter()
    for _ in range(int(sys.argv[2])):
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())
    print(int(sys.argv[2]) / (time.perf_counter() - began))
"""


def measure(options: argparse.Namespace) -> Report:
    """Load the server in rounds, each after a look at the disk alone."""
    runs, alone = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        disk = slow_disk(folder, options.ms)
        server = OfficeServer(folder, environment=disk, program=["-m", "tests.benchmarks.watched_server"])
        try:
            for number in range(options.rounds + 1):
                alone.append(_fsyncs_a_second(folder, disk))
                figures = _loaded(server, options)
                if number:  # the first round warms up
                    runs.append(figures)
        finally:
            server.stop()
    floor = sorted(alone)[len(alone) // 2]
    return Report(
        name="slow_disk",
        about=f"{options.clients} clients, each fsync {options.ms} ms longer, {options.rounds} rounds, medians",
        figures=[
            at_least("numbers a second; floor: fsyncs", middle(runs, "rate"), RATE, floor),
            at_most("event loop late, p99 ms", middle(runs, "lag_p99_ms"), LAG_MS),
            at_most("answer p99, ms", middle(runs, "p99_ms"), 100),
        ],
        raw={"ours": runs, "fsyncs": alone},
    )


def _fsyncs_a_second(folder: Path, disk: dict[str, str]) -> float:
    words = [sys.executable, "-c", _ALONE, str(folder / "alone"), "30"]
    return float(subprocess.check_output(words, env={**os.environ, **disk}, cwd=ROOT))


def _loaded(server: OfficeServer, options: argparse.Namespace) -> dict:
    server.tell("lag")
    server.line()
    bodies = [json.dumps({"service": service}) for service in SERVICES]
    path = f"/api/v1/offices/{OFFICE}/tickets"
    figures = http_load.run(server.port, [path], clients=options.clients, requests=options.requests, body=bodies)
    server.tell("lag")
    return figures | json.loads(server.line())


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ms", type=int, default=10)
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
