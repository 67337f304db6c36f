"""Writes to PostgreSQL for a server on gevent: each office has a lane, and its greenlet commits the backlog at once.

Measured with one office and 32 clients: many connections on one row get in each other's way, one that takes all that
waits does not. Lanes of several offices run side by side. Greenlets and not threads: the way to a thread and back costs
more than waiting for a server in the hub, which others use meanwhile.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import gevent
from gevent import get_hub
from gevent.event import Event
from gevent.lock import BoundedSemaphore

from queue_server.adapters.db.batch import Job, Outage, Work, WriteConnection
from queue_server.adapters.db.engine import Engine
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import Committed

T = TypeVar("T")

BACKLOG = 1000
"""Requests that may wait in all lanes together."""

BATCH = 60
"""Requests that share a commit at most. A transaction with more than 64 savepoints slows all others down.

Source: PostgreSQL, subtransactions; PGPROC_MAX_CACHED_SUBXIDS.
"""

CONNECTIONS = 8
"""Lanes that write at the same time in one process."""


class _Asked(Job[T]):
    """A job that a greenlet waits for."""

    def __init__(self, work: Work[T]) -> None:
        super().__init__(work)
        self.answered = Event()


class OfficeWriter:
    """Runs the work of greenlets in its lanes.

    Args:
        engine: the database.
        on_commit: called in the hub, in each office's order of commits, before the greenlets get their answers; must
            not wait.
        backlog: number of requests that may wait before others are refused.
    """

    def __init__(self, engine: Engine, on_commit: Callable[[Committed], None], backlog: int = BACKLOG) -> None:
        self._engine = engine
        self._on_commit = on_commit
        self._backlog = backlog
        self._pending = 0
        self._stopping = False
        self._outage = Outage(engine.patience_s, gevent.sleep)
        self._lanes: dict[str | None, deque[_Asked[Any]]] = {}
        self._running: set[gevent.Greenlet[..., None]] = set()
        self._turns = BoundedSemaphore(CONNECTIONS)
        self._free = [WriteConnection(engine, self._outage)]

    @property
    def waiting(self) -> int:
        return self._pending

    def write(self, work: Work[T], office: str | None = None) -> T:
        if gevent.getcurrent() in self._running:
            raise RuntimeError("a change was asked for within a change")
        if self._stopping:
            raise Refusal("busy", "the server is stopping")
        if self._pending >= self._backlog:
            raise Refusal("busy", f"{self._pending} requests are waiting")
        job = _Asked(work)
        self._pending += 1
        lane = self._lanes.get(office)
        if lane is None:
            lane = self._lanes[office] = deque()
            self._start(office, lane)
        lane.append(job)
        job.answered.wait()
        return job.result()

    def close(self) -> None:
        self._stopping = True
        gevent.joinall(list(self._running))
        while self._free:
            self._free.pop().close()

    def _start(self, office: str | None, lane: deque[_Asked[Any]]) -> None:
        greenlet = gevent.Greenlet(self._work_through, office, lane)
        self._running.add(greenlet)
        greenlet.link(self._running.discard)
        greenlet.start()

    def _work_through(self, office: str | None, lane: deque[_Asked[Any]]) -> None:
        """Commit batch after batch until nobody waits in the lane."""
        with self._turns:
            connection = self._free.pop() if self._free else None
            while lane:
                if connection is None:
                    connection = WriteConnection(self._engine, self._outage)
                self._deliver(connection.run(_batch(lane), office))
            del self._lanes[office]
            if connection is not None:
                self._free.append(connection)

    def _deliver(self, done: list[_Asked[Any]]) -> None:
        """Publish and answer what is committed."""
        for job in done:
            self._pending -= 1
            if job.committed is not None:
                # As callbacks of their own, one that fails doesn't keep the others from their answers.
                get_hub().loop.run_callback(self._on_commit, job.committed)
            job.answered.set()


def _batch(lane: deque[_Asked[Any]]) -> Iterator[_Asked[Any]]:
    """Take what waits until nothing does: who comes while the first ones are at work shares their commit."""
    for _ in range(BATCH):
        if not lane:
            return
        yield lane.popleft()
