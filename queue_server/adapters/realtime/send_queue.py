"""What the server still has to tell one client: frames in order, a bound on them, no byte torn or lost."""

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from queue_server.adapters.realtime.websocket_frames import encode_message

_BUFFERS = 64
"""Frames given to the socket in one call; Linux takes at most 1,024."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What may wait for one client before it is cut: newer messages replace older ones, so more is no use."""

    size: int = 1_048_576
    frames: int = 512


class Packet(Protocol):
    """A message of Engine.IO; a broadcast hands the same object to every client's queue."""

    def __hash__(self) -> int: ...

    def encode(self) -> str | bytes: ...


class Socket(Protocol):
    """A connected socket that never waits: it raises BlockingIOError when it can't take a byte."""

    def send(self, data: bytes, /) -> int: ...

    def sendmsg(self, buffers: list[bytes | memoryview], /) -> int: ...


class Watcher(Protocol):
    """Calls back from the event loop as long as it is started and the socket takes bytes."""

    def start(self, callback: Callable[[], None], /) -> None: ...

    def stop(self) -> None: ...


class End(Protocol):
    """An event that one greenlet waits for."""

    def set(self) -> None: ...

    def wait(self) -> object: ...


class Tick:
    """One turn of the event loop: packets are encoded once in it, later frames of a client are joined."""

    __slots__ = ("_frames", "_joined", "_schedule", "_scheduled", "number")

    def __init__(self, schedule: Callable[[Callable[[], None]], object]) -> None:
        """Take a function that runs another one when the present turn is over."""
        self.number = 0
        self._schedule = schedule
        self._scheduled = False
        self._frames: dict[Hashable, bytes] = {}
        self._joined: list[SendQueue] = []

    def frame(self, packet: Packet) -> bytes:
        """Return the packet's frame, made only for the first of a turn's clients."""
        frame = self._frames.get(packet)
        if frame is None:
            frame = self._frames[packet] = encode_message(packet.encode())
            self.begin()
        return frame

    def join(self, queue: "SendQueue") -> None:
        """Flush this queue when the turn is over."""
        self._joined.append(queue)
        self.begin()

    def begin(self) -> None:
        """Count a new turn once the present one is over."""
        if not self._scheduled:
            self._scheduled = True
            self._schedule(self._end)

    def _end(self) -> None:
        self._scheduled = False
        self.number += 1
        self._frames.clear()
        joined, self._joined = self._joined, []
        for queue in joined:
            queue.flush()


class SendQueue:
    """The queue that Engine.IO fills for one client, written to the socket without a greenlet in between.

    The first frame of a turn goes out at once; later ones of the same turn leave together when it is over.
    What the socket does not take waits, up to the bound; above it ``cut`` is called and all further frames
    are dropped, so that the client sees a whole prefix of the stream and then its end.
    Engine.IO's own writer never gets a packet: ``get`` only tells it that the session is over.
    """

    __slots__ = (
        "_bound",
        "_closing",
        "_cut",
        "_end",
        "_socket",
        "_stalled",
        "_tick",
        "_turn",
        "_waiting",
        "_writable",
        "dead",
        "overflowed",
        "size",
    )

    def __init__(self, tick: Tick, end: End, bound: Bound) -> None:
        self.dead = False
        self.overflowed = False
        self.size = 0
        self._tick = tick
        self._end = end
        self._bound = bound
        self._waiting: deque[bytes | memoryview] = deque()
        self._socket: Socket | None = None
        self._writable: Watcher | None = None
        self._cut: Callable[[], None] | None = None
        self._turn = -1
        self._stalled = True
        self._closing = False

    def attach(self, socket: Socket, writable: Watcher, cut: Callable[[], None]) -> None:
        """Write to this socket from now on, first what has waited for it.

        Args:
            cut: called once when the client is too slow or gone; must end the connection without waiting.
        """
        self._socket, self._writable, self._cut = socket, writable, cut
        self._stalled = False
        if self.dead:
            cut()
        else:
            self.flush()

    def put(self, packet: Packet | None, block: bool = True, timeout: float | None = None) -> None:
        """Send a packet, or None to tell the writer that the session is over. Never waits."""
        if packet is None:
            self._end.set()
        else:
            self.write(self._tick.frame(packet))

    def get(self, block: bool = True, timeout: float | None = None) -> None:
        """Wait until the session is over; at once if it never had a connection."""
        if self._socket is not None:
            self._end.wait()

    def task_done(self) -> None:
        """Do nothing: there are no tasks to account for."""

    def join(self) -> None:
        """Return at once: every packet is on its way, or waits for the socket, since it was put."""

    def write(self, frame: bytes) -> None:
        """Send one whole frame in its turn; dropped after a cut or the closing frame."""
        if self.dead or self._closing:
            return
        tick = self._tick
        if self._socket is not None and not self._waiting and self._turn != tick.number:
            self._turn = tick.number
            tick.begin()
            self._write_first(self._socket, frame)
            return
        self._waiting.append(frame)
        self.size += len(frame)
        if self._is_over():
            self.flush()  # the socket may take it: a long turn alone is no reason to cut anyone
            self._keep_bound()
        elif len(self._waiting) == 1:
            tick.join(self)

    def close(self, frame: bytes) -> None:
        """Send the closing frame after what waits; the first one counts."""
        self.write(frame)
        self._closing = True

    def flush(self) -> None:
        """Write what waits as far as the socket takes it, unless it is known to take nothing now."""
        if not self._stalled:
            self._pump()

    def kill(self) -> None:
        """Forget what waits and cut the connection; once."""
        if not self.dead:
            self.take()
            if self._cut is not None:
                self._cut()

    def take(self) -> list[bytes | memoryview]:
        """Return what still waits and never write again."""
        self.dead = True
        self._let_flow()
        rest = list(self._waiting)
        self._waiting.clear()
        self.size = 0
        return rest

    def _is_over(self) -> bool:
        return self.size > self._bound.size or len(self._waiting) > self._bound.frames

    def _keep_bound(self) -> None:
        if self._is_over():
            self.overflowed = True
            self.kill()

    def _write_first(self, socket: Socket, frame: bytes) -> None:
        try:
            sent = socket.send(frame)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.kill()
            return
        if sent < len(frame):
            self._waiting.append(memoryview(frame)[sent:])
            self.size = len(frame) - sent
            self._stall()
            self._keep_bound()

    def _pump(self) -> None:
        while self._waiting and self._socket is not None:
            offered = list(islice(self._waiting, _BUFFERS))
            try:
                sent = self._socket.sendmsg(offered)
            except BlockingIOError:
                sent = 0
            except OSError:
                self.kill()
                return
            self._drop(sent)
            if sent < sum(map(len, offered)):
                self._stall()
                return
        self._let_flow()

    def _drop(self, sent: int) -> None:
        self.size -= sent
        while sent:
            frame = self._waiting.popleft()
            if sent < len(frame):
                self._waiting.appendleft(memoryview(frame)[sent:])
                return
            sent -= len(frame)

    def _stall(self) -> None:
        if not self._stalled and self._writable is not None:
            self._stalled = True
            self._writable.start(self._pump)

    def _let_flow(self) -> None:
        if self._stalled and self._writable is not None:
            self._stalled = False
            self._writable.stop()
