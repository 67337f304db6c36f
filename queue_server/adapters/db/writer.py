"""Writes for a server on gevent: one native thread takes the whole backlog, commits once, then answers and publishes.

The thread shares nothing with the hub but a native queue, a deque and an async watcher: under monkey patching the
locks of threading, queue and logging belong to gevent, and waiting for one here would stop every greenlet. So work
neither logs nor waits for anything but the database.
"""

from collections import deque
from collections.abc import Callable, Iterator
from queue import Empty
from typing import Any, TypeVar

from gevent import get_hub
from gevent.event import Event
from gevent.monkey import get_original
from gevent.threadpool import ThreadPool

from queue_server.adapters.db.batch import Job, Work, WriteConnection
from queue_server.adapters.db.engine import Engine
from queue_server.adapters.db.tidier import Tidier
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import Committed

T = TypeVar("T")

BACKLOG = 1000
"""Requests that may wait; at 2,000 a second the last of them waits half a second."""

BATCH = 200
"""Requests that share a commit at most, so that under load the first of them doesn't wait for all that follow."""


WAIT_SHARE = 0.1
"""How long a batch waits for one more request, as a share of what a commit takes."""


class _Asked(Job[T]):
    """A job that a greenlet waits for."""

    def __init__(self, work: Work[T]) -> None:
        super().__init__(work)
        self.answered = Event()


def in_thread(work: Callable[[], T]) -> T:
    """Run work that takes long in a native thread, while other greenlets go on; it uses nothing of gevent's."""
    value: T = get_hub().threadpool.apply(work)
    return value


class GeventWriter:
    """Runs the work of greenlets in its thread.

    Args:
        engine: the database.
        on_commit: called in the hub, in the order of commits, before the greenlets get their answers; must not wait.
        backlog: number of requests that may wait before others are refused.
    """

    def __init__(self, engine: Engine, on_commit: Callable[[Committed], None], backlog: int = BACKLOG) -> None:
        self._hub = get_hub()
        self._on_commit = on_commit
        self._backlog = backlog
        self._pending = 0
        self._stopping = False
        self._connection = WriteConnection(engine)
        self._inbox = get_original("queue", "SimpleQueue")()
        self._outbox: deque[list[_Asked[Any]]] = deque()
        self._done = self._hub.loop.async_()
        self._done.start(self._deliver)
        self._threads = ThreadPool(1)
        self._tidier = Tidier(engine.tidy)
        self._running = self._threads.spawn(self._run)

    @property
    def waiting(self) -> int:
        return self._pending

    def write(self, work: Work[T], office: str | None = None) -> T:
        if get_hub() is not self._hub:
            raise RuntimeError("a change was asked for in another thread, or within a change")
        if self._stopping:
            raise Refusal("busy", "the server is stopping")
        if self._pending >= self._backlog:
            raise Refusal("busy", f"{self._pending} requests are waiting")
        job = _Asked(work)
        self._pending += 1
        self._inbox.put(job)
        job.answered.wait()
        return job.result()

    def close(self) -> None:
        if self._stopping:
            return
        self._stopping = True
        self._inbox.put(None)
        self._running.get()
        self._threads.kill()
        self._tidier.close()
        # The end of the thread may be heard of before its last batch.
        self._deliver()
        self._done.close()
        self._connection.close()

    def _run(self) -> None:
        """Work through the inbox until it says None. Runs in the thread."""
        size = 0
        while (first := self._inbox.get()) is not None:
            done = self._connection.run(self._batch(first, size))
            size = len(done)
            self._outbox.append(done)
            self._done.send()
            self._tidier.written(size)

    def _batch(self, first: _Asked[Any], expected: int) -> Iterator[_Asked[Any]]:
        """Take what waits until nothing does: who comes while the first ones are at work shares their commit.

        While fewer have come than last time, it waits a little for the others: they have just got their answers
        and are on their way. Else the first of them would commit alone, and all others wait for that.
        """
        yield first
        wait_s = self._connection.commit_s * WAIT_SHARE
        for taken in range(1, BATCH):
            try:
                job = self._inbox.get(taken < expected, wait_s)
            except Empty:
                return
            if job is None:
                # The end: for ``_run`` to find again.
                self._inbox.put(None)
                return
            yield job

    def _deliver(self) -> None:
        """Publish and answer what is committed. Runs in the hub."""
        while self._outbox:
            for job in self._outbox.popleft():
                self._pending -= 1
                if job.committed is not None:
                    # As callbacks of their own, one that fails doesn't keep the others from their answers.
                    self._hub.loop.run_callback(self._on_commit, job.committed)
                job.answered.set()
