"""Measure a province's busy hour, pressed into minutes: 209 offices, 300 tickets each, on two workers and PostgreSQL.

``python -m tests.benchmarks.province_hour``: each ticket is issued and called over HTTP, and a display of each office
waits for the call. Any answer that is no success, and any ticket that is not called exactly once, ends it.
"""

import argparse
import contextlib
import http.client
import itertools
import json
import select
import tempfile
import time
from collections import deque
from dataclasses import replace
from pathlib import Path

from queue_server.adapters.db.database import open_database
from queue_server.adapters.environment import SystemClock
from tests.benchmarks import http_load
from tests.benchmarks.report import Report, at_most, at_share, run
from tests.builders import an_office
from tests.cluster import Cluster
from tests.lobby import PASSWORD, wait_for
from tests.lobby_displays import Display, Displays
from tests.postgres_server import running_server

COUNTERS = 2
ISSUE_P99_MS, CALL_P99_MS, PUSH_P99_MS = 50, 40, 100


class Watching(Display):
    """A display that notes when it shows a revision that somebody waits for."""

    def __init__(self, office: str) -> None:
        super().__init__(office)
        self.expected: deque[tuple[int, float]] = deque()
        self.shown_s: list[float] = []

    def take(self, raw: bytes) -> None:
        super().take(raw)
        self.look()

    def look(self) -> None:
        """Note what is shown by now; an answer may come after its push."""
        while self.expected and self.expected[0][0] <= self.revision:
            _, asked_at = self.expected.popleft()
            self.shown_s.append(max(0.0, self.at - asked_at))


class Hour:
    """Offices with their displays, and everything that people do in them."""

    def __init__(self, cluster: Cluster, offices: int, tickets: int) -> None:
        self.cluster = cluster
        self.codes = [f"o{number:03d}" for number in range(offices)]
        self.tickets = tickets
        self._set_up()
        self.displays = Displays(f"ws://127.0.0.1:{cluster.port}", [])
        self.displays.all = [Watching(code) for code in self.codes]
        self.of = dict(zip(self.codes, self.displays.all, strict=True))
        self.seconds: dict[str, list[float]] = {"issue": [], "call-next": []}
        self.statuses: dict[str, int] = {}

    def _set_up(self) -> None:
        database = open_database(self.cluster.postgres.url(self.cluster.database), SystemClock(), lambda _: None)
        office = an_office(("land",), tuple(str(n) for n in range(1, COUNTERS + 1)))
        for code in self.codes:
            counters = tuple(replace(one, id=f"{code}-{one.code}") for one in office.counters)
            database.setup.add_office(replace(office, code=code, counters=counters), "benchmark")
        database.close()

    def work(self, clients: int, token: str) -> float:
        """Do it all with this many connections; return how long it took."""
        self._drive(clients, token, (("open", code, n + 1) for code in self.codes for n in range(COUNTERS)))
        self.seconds["open"] = []
        began = time.perf_counter()
        self._drive(clients, token, self._steps())
        return time.perf_counter() - began

    def _steps(self):
        for turn in range(self.tickets):
            for code in self.codes:
                yield "issue", code, 0
            for code in self.codes:
                yield "call-next", code, turn % COUNTERS + 1

    def _drive(self, clients: int, token: str, steps) -> None:
        head = (
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nIdempotency-Key: {time.monotonic_ns()}-"
        )
        epoll, busy, numbers = select.epoll(), {}, itertools.count()
        idle = [http_load.Client(self.cluster.port, b"", iter(())) for _ in range(clients)]
        for client in idle:
            epoll.register(client.socket.fileno(), select.EPOLLIN)
        waiting: set[str] = set()
        steps, step = iter(steps), None
        while True:
            while idle and (step := step or next(steps, None)) is not None:
                if step[1] in waiting:  # people of one office come one after the other
                    break
                waiting.add(step[1])
                client = idle.pop()
                self._ask(client, head, step, next(numbers))
                busy[client.socket.fileno()] = (client, step, time.monotonic())
                step = None
            if not busy:
                break
            for descriptor, _ in epoll.poll():
                client, done, asked_at = busy[descriptor]
                answer = client.take()
                if answer is not None:
                    del busy[descriptor]
                    waiting.discard(done[1])
                    idle.append(client)
                    self._note(done, client, answer, asked_at)
        epoll.close()
        for client in idle:
            client.socket.close()

    def _ask(self, client, head: str, step, number: int) -> None:
        kind, code, counter = step
        path, body = {
            "issue": (f"/api/v1/offices/{code}/tickets", {"service": "land"}),
            "open": (f"/api/v1/counters/{code}:{counter}/open", {"office": code}),
            "call-next": (f"/api/v1/counters/{code}:{counter}/call-next", {}),
        }[kind]
        client._head, client._bodies = head.format(path=path).encode(), iter([json.dumps(body).encode()])
        client.ask(number)

    def _note(self, step, client, answer: tuple[int, float], asked_at: float) -> None:
        kind, code, _ = step
        status, seconds = answer
        self.statuses[f"{kind} {status}"] = self.statuses.get(f"{kind} {status}", 0) + 1
        self.seconds.setdefault(kind, []).append(seconds)
        if kind == "call-next" and status == 200:
            body = json.loads(client._received.partition(b"\r\n\r\n")[2])
            display = self.of[code]
            display.expected.append((body["revision"], asked_at))
            display.look()


