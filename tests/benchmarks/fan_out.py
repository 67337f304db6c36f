"""Measure the time from a commit to the last of N displays: raw gevent loop, this driver, stock driver.

All servers run at once and take turns, so that the ratios between them can be trusted; each is a process,
the clients are another. ``python -m tests.benchmarks.fan_out --clients 50 200 1000``
"""

import argparse
import base64
import os
import resource
import select
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.report import Figure, Report, run

VARIANTS = ("raw", "own", "stock")
NAMESPACE = "/board"


def board() -> dict:
    """Return a board as large as a real one: 12 calls, 12 counters, 8 services, about 7 kB."""
    service = {"vi": "Đăng ký đất đai và tài sản", "en": "Land registration"}
    tokens = {
        "vi": ["mời", "số", "A", "0", "0", "7", "đến", "quầy", "5"],
        "en": ["number", "A007", "counter", "5"],
    }
    at = "2026-01-05T08:30:00+07:00"
    call = {
        "call_id": "c" * 12,
        "number": "A007",
        "service": "land",
        "counter": "5",
        "counter_name": "Quầy số 5",
    }
    call |= {"called_at": at, "announce_at": at, "kind": "call", "times": 2, "tokens": tokens}
    counter = {"counter": "12", "name": "Quầy số 12", "state": "serving", "number": "B015", "waiting": 17}
    waiting = {
        "service": "land",
        "name": service,
        "waiting": 23,
        "expected_wait_s": {"low": 300, "high": 900},
    }
    lists = {"calls": [call] * 12, "counters": [counter] * 12, "services": [waiting] * 8}
    return {
        "office": "songcong",
        "epoch": "e" * 16,
        "revision": 4711,
        "at": at,
        "service_day": at[:10],
        **lists,
    }


def frame() -> bytes:
    """Return the bytes one client gets for one board."""
    from socketio.packet import EVENT, Packet

    from queue_server.adapters.realtime.websocket_frames import encode_message

    return encode_message("4" + Packet(EVENT, namespace=NAMESPACE, data=["board", board()]).encode())


# --- the servers, one a process ---


def serve(variant: str) -> None:
    from gevent import monkey

    monkey.patch_all()
    from queue_server.adapters.realtime import listener

    listener.raise_descriptor_limit()
    listening = listener.bind("127.0.0.1", 0)
    emit = serve_raw(listening) if variant == "raw" else serve_socketio(variant, listening)
    print(listening.getsockname()[1], flush=True)
    from gevent.fileobject import FileObjectThread

    for _ in FileObjectThread(sys.stdin.buffer, "rb"):
        cpu, start = time.process_time_ns(), time.monotonic_ns()
        emit()
        print(start, time.monotonic_ns(), time.process_time_ns() - cpu, flush=True)


def serve_raw(listening):
    from gevent.server import StreamServer

    clients, message = [], frame()

    def accepted(client, _address):
        clients.append(client)
        client.recv(1)

    def emit():
        for client in clients:
            client.sendall(message)

    StreamServer(listening, accepted).start()
    return emit


def serve_socketio(variant: str, listening):
    import logging

    import flask
    from flask_socketio import SocketIO

    from queue_server.adapters.realtime import listener, websocket_driver

    app, message = flask.Flask(__name__), board()
    socketio = SocketIO(app, async_mode="gevent", transports=["websocket"], ping_interval=600, ping_timeout=600)
    socketio.on("connect", namespace=NAMESPACE)(lambda auth=None: None)
    if variant == "own":
        assert websocket_driver.install(socketio.server.eio)
    listener.make_server(app, listening, log=logging.getLogger("bench")).start()
    return lambda: socketio.emit("board", message, namespace=NAMESPACE)


# --- the clients ---


