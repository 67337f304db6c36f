"""Many displays in one light process: connected sockets that note when the last of them has a board.

``python -m tests.benchmarks.displays PORT COUNT`` prints ``{"connected": …}``, then a line for each board that all of
them have: its revision, its size, and the monotonic nanosecond at which the last had it. It ends with its input.
With ``--raw`` a connection says nothing and takes the same frames from a raw loop.
"""

import argparse
import base64
import json
import os
import re
import resource
import select
import socket
import sys
import time

from tests.benchmarks.programs import OFFICE, Program

_REVISION = re.compile(rb'"revision":(\d+)')
_HEAD = 500
"""Bytes of a board within which its revision stands."""


class Display:
    """One connection and what it has received of the present frame."""

    def __init__(self, port: int, raw: bool) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._rest = b""
        self._missing = 0
        self._revision = 0
        if not raw:
            self._join(port)
        self.socket.setblocking(False)

    def _join(self, port: int) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:{port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.socket.recv(1)
        self.say(b'40/board,{"office":"%b"}' % OFFICE.encode())

    def say(self, text: bytes) -> None:
        """Send a short text, masked with zeros."""
        self.socket.sendall(bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text)

    def take(self, data: bytes) -> tuple[int, int] | None:
        """Return revision and size of a board that is complete with these bytes; the newest, if there are more."""
        whole = None
        if self._missing >= len(data):
            self._missing -= len(data)
            return (self._revision, 0) if self._missing == 0 and self._revision else None
        if self._missing:
            data, whole = data[self._missing :], self._revision and (self._revision, 0)
            self._missing = 0
        data = self._rest + data
        start = 0
        while (found := _frame(data, start)) is not None:
            body, end = found
            if end - body > _HEAD and end > len(data) and len(data) - body < _HEAD:
                break
            self._heard(data, body, end)
            if end > len(data):
                self._missing = end - len(data)
                start = len(data)
                break
            start = end
            if self._revision:
                whole = (self._revision, end - body)
        self._rest = data[start:]
        return whole or None

    def _heard(self, data: bytes, body: int, end: int) -> None:
        self._revision = 0
        if end - body > _HEAD:
            found = _REVISION.search(data, body, body + _HEAD)
            self._revision = int(found[1]) if found else 0
        elif data[body:end] == b"2":
            self.say(b"3")  # Engine.IO's ping


def _frame(data: bytes, start: int) -> tuple[int, int] | None:
    """Return where a frame's payload begins and ends, None before its header is there."""
    if len(data) < start + 2:
        return None
    size, body = data[start + 1], start + 2
    if size >= 126:
        body += 2 if size == 126 else 8
        if len(data) < body:
            return None
        size = int.from_bytes(data[start + 2 : body])
    return body, body + size


def watch(displays: list[Display]) -> None:
    """Print a line for each revision that all have, until the input ends."""
    epoll, by_descriptor = select.epoll(), {display.socket.fileno(): display for display in displays}
    for descriptor in by_descriptor:
        epoll.register(descriptor, select.EPOLLIN)
    epoll.register(sys.stdin.fileno(), select.EPOLLIN)
    behind: dict[int, int] = {}
    sizes: dict[int, int] = {}
    while True:
        for descriptor, _ in epoll.poll():
            if descriptor == sys.stdin.fileno():
                return
            display = by_descriptor[descriptor]
            data = display.socket.recv(262_144)
            if not data:
                raise SystemExit("a display was cut")
            board = display.take(data)
            if board is None:
                continue
            revision, size = board
            sizes[revision] = sizes.get(revision, 0) or size
            behind[revision] = behind.get(revision, len(displays)) - 1
            if behind[revision] == 0:
                last = {"revision": revision, "bytes": sizes.pop(revision), "last_ns": time.monotonic_ns()}
                print(json.dumps(last), flush=True)


class Displays(Program):
    """A process of displays, all connected."""

    def __init__(self, port: int, count: int, raw: bool = False) -> None:
        words = ["--raw"] if raw else []
        super().__init__([sys.executable, "-m", "tests.benchmarks.displays", str(port), str(count), *words])
        self.line()

    def wait_for(self, revision: int) -> dict:
        """Return what is said of this revision, or of a newer one."""
        while True:
            said: dict = json.loads(self.line())
            if said["revision"] >= revision:
                return said


def main() -> None:
    """Connect and watch."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--raw", action="store_true")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    displays = [Display(options.port, options.raw) for _ in range(options.count)]
    print(json.dumps({"connected": len(displays)}), flush=True)
    watch(displays)


if __name__ == "__main__":
    main()
