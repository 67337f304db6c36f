"""Measure the time from the command to the first answer, and the memory after it, beside a bare Flask-SocketIO.

``python -m tests.benchmarks.start_up``; the database is there already, as on every morning.
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.benchmarks.programs import OFFICE, BareServer, OfficeServer, ask
from tests.benchmarks.report import Report, at_most, middle, run

START_S, MEMORY_MB = 1.5, 120


def measure(options: argparse.Namespace) -> Report:
    """Start both in turns."""
    runs: dict[str, list[dict]] = {"ours": [], "bare": []}
    with tempfile.TemporaryDirectory() as folder:
        OfficeServer(Path(folder)).stop()
        for _ in range(options.rounds):
            runs["bare"].append(_started(lambda: BareServer("socket_io"), "/healthz"))
            runs["ours"].append(_started(lambda: OfficeServer(Path(folder)), f"/api/v1/offices/{OFFICE}/board"))
    ours, bare = ({name: middle(some, name) for name in ("start_s", "cpu_s", "memory_mb")} for some in runs.values())
    return Report(
        name="start_up",
        about=f"median of {options.rounds} starts; ours answers with a board",
        figures=[
            at_most("start to first answer, s", ours["start_s"], START_S, bare["start_s"]),
            at_most("CPU of a start, s", ours["cpu_s"], START_S, bare["cpu_s"]),
            at_most("memory, MB", ours["memory_mb"], MEMORY_MB, bare["memory_mb"]),
        ],
        raw=runs,
    )


def _started(start, path: str) -> dict:
    began = time.perf_counter()
    program = start()
    try:
        ask(program.port, "GET", path)
        took = time.perf_counter() - began
        return {"start_s": took, "cpu_s": program.cpu_s(), "memory_mb": program.memory_mb()}
    finally:
        program.stop()


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