class Server:
    """A server process and its connected clients."""

    def __init__(self, variant: str, count: int) -> None:
        self.variant = variant
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", variant],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        self.port = int(self.process.stdout.readline())
        before = self.memory_kb()
        self.clients = [self.connect() for _ in range(count)]
        time.sleep(0.5)
        self.kb_each = (self.memory_kb() - before) / count
        self.descriptors_each = len(os.listdir(f"/proc/{self.process.pid}/fd")) / count
        self.epoll = select.epoll()
        self.by_fd = {client.fileno(): client for client in self.clients}
        for client in self.clients:
            client.setblocking(False)
            self.epoll.register(client, select.EPOLLIN)

    def memory_kb(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def connect(self) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port))
        if self.variant == "raw":
            return client
        key = base64.b64encode(os.urandom(16)).decode()
        client.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        read_until(client, b"pingInterval")
        join = f"40{NAMESPACE},".encode()
        client.sendall(bytes((0x81, 0x80 | len(join), 0, 0, 0, 0)) + join)
        read_until(client, join + b'{"sid":"')
        return client

    def round(self, size: int, buffer: bytearray) -> tuple[float, float, float]:
        """Return milliseconds until the last client has it, until emit returned, and of CPU in emit."""
        missing = dict.fromkeys(self.by_fd, size)
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        while missing:
            for fd, _ in self.epoll.poll(10):
                missing[fd] -= self.by_fd[fd].recv_into(buffer)
                if not missing[fd]:
                    del missing[fd]
        last = time.monotonic_ns()
        start, returned, cpu = map(int, self.process.stdout.readline().split())
        return (last - start) / 1e6, (returned - start) / 1e6, cpu / 1e6

    def stop(self) -> None:
        self.epoll.close()
        for client in self.clients:
            client.close()
        self.process.kill()
        self.process.communicate()


def read_until(client: socket.socket, text: bytes) -> None:
    received = b""
    while text not in received:
        received += client.recv(4096)


def measure(count: int, rounds: int) -> list[dict]:
    """Return a row of figures for each variant with this many clients."""
    size, buffer = len(frame()), bytearray(1 << 20)
    servers = [Server(variant, count) for variant in VARIANTS]
    results = {server.variant: [] for server in servers}
    try:
        for number in range(rounds + 3):
            for server in servers:
                times = server.round(size, buffer)
                time.sleep(0.01)  # what a server does afterwards must not burden the next one
                if number >= 3:
                    results[server.variant].append(times)
    finally:
        for server in servers:
            server.stop()
    floor = statistics.median(times[0] for times in results["raw"])
    return [row(server, results[server.variant], floor, count) for server in servers]


def row(server: Server, results: list[tuple[float, float, float]], floor: float, count: int) -> dict:
    last, emit, cpu = (sorted(column) for column in zip(*results, strict=True))
    return {
        "clients": count,
        "variant": server.variant,
        "last_ms": round(statistics.median(last), 2),
        "last_p95_ms": round(last[int(len(last) * 0.95)], 2),
        "ratio": round(statistics.median(last) / floor, 2),
        "emit_ms": round(statistics.median(emit), 2),
        "emit_cpu_ms": round(statistics.median(cpu), 2),
        "kb_each": round(server.kb_each, 1),
        "descriptors_each": round(server.descriptors_each, 2),
    }


def report(options: argparse.Namespace) -> Report:
    """Measure with each number of clients."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    figures, rows = [], []
    for count in options.clients:
        found = measure(count, options.rounds)
        last = {one["variant"]: one["last_ms"] for one in found}
        figures += [
            Figure(work=f"{variant} driver, last of {count}, ms", ours=last[variant], floor=last["raw"])
            for variant in ("own", "stock")
        ]
        rows += found
    about = f"{len(frame())} bytes by emit alone, {options.rounds} rounds in turns"
    return Report(name="fan_out", about=about, figures=figures, raw={"rows": rows})


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, nargs="+", default=[50, 200, 1000])
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--serve", choices=VARIANTS, help=argparse.SUPPRESS)
    if "--serve" in sys.argv:
        serve(parser.parse_args().serve)
        return 0
    return run(report, parser)


if __name__ == "__main__":
    raise SystemExit(main())
