"""Keep a number of HTTP connections busy with one kind of request; prints what it saw as JSON.

It talks to sockets itself, for 15 µs of CPU a request, so that what it measures is the server:
``python -m tests.benchmarks.http_load PORT PATH --clients 32 --requests 4000``
"""

import argparse
import heapq
import itertools
import json
import os
import random
import select
import socket
import subprocess
import sys
import time

from tests.benchmarks.report import at_share

_END = b"\r\n\r\n"
_LENGTH = b"Content-Length: "


class Client:
    """One connection; each request has its own key."""

    def __init__(self, port: int, head: bytes, bodies: "itertools.cycle[bytes]") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = head
        self._bodies = bodies
        self._received = b""
        self._sent_at = 0.0

    def ask(self, number: int) -> None:
        """Send the next request."""
        body = next(self._bodies)
        key = b"%d-%d" % (os.getpid(), number)
        self._received = b""
        self._sent_at = time.perf_counter()
        self.socket.sendall(b"%b%b\r\nContent-Length: %d\r\n\r\n%b" % (self._head, key, len(body), body))

    def take(self) -> tuple[int, float] | None:
        """Return status and seconds once the answer is there."""
        more = self.socket.recv(65_536)
        if not more:
            raise SystemExit(f"the server closed the connection after {self._received[:300]!r}")
        self._received += more
        end = self._received.find(_END)
        if end < 0:
            return None
        start = self._received.index(_LENGTH) + len(_LENGTH)
        length = int(self._received[start : self._received.index(b"\r", start)])
        if len(self._received) < end + len(_END) + length:
            return None
        return int(self._received[9:12]), time.perf_counter() - self._sent_at


def load(options: argparse.Namespace) -> dict:
    """Return the figures of this many requests; each client asks again when it has its answer."""
    head = "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    if options.token:
        head += f"Authorization: Bearer {options.token}\r\n"
    head += "Idempotency-Key: "
    bodies = itertools.cycle([body.encode() for body in options.body])
    paths = itertools.cycle(options.paths)
    clients = {}
    for _ in range(options.clients):
        client = Client(options.port, head.format(path=next(paths)).encode(), bodies)
        clients[client.socket.fileno()] = client
    return _drive(clients, options.requests, options.think_ms / 1000)


def _drive(clients: dict[int, Client], requests: int, think_s: float) -> dict:
    epoll = select.epoll()
    thinking: list[tuple[float, int]] = []
    chance = random.Random(1)
    numbers, seconds, statuses = itertools.count(1), [], {}
    began = time.perf_counter()
    for descriptor, client in clients.items():
        epoll.register(descriptor, select.EPOLLIN)
        client.ask(next(numbers))
    while len(seconds) < requests:
        while thinking and thinking[0][0] <= time.perf_counter():
            clients[heapq.heappop(thinking)[1]].ask(next(numbers))
        pause = max(0.0, thinking[0][0] - time.perf_counter()) if thinking else 30
        for descriptor, _ in epoll.poll(pause):
            done = clients[descriptor].take()
            if done is None:
                continue
            statuses[done[0]] = statuses.get(done[0], 0) + 1
            seconds.append(done[1])
            if think_s:
                heapq.heappush(thinking, (time.perf_counter() + think_s * chance.uniform(0.5, 1.5), descriptor))
            else:
                clients[descriptor].ask(next(numbers))
    took = time.perf_counter() - began
    return {
        "rate": len(seconds) / took,
        "p50_ms": at_share(seconds, 0.5) * 1000,
        "p99_ms": at_share(seconds, 0.99) * 1000,
        "max_ms": max(seconds) * 1000,
        "statuses": statuses,
        "load_cpu_us": time.process_time() / len(seconds) * 1e6,
    }


def run(
    port: int,
    paths: list[str],
    *,
    clients: int,
    requests: int,
    body: list[str],
    token: str = "",
    think_ms: float = 0,
) -> dict:
    """Return the figures of a load process."""
    words = [str(port), *paths, "--clients", str(clients), "--requests", str(requests), f"--token={token}"]
    words += ["--think-ms", str(think_ms), "--body"]
    command = [sys.executable, "-m", "tests.benchmarks.http_load", *words, *body]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return json.loads(done.stdout)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", type=int)
    parser.add_argument("paths", nargs="+", help="taken in turn, one for each client")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--body", nargs="+", default=["{}"], help="taken in turn")
    parser.add_argument("--token", default="")
    parser.add_argument("--think-ms", type=float, default=0, help="pause after an answer, give or take half")
    print(json.dumps(load(parser.parse_args())))


if __name__ == "__main__":
    main()
