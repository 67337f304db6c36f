"""Many displays in one thread: each follows the board over a WebSocket and comes back by itself.

They cost 20 µs a board, so that what a scenario measures is the server: boards are kept as they came, and read only
when somebody looks.
"""

import asyncio
import base64
import contextlib
import json
import random
import re
import ssl
import threading
import time
from urllib.parse import urlsplit

BEAT_MISSED_S = 12.0
"""As displays do it: without a beat for so long they connect anew."""

_BOARD = b'42/board,["board",'
_BEAT = b'42/board,["beat",'
_REVISION = re.compile(rb'"revision":(\d+)')
_EPOCH = re.compile(rb'"epoch":"(\w+)"')


class Display:
    """What one display has seen; a board is kept if its revision is the newest of its epoch."""

    def __init__(self, office: str) -> None:
        self.office = office
        self.revision = 0
        self.epoch = b""
        self.boards = 0
        self.connections = 0
        self.at = 0.0
        """When the newest board came, monotonic."""
        self._raw = b""

    @property
    def board(self) -> dict | None:
        return json.loads(self._raw) if self._raw else None

    def take(self, raw: bytes) -> None:
        """Take in a board."""
        self.boards += 1
        revision, epoch = int(_REVISION.search(raw)[1]), _EPOCH.search(raw)[1]
        if epoch == self.epoch and revision <= self.revision:
            return
        self._raw, self.revision, self.epoch, self.at = raw, revision, epoch, time.monotonic()


class _Connection(asyncio.Protocol):
    """One WebSocket, as far as Socket.IO needs it."""

    def __init__(self, display: Display, host: str) -> None:
        self._display = display
        self._host = host
        self._received = bytearray()
        self._open = False
        self.beat_at = time.monotonic()
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        self.transport = transport
        key = base64.b64encode(random.randbytes(16)).decode()
        transport.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, error) -> None:
        if not self.lost.done():
            self.lost.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._open:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self._received.startswith(b"HTTP/1.1 101"):
                self.transport.abort()
                return
            self._open = True
            del self._received[: end + 4]
            self.send("40/board," + json.dumps({"office": self._display.office}))
        while (frame := self._frame()) is not None:
            self._take(*frame)

    def send(self, text: str) -> None:
        payload = text.encode()
        assert len(payload) < 126
        mask = random.randbytes(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self.transport.write(bytes((0x81, 0x80 | len(payload))) + mask + masked)

    def _frame(self) -> tuple[int, bytes] | None:
        """Return opcode and payload of the next frame that is here whole; the server sends none in parts."""
        held = self._received
        if len(held) < 2:
            return None
        length, start = held[1], 2
        if length in (126, 127):
            start = 4 if length == 126 else 10
            length = int.from_bytes(held[2:start], "big")
        if len(held) < start + length:
            return None
        frame = held[0] & 0x0F, bytes(held[start : start + length])
        del held[: start + length]
        return frame

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == 8:
            self.transport.close()
        elif payload == b"2":
            self.send("3")
        elif payload.startswith(_BOARD):
            self._display.take(payload[len(_BOARD) : -1])
        elif payload.startswith(_BEAT):
            self.beat_at = time.monotonic()
            if int(_REVISION.search(payload)[1]) > self._display.revision:
                self.send('42/board,["board.get",{}]')
        elif payload.startswith(b"40/board,"):
            self._display.connections += 1


class Displays:
    """Displays of given offices, connected until stopped.

    Args:
        url: ``ws://`` or ``wss://``, host and port.
        offices: one display for each entry.
        back_s: least and most seconds before a display that was cut connects again.
    """

    def __init__(self, url: str, offices: list[str], context: ssl.SSLContext | None = None, back_s=(0.5, 2.0)) -> None:
        self.all = [Display(office) for office in offices]
        self._address = urlsplit(url)
        self._context = context
        self._back_s = back_s
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="displays", daemon=True)
        self._tasks: list[asyncio.Task] = []

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(30)

    def behind(self, office: str, revision: int) -> list[Display]:
        """Return the displays of an office that don't show this revision or a newer one yet."""
        return [one for one in self.all if one.office == office and one.revision < revision]

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._tasks = [self._loop.create_task(self._follow(one)) for one in self.all]
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        self._loop.close()

    async def _follow(self, display: Display) -> None:
        while True:
            with contextlib.suppress(OSError, TimeoutError):
                await self._connect(display)
            await asyncio.sleep(random.uniform(*self._back_s))

    async def _connect(self, display: Display) -> None:
        host, port = self._address.hostname, self._address.port
        make = lambda: _Connection(display, f"{host}:{port}")  # noqa: E731
        async with asyncio.timeout(10):
            _, connection = await self._loop.create_connection(make, host, port, ssl=self._context)
        try:
            while not connection.lost.done() and time.monotonic() - connection.beat_at < BEAT_MISSED_S:
                await asyncio.wait([connection.lost], timeout=1.0)
        finally:
            connection.transport.abort()
