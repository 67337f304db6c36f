"""Measure how many numbers a second are given out durably on PostgreSQL: by the writer, and by a commit for each.

Each runs in a process of its own with gevent patched in, against a private server with fsync. The floor is what
``pgbench`` commits with one client: a durable transaction that does next to nothing.
``python -m tests.benchmarks.durable_issue_postgres --clients 32 --offices 1 16 --json figures.json``
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VARIANTS = ("each alone", "writer")


def issue_all(variant: str, url: str, clients: int, tickets: int, offices: int) -> dict:
    """Issue tickets from greenlets; runs in a process of its own."""
    from gevent import monkey

    monkey.patch_all()

    import gevent

    from queue_server.usecases.issuing import Issued, IssueRequest
    from queue_server.usecases.ports.changing import Once

    database, issuing = _offices(variant, url, offices)
    keys, latencies_s = iter(range(tickets)), []

    def client():
        for key in keys:
            started = time.perf_counter()
            once = Once(key=f"key-{key}", request_hash="h" * 64, kind=Issued)
            issuing.issue(f"office{key % offices}", IssueRequest(service=("land", "civil", "tax")[key % 3]), once)
            latencies_s.append(time.perf_counter() - started)

    cpu_s, started = time.process_time(), time.perf_counter()
    gevent.joinall([gevent.spawn(client) for _ in range(clients)], raise_error=True)
    took_s, cpu_s = time.perf_counter() - started, time.process_time() - cpu_s
    revisions = sum(database.reader.revision(f"office{office}") for office in range(offices))
    database.close()
    assert revisions == tickets + offices
    ordered = sorted(latencies_s)
    return {
        "rate": tickets / took_s,
        "cpu_us": cpu_s / tickets * 1e6,
        "p50_ms": ordered[len(ordered) // 2] * 1e3,
        "p99_ms": ordered[len(ordered) * 99 // 100] * 1e3,
    }


def _offices(variant: str, url: str, offices: int):
    """Return an open database with so many offices, and what issues there."""
    from queue_server.adapters.db import office_writer
    from queue_server.adapters.db.database import open_for_gevent
    from queue_server.usecases.issuing import Issuing
    from tests.builders import an_office
    from tests.faults.writing_program import Clock, Ids

    if variant == "each alone":
        office_writer.BATCH = 1
    database = open_for_gevent(url, Clock(), lambda committed: None)
    for office in range(offices):
        counters = tuple(f"{office}-{counter}" for counter in range(3))
        database.setup.add_office(an_office(("land", "civil", "tax"), counters, code=f"office{office}"), by="benchmark")
    return database, Issuing(database.offices, Ids())


def measure(server, variant: str, clients: int, tickets: int, offices: int) -> dict:
    """Return the figures of one run on a new database."""
    name = server.new_database()
    words = ["--run", variant, "--url", server.url(name), "--clients", str(clients)]
    words += ["--tickets", str(tickets), "--offices", str(offices)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.durable_issue_postgres", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    server.drop(name)
    if done.returncode:
        sys.exit(f"{variant}: {done.stderr}")
    return json.loads(done.stdout)


def floor(server) -> float:
    """Return how many transactions of one row a second one client of pgbench commits."""
    from tests.postgres_server import ROLE, programs

    name = server.new_database()
    with server.connect(name) as connection:
        connection.execute("CREATE TABLE one (a bigint)")
    script = server.folder / "floor.sql"
    script.write_text("INSERT INTO one VALUES (1);\n")
    words = [str(programs() / "pgbench"), "-n", "-h", str(server.folder), "-p", str(server.port), "-U", ROLE]
    done = subprocess.run(
        [*words, "-M", "prepared", "-c", "1", "-T", "3", "-f", str(script), name],
        capture_output=True,
        text=True,
        check=True,
    )
    server.drop(name)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None
    return float(found[1])


def main() -> None:
    """Print a line for each number of offices and variant."""
    options = _options()
    if options.run:
        print(json.dumps(issue_all(options.run, options.url, options.clients, options.tickets, options.offices[0])))
        return
    from tests.postgres_server import running_server

    with running_server(fsync="on", full_page_writes="on", shared_buffers="128MB") as server:
        commits = floor(server)
        print(f"floor: one client of pgbench commits {commits:.0f} rows a second; {options.clients} clients issue:")
        figures = {"floor": {"commits": commits}}
        for offices in options.offices:
            runs = {
                variant: max(
                    (
                        measure(server, variant, options.clients, options.tickets, offices)
                        for _ in range(options.rounds)
                    ),
                    key=lambda run: run["rate"],
                )
                for variant in VARIANTS
            }
            figures[f"{offices} offices"] = runs
            for variant, run in runs.items():
                print(
                    f"{offices:3} offices  {variant:10}  {run['rate']:6.0f}/s  {run['cpu_us']:4.0f} us CPU  "
                    f"p50 {run['p50_ms']:6.1f} ms  p99 {run['p99_ms']:6.1f} ms  {run['rate'] / commits:4.1f} x floor"
                )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--tickets", type=int, default=3000)
    parser.add_argument("--offices", type=int, nargs="+", default=[1, 16])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--run", choices=VARIANTS, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
