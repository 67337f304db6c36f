"""Follows the office's board: connects, keeps the newest, asks when behind, starts over when the server is silent."""

import logging
import queue
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from display_client.board import Latest
from display_client.connection import Arrival, Connection
from display_client.kept_board import KeptBoard
from queue_server.contract.codec import BadMessage, Json, from_wire
from queue_server.contract.messages import Beat, Board, BoardAuth, DisplayCommand, DisplayStatus
from queue_server.contract.rooms import RECONNECT_DELAY_S, STALE_AFTER_S

logger = logging.getLogger(__name__)

STATUS_EVERY_S = 10.0
TICK_S = 0.25
"""Longest time before deadlines are looked at again."""
KEEP_EVERY_S = 5.0
"""Shortest time between two writes to the disk, which is often a memory card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Times of the feed in seconds."""

    silent_after_s: float = STALE_AFTER_S
    reconnect_delay_s: tuple[float, float] = RECONNECT_DELAY_S
    status_every_s: float = STATUS_EVERY_S
    keep_every_s: float = KEEP_EVERY_S


@dataclass
class Feed:
    """Runs on a thread of its own; ``latest`` is replaced as a whole, so it may be read at any time.

    Args:
        server: base URL.
        auth: what the server is told at every connect.
        kept: where the last board is kept.
        status: what to report, asked at every report.
        changed: called after anything changed; must return at once.
        commanded: called with each order to this display; must return at once.
    """

    server: str
    auth: BoardAuth
    kept: KeptBoard
    status: Callable[[], DisplayStatus]
    changed: Callable[[], None]
    commanded: Callable[[DisplayCommand], None]
    rhythm: Rhythm = field(default_factory=Rhythm)
    latest: Latest = field(default_factory=Latest, init=False)
    refusal: str = field(default="", init=False)
    """Why the server refused the last connection, empty otherwise."""
    _arrivals: "queue.SimpleQueue[Arrival | None]" = field(default_factory=queue.SimpleQueue, init=False)
    _ending: threading.Event = field(default_factory=threading.Event, init=False)
    _again: threading.Event = field(default_factory=threading.Event, init=False)
    _connection: Connection | None = field(default=None, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _on_disk: Board | None = field(default=None, init=False)
    _kept_s: float = field(default=float("-inf"), init=False)

    def start(self) -> None:
        """Show the kept board and begin to follow."""
        found = self.kept.load(datetime.now(UTC))
        if found is not None:
            self._on_disk, age_s = found
            self.latest = Latest(board=self._on_disk, heard_s=time.monotonic() - age_s)
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End within two seconds and keep the board."""
        self._ending.set()
        self._arrivals.put(None)
        if self._thread is not None:
            self._thread.join(timeout=2)
        if self.latest.live:
            self._keep(time.monotonic())

    def reconnect(self) -> None:
        """Drop the connection and make a new one, as after a silence."""
        self._again.set()
        self._arrivals.put(None)

    def ask(self, event: str, payload: dict[str, Json], answer: Callable[..., None]) -> None:
        """Send an event on the present connection; without one, or without an answer, ``answer`` is not called."""
        connection = self._connection
        if connection is not None:
            connection.ask(event, payload, answer)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._again.clear()
            connection = Connection(self.server, self.auth, self._arrivals.put)
            if connection.open():
                self._follow(connection)
                self._connection = None
                connection.close()
            # Random, or all displays of a province would come back at the same instant.
            self._ending.wait(random.uniform(*self.rhythm.reconnect_delay_s))

    def _follow(self, connection: Connection) -> None:
        """Return when this connection is over."""
        heard_s = time.monotonic()
        status_due_s = float("inf")
        while not (self._ending.is_set() or self._again.is_set()):
            now_s = time.monotonic()
            if now_s - heard_s > self.rhythm.silent_after_s:
                logger.warning("the server was silent for %.0f s", now_s - heard_s)
                return
            if now_s >= status_due_s:
                connection.tell_status(self.status())
                status_due_s = now_s + self.rhythm.status_every_s
            if self.latest.board is not self._on_disk and now_s - self._kept_s >= self.rhythm.keep_every_s:
                self._keep(now_s)
            match self._next(connection):
                case Arrival(event="opened"):
                    self._connection = connection
                    status_due_s = now_s
                    self._accepted()
                case Arrival(event="refused" | "closed") as arrival:
                    self._ended(arrival)
                    return
                case Arrival() as arrival if self._take(connection, arrival):
                    heard_s = time.monotonic()

    def _next(self, connection: Connection) -> Arrival | None:
        """Return what arrived on this connection, None when nothing did for a moment."""
        try:
            arrival = self._arrivals.get(timeout=TICK_S)
        except queue.Empty:
            return None
        # A late message of an earlier connection could bring an earlier epoch back.
        return arrival if arrival is not None and arrival.source is connection else None

    def _accepted(self) -> None:
        logger.info("connected to %s", self.server)
        self.refusal = ""
        self.changed()

    def _ended(self, arrival: Arrival) -> None:
        if arrival.event == "refused":
            self.refusal = _reason(arrival.payload)
            self.changed()
        logger.warning("connection to %s %s: %s", self.server, arrival.event, _reason(arrival.payload))

    def _take(self, connection: Connection, arrival: Arrival) -> bool:
        """Return whether the message was one; what can't be read is logged and changes nothing."""
        now_s = time.monotonic()
        try:
            match arrival.event:
                case "board":
                    self.latest = self.latest.with_board(from_wire(Board, arrival.payload), now_s)
                case "beat":
                    beat = from_wire(Beat, arrival.payload)
                    self.latest = self.latest.with_beat(now_s)
                    if self.latest.behind(beat):
                        connection.ask_for_board()
                case "command":
                    self.commanded(from_wire(DisplayCommand, arrival.payload))
        except BadMessage as error:
            logger.warning("an unreadable %s arrived: %s", arrival.event, error)
            return False
        self.changed()
        return True

    def _keep(self, now_s: float) -> None:
        board = self.latest.board
        if board is not None:
            self.kept.save(board, datetime.now(UTC) - timedelta(seconds=self.latest.age_s(now_s) or 0.0))
            self._on_disk, self._kept_s = board, now_s


def _reason(payload: object) -> str:
    """Return why a connection ended; servers send ``{"message": code}``, the library a sentence."""
    if isinstance(payload, dict):
        payload = payload.get("message", "")
    return str(payload or "no reason given")[:200]
