"""Many displays in one thread: each follows the board over a WebSocket and comes back by itself."""

import asyncio
import contextlib
import json
import random
import ssl
import threading
import time
from dataclasses import dataclass, field

import websockets
from websockets.exceptions import WebSocketException

BEAT_MISSED_S = 12.0
"""As displays do it: without a beat for so long they connect anew."""


@dataclass
class Display:
    """What one display has seen."""

    office: str
    board: dict | None = None
    boards: int = 0
    connections: int = 0
    calls: dict[str, int] = field(default_factory=dict)
    """How often each call came anew: more than once would be spoken twice."""
    at: float = 0.0
    """When the newest board came, monotonic."""

    @property
    def revision(self) -> int:
        return 0 if self.board is None else self.board["revision"]

    def take(self, board: dict) -> None:
        """Keep the newest revision of an epoch, as the contract says."""
        self.boards += 1
        if self.board is not None and board["epoch"] == self.board["epoch"] and board["revision"] <= self.revision:
            return
        known = set() if self.board is None else {one["call_id"] for one in self.board["calls"]}
        for one in board["calls"]:
            if one["call_id"] not in known and one["call_id"] not in self.calls:
                self.calls[one["call_id"]] = 1
        self.board, self.at = board, time.monotonic()


class Displays:
    """Displays of given offices, connected until stopped.

    Args:
        url: ``ws://`` or ``wss://`` and host.
        offices: one display for each entry.
        back_s: least and most seconds before a display that was cut connects again.
    """

    def __init__(self, url: str, offices: list[str], context: ssl.SSLContext | None = None, back_s=(0.5, 2.0)) -> None:
        self.all = [Display(office) for office in offices]
        self._url = f"{url}/socket.io/?EIO=4&transport=websocket"
        self._context = context
        self._back_s = back_s
        self._chance = random.Random(7)
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
            with contextlib.suppress(TimeoutError, OSError, WebSocketException):
                await self._connect(display)
            await asyncio.sleep(self._chance.uniform(*self._back_s))

    async def _connect(self, display: Display) -> None:
        async with websockets.connect(
            self._url, ssl=self._context, compression=None, ping_interval=None, open_timeout=10, close_timeout=1
        ) as socket:
            await socket.send("40/board," + json.dumps({"office": display.office}))
            beat = time.monotonic()
            while True:
                left = beat + BEAT_MISSED_S - time.monotonic()
                if left <= 0:
                    return
                text = await asyncio.wait_for(socket.recv(), left)
                if text == "2":
                    await socket.send("3")
                elif text.startswith("40/board,"):
                    display.connections += 1
                elif text.startswith("42/board,"):
                    event, payload = json.loads(text[len("42/board,") :])[:2]
                    if event == "board":
                        display.take(payload)
                    elif event == "beat":
                        beat = time.monotonic()
                        if payload["revision"] > display.revision:
                            await socket.send('42/board,["board.get",{}]')
