"""Measure how many numbers a second are given out durably: through the writer, and inline as its floor.

Both run in turns in processes of their own with gevent patched in, so that the ratios between them can be trusted.
``python -m tests.benchmarks.durable_issue --clients 32 --commit-ms 0 10``; ``--commit-ms`` makes
each commit take that much longer, as an SD card would.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.report import Figure, Report, at_share, run

ROOT = Path(__file__).resolve().parents[2]
VARIANTS = ("inline", "writer")


def issue_all(variant: str, url: str, clients: int, tickets: int, commit_ms: float) -> dict:
    """Issue tickets from greenlets; runs in a process of its own."""
    from gevent import monkey

    monkey.patch_all()

    import gevent

    database, issue = _office(variant, url, commit_ms)
    keys, latencies_s, lags_s = iter(range(tickets)), [], []

    def client():
        for key in keys:
            latencies_s.append(issue(key))
            # Somebody else's turn, as after writing to a socket.
            gevent.sleep(0)

    watching = gevent.spawn(_watch_the_hub, lags_s)
    cpu_s, started = time.process_time(), time.perf_counter()
    gevent.joinall([gevent.spawn(client) for _ in range(clients)], raise_error=True)
    took_s, cpu_s = time.perf_counter() - started, time.process_time() - cpu_s
    watching.kill()
    revision = database.reader.revision("songcong")
    database.close()
    assert revision == tickets + 1
    return {
        "rate": tickets / took_s,
        "cpu_us": cpu_s / tickets * 1e6,
        "p50_ms": at_share(latencies_s, 0.5) * 1e3,
        "p99_ms": at_share(latencies_s, 0.99) * 1e3,
        "lag_p99_ms": at_share(lags_s, 0.99) * 1e3,
    }


def _office(variant: str, url: str, commit_ms: float):
    """Return an open database, and a function that issues one ticket and returns the seconds it took."""
    from queue_server.adapters.db.database import open_database, open_for_gevent
    from queue_server.adapters.db.sql import Sql
    from queue_server.usecases.issuing import Issued, IssueRequest, Issuing
    from queue_server.usecases.ports.changing import Once
    from tests.builders import an_office
    from tests.faults.writing_program import Clock, Ids

    if commit_ms:
        slow_down_commits(Sql, commit_ms / 1000)
    open_ = open_for_gevent if variant == "writer" else open_database
    database = open_(url, Clock(), lambda committed: None)
    database.setup.add_office(an_office(("land", "civil", "tax"), ("1", "2", "3")), by="benchmark")
    issuing = Issuing(database.offices, Ids())

    def issue(key: int) -> float:
        started = time.perf_counter()
        once = Once(key=f"key-{key}", request_hash="h" * 64, kind=Issued)
        issuing.issue("songcong", IssueRequest(service=("land", "civil", "tax")[key % 3]), once)
        return time.perf_counter() - started

    return database, issue


def _watch_the_hub(lags_s: list) -> None:
    import gevent

    while True:
        started = time.perf_counter()
        gevent.sleep(0.001)
        lags_s.append(time.perf_counter() - started - 0.001)


def slow_down_commits(sql: type, by_s: float) -> None:
    """Let each commit keep its thread, as a disk does that takes long to answer."""
    from gevent.monkey import get_original

    sleep, commit = get_original("time", "sleep"), sql.commit

    def slow(self):
        sleep(by_s)
        commit(self)

    sql.commit = slow


def measure(variant: str, clients: int, tickets: int, commit_ms: float) -> dict:
    """Return the figures of one run on a new database."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["--run", variant, "--url", f"sqlite:///{folder}/moiso.db"]
        words += ["--clients", str(clients), "--tickets", str(tickets), "--commit-ms", str(commit_ms)]
        done = subprocess.run(
            [sys.executable, __file__, *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        sys.exit(f"{variant}: {done.stderr}")
    return json.loads(done.stdout)


def main() -> int:
    """Print the table."""
    if "--run" in sys.argv:
        options = _parser().parse_args()
        print(json.dumps(issue_all(options.run, options.url, options.clients, options.tickets, options.commit_ms[0])))
        return 0
    return run(report, _parser())


def report(options: argparse.Namespace) -> Report:
    """Measure each commit time with each variant; the floor is the inline one."""
    figures, raw = [], {}
    for commit_ms in options.commit_ms:
        raw[f"{commit_ms:g}"] = best = _best_runs(options, commit_ms)
        inline, writer = best["inline"], best["writer"]
        for name, unit in (("rate", "numbers a second"), ("cpu_us", "CPU each, us"), ("lag_p99_ms", "hub lag p99, ms")):
            work = f"commit +{commit_ms:g} ms: {unit}"
            figures.append(Figure(work=work, ours=writer[name], floor=inline[name]))
    about = (
        f"the writer alone, without HTTP; floor: inline commits; {options.clients} clients, best of {options.rounds}"
    )
    return Report(name="durable_issue", about=about, figures=figures, raw=raw)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--tickets", type=int, default=3000)
    parser.add_argument("--commit-ms", type=float, nargs="+", default=[0.0, 10.0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--run", choices=VARIANTS, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    return parser


def _best_runs(options: argparse.Namespace, commit_ms: float) -> dict[str, dict[str, float]]:
    best: dict[str, dict[str, float]] = {}
    for _ in range(options.rounds):
        for variant in VARIANTS:
            # A slow disk would need minutes for as many.
            tickets = options.tickets if not commit_ms or variant == "writer" else min(options.tickets, 200)
            run = measure(variant, options.clients, tickets, commit_ms)
            if variant not in best or run["rate"] > best[variant]["rate"]:
                best[variant] = run
    return best


if __name__ == "__main__":
    main()
