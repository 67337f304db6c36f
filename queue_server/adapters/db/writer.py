"""Writes for a server on gevent: one native thread takes the whole backlog, commits once, then answers and publishes.

The thread shares nothing with the hub but a native queue, a deque and an async watcher: under monkey patching the
locks of threading, queue and logging belong to gevent, and waiting for one here would stop every greenlet. So work
neither logs nor waits for anything but the database.
"""

from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from gevent import get_hub
from gevent.event import Event
from gevent.monkey import get_original
from gevent.threadpool import ThreadPool

from queue_server.adapters.db.batch import Job, Work, WriteConnection
from queue_server.adapters.db.engine import Engine
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import Committed

T = TypeVar("T")

BACKLOG = 1000
"""Requests that may wait; at 2,000 a second the last of them waits half a second."""

_Backlog = list[tuple[Job[Any], Event]]


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
        self._outbox: deque[_Backlog] = deque()
        self._done = self._hub.loop.async_()
        self._done.start(self._deliver)
        self._threads = ThreadPool(1)
        self._running = self._threads.spawn(self._run)

    @property
    def waiting(self) -> int:
        return self._pending

    def write(self, work: Work[T]) -> T:
        if get_hub() is not self._hub:
            raise RuntimeError("a change was asked for in another thread, or within a change")
        if self._stopping:
            raise Refusal("busy", "the server is stopping")
        if self._pending >= self._backlog:
            raise Refusal("busy", f"{self._pending} requests are waiting")
        job, answered = Job(work), Event()
        self._pending += 1
        self._inbox.put((job, answered))
        answered.wait()
        return job.result()

    def close(self) -> None:
        if self._stopping:
            return
        self._stopping = True
        self._inbox.put(None)
        self._running.get()
        self._threads.kill()
        self._deliver()
        self._done.close()
        self._connection.close()

    def _run(self) -> None:
        """Work through the inbox until it says None. Runs in the thread."""
        stopping = False
        while not stopping:
            taken = [self._inbox.get()]
            while not self._inbox.empty():
                taken.append(self._inbox.get())
            stopping = taken[-1] is None
            backlog = [one for one in taken if one is not None]
            self._connection.run([job for job, _ in backlog])
            self._outbox.append(backlog)
            self._done.send()

    def _deliver(self) -> None:
        """Publish and answer what is committed. Runs in the hub."""
        while self._outbox:
            for job, answered in self._outbox.popleft():
                self._pending -= 1
                if job.committed is not None:
                    # As callbacks of their own, one that fails doesn't keep the others from their answers.
                    self._hub.loop.run_callback(self._on_commit, job.committed)
                answered.set()
