"""Tidies a database up beside its writer, in a native thread, so that no commit has to wait for it."""

from collections.abc import Callable
from contextlib import suppress

from gevent.monkey import get_original
from gevent.threadpool import ThreadPool

from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import StorageError

TIDY_AFTER = 100
"""Requests; in an office's pace these are about 4 MB of log."""


class Tidier:
    """Calls ``tidy`` now and then in a thread of its own.

    What fails there is left to the writer, which tidies up by itself when it has to and tells what is wrong.
    """

    def __init__(self, tidy: Callable[[], None]) -> None:
        self._tidy = tidy
        self._untidy = 0
        self._orders = get_original("queue", "SimpleQueue")()
        self._threads = ThreadPool(1)
        self._running = self._threads.spawn(self._run)

    def written(self, requests: int) -> None:
        """Note that so many requests were committed. Called in the writer's thread; never waits."""
        self._untidy += requests
        if self._untidy >= TIDY_AFTER and self._orders.empty():
            self._untidy = 0
            self._orders.put(True)

    def close(self) -> None:
        """Finish what was begun."""
        self._orders.put(None)
        self._running.get()
        self._threads.kill()

    def _run(self) -> None:
        while self._orders.get() is not None:
            with suppress(StorageError, Refusal):
                self._tidy()
