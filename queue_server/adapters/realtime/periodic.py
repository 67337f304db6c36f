"""Work that is done again and again beside everything else, until it is told to stop."""

import logging
from collections.abc import Callable
from threading import Event

from queue_server.adapters.realtime.socket_server import SocketServer
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.failures import StorageError, severity

logger = logging.getLogger(__name__)


class Periodic:
    """Calls a function every so many seconds, in a background task of its own."""

    def __init__(self, server: SocketServer, clock: Clock, every_s: float, work: Callable[[], None]) -> None:
        self._server = server
        self._clock = clock
        self._every_s = every_s
        self._work = work
        self._stopped = Event()

    def start(self) -> None:
        """Begin; the first call comes after one interval."""
        self._server.start_background_task(self._run)

    def stop(self) -> None:
        """Call no more; a call that runs is finished."""
        self._stopped.set()

    def _run(self) -> None:
        due = self._clock.monotonic() + self._every_s
        while not self._stopped.is_set():
            self._server.sleep(max(0.0, due - self._clock.monotonic()))
            if self._stopped.is_set():
                return
            try:
                self._work()
            except StorageError as error:
                logger.log(severity(error), "periodic work failed: %s", error)
            except Exception:
                logger.exception("periodic work failed; it is tried again in %.0f s", self._every_s)
            # After a long call or a sleep of the whole machine the missed times are not made up for.
            due = max(due, self._clock.monotonic() - self._every_s) + self._every_s