class Cpu:
    """CPU seconds of processes until now, also of those that have ended."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._began = self._used()

    def seconds(self) -> float:
        return self._used() - self._began

    def _used(self) -> float:
        ticks = 0
        for pid in self._cluster.worker_pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / 100


def one_hour(options: argparse.Namespace, workers: int) -> dict:
    """Return the figures of one run on this many workers."""
    with running_server() as postgres, tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder), postgres, workers=workers, counters=1)
        cluster.redis.start()
        cluster.command("operator", "add", "lan", "--role", "administrator", "--password-stdin", stdin=PASSWORD)
        hour = Hour(cluster, options.offices, options.tickets)
        cluster.start_server()
        try:
            hour.displays.start()
            wait_for(lambda: all(one.revision for one in hour.displays.all), "all displays", seconds=120)
            cpu = Cpu(cluster)
            took = hour.work(options.clients, _token(cluster))
            used = cpu.seconds()
            wait_for(lambda: not any(one.expected for one in hour.displays.all), "the last pushes", seconds=30)
            _check(hour)
        finally:
            hour.displays.stop()
            cluster.stop()
    shown = [seconds for one in hour.displays.all for seconds in one.shown_s]
    requests = 2 * options.offices * options.tickets
    return {
        "workers": workers,
        "seconds": took,
        "rate": requests / took,
        "cpu_ms": used / requests * 1000,
        "issue_p99_ms": at_share(hour.seconds["issue"], 0.99) * 1000,
        "issue_p50_ms": at_share(hour.seconds["issue"], 0.5) * 1000,
        "call_p99_ms": at_share(hour.seconds["call-next"], 0.99) * 1000,
        "call_p50_ms": at_share(hour.seconds["call-next"], 0.5) * 1000,
        "push_p99_ms": at_share(shown, 0.99) * 1000,
        "push_p50_ms": at_share(shown, 0.5) * 1000,
        "statuses": hour.statuses,
        "pushes": len(shown),
    }


def _token(cluster: Cluster) -> str:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", cluster.port, timeout=30)) as connection:
        body = json.dumps({"username": "lan", "password": PASSWORD})
        connection.request("POST", "/api/v1/sessions", body, {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())["token"]


def _check(hour: Hour) -> None:
    """End the program unless every request succeeded and every ticket was called exactly once."""
    wanted = len(hour.codes) * hour.tickets
    if hour.statuses.get("issue 201") != wanted or hour.statuses.get("call-next 200") != wanted:
        raise SystemExit(f"not all requests succeeded: {hour.statuses}")
    called = hour.cluster.rows(
        "SELECT office, count(*), count(DISTINCT fields::json ->> 'ticket') FROM event"
        " WHERE type = 'ticket_called' GROUP BY office"
    )
    if sorted(called) != [(code, hour.tickets, hour.tickets) for code in hour.codes]:
        raise SystemExit(f"not every ticket was called exactly once: {called}")


def measure(options: argparse.Namespace) -> Report:
    """Run the hour."""
    figures = one_hour(options, options.workers)
    requests = 2 * options.offices * options.tickets
    return Report(
        name="province_hour",
        about=f"{options.offices} offices, {options.tickets} tickets each issued and called, {options.workers} workers,"
        f" {options.clients} connections, {requests} requests in {figures['seconds']:.0f} s, no error",
        figures=[
            at_most("issue p99, ms", figures["issue_p99_ms"], ISSUE_P99_MS),
            at_most("call next p99, ms", figures["call_p99_ms"], CALL_P99_MS),
            at_most("press -> display p99, ms", figures["push_p99_ms"], PUSH_P99_MS),
        ],
        raw=figures,
    )


def arguments(about: str) -> argparse.ArgumentParser:
    """Return the parser of what this and ``scale_out`` have in common."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--offices", type=int, default=209)
    parser.add_argument("--tickets", type=int, default=300)
    parser.add_argument("--clients", type=int, default=12)
    return parser


def main() -> int:
    """Print the table."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
