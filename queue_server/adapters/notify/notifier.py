"""Sends messages in a task of its own, in the one program that has the lease."""

import logging
import threading
from collections.abc import Callable

from queue_server.domain.errors import Refusal
from queue_server.domain.notifying import OVERTAKEN
from queue_server.usecases.notifying import Notifying
from queue_server.usecases.ports.failures import StorageError

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
FORGET_EVERY = 150
"""Rounds between two removals of what has had its time: five minutes."""


class Notifier:
    """Runs until it is stopped.

    Args:
        notifying: what is done.
        is_on_duty: whether of several programs this one sends.
        every_s: pause between two rounds.
    """

    def __init__(
        self, notifying: Notifying, is_on_duty: Callable[[], bool] = lambda: True, every_s: float = LOOK_EVERY_S
    ) -> None:
        self._notifying = notifying
        self._is_on_duty = is_on_duty
        self._every_s = every_s
        self._rounds = 0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; with gevent's patches the thread is a greenlet of the hub."""
        self._thread = threading.Thread(target=self._run, name="notify", daemon=True)
        self._thread.start()

    def stop(self, within_s: float = 5.0) -> None:
        """Send no more; a message that is under way is waited for a little."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(within_s)

    def round(self) -> None:
        """Queue what is near, send what is due, forget what has had its time."""
        self._notifying.look_for_near()
        for outcome in self._notifying.send_due():
            if outcome.sent:
                logger.info("message %s was sent", outcome.message)
            elif outcome.reason == OVERTAKEN:
                logger.info("message %s was not sent: %s", outcome.message, outcome.reason)
            else:
                logger.warning("message %s was not sent: %s", outcome.message, outcome.reason)
        if self._rounds % FORGET_EVERY == 0:
            self._notifying.forget()
        self._rounds += 1

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                if self._is_on_duty():
                    self.round()
            except (StorageError, Refusal) as error:
                logger.warning("messages wait: %s", error)
            except Exception:
                logger.exception("sending messages failed; it is tried again")
            self._stopped.wait(self._every_s)
