"""Measure how long "call next" takes for those who press it, while each call goes to 200 displays.

Eight counters, each pressing again some time after its answer: ``python -m tests.benchmarks.call_next``. The floor is
a bare Flask view under the same load; it calls nobody and tells nobody.
"""

import argparse
import json
import tempfile
from pathlib import Path

from tests.benchmarks import http_load
from tests.benchmarks.displays import Displays
from tests.benchmarks.programs import OFFICE, SERVICES, BareServer, OfficeServer, ask
from tests.benchmarks.report import Figure, Report, at_most, middle, run

P99_MS = 40


def measure(options: argparse.Namespace) -> Report:
    """Let the counters press, at our server and at the bare one in turns."""
    runs: dict[str, list[dict]] = {"ours": [], "bare": []}
    with tempfile.TemporaryDirectory() as folder:
        server, bare = OfficeServer(Path(folder)), BareServer("post")
        displays = None
        try:
            token = _prepared(server, options)
            displays = Displays(server.port, options.displays)
            paths = [f"/api/v1/counters/{OFFICE}:{counter}/call-next" for counter in range(1, options.counters + 1)]
            for _ in range(options.rounds):
                bare_body = json.dumps({"service": "land"})
                runs["bare"].append(_pressed(bare.port, ["/tickets"], options, bare_body, ""))
                runs["ours"].append(_pressed(server.port, paths, options, "{}", token))
        finally:
            if displays is not None:
                displays.stop()
            server.stop()
            bare.stop()
    ours, bare_runs = runs["ours"], runs["bare"]
    return Report(
        name="call_next",
        about=f"{options.counters} counters, {options.displays} displays, {options.think_ms} ms between presses",
        figures=[
            at_most("answer p99, ms", middle(ours, "p99_ms"), P99_MS, middle(bare_runs, "p99_ms")),
            Figure(work="answer p50, ms", ours=middle(ours, "p50_ms"), floor=middle(bare_runs, "p50_ms")),
            Figure(work="calls a second", ours=middle(ours, "rate"), floor=middle(bare_runs, "rate")),
        ],
        raw=runs,
    )


def _pressed(port: int, paths: list[str], options: argparse.Namespace, body: str, token: str) -> dict:
    figures = http_load.run(
        port,
        paths,
        clients=options.counters,
        requests=options.calls,
        body=[body],
        token=token,
        think_ms=options.think_ms,
    )
    if not set(figures["statuses"]) <= {"200", "201"}:
        raise SystemExit(f"{paths[0]}: {figures['statuses']}")
    return figures


def _prepared(server: OfficeServer, options: argparse.Namespace) -> str:
    """Open the counters, give out enough numbers, and return an operator's token."""
    token = server.token()
    for counter in range(1, options.counters + 1):
        path = f"/api/v1/counters/{OFFICE}:{counter}/open"
        ask(server.port, "POST", path, {}, Authorization=f"Bearer {token}")
    bodies = [json.dumps({"service": service}) for service in SERVICES]
    people = (options.calls + options.counters) * options.rounds
    http_load.run(server.port, [f"/api/v1/offices/{OFFICE}/tickets"], clients=8, requests=people, body=bodies)
    return token


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counters", type=int, default=8)
    parser.add_argument("--displays", type=int, default=200)
    parser.add_argument("--calls", type=int, default=80, help="in each round")
    parser.add_argument("--think-ms", type=float, default=2000)
    parser.add_argument("--rounds", type=int, default=2)
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
