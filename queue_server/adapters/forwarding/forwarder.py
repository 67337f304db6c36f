"""Forwards in a task of its own: soon after a change, now and then without one, ever more rarely while it fails."""

import logging
import random
import threading
from collections.abc import Callable

from queue_server.domain.errors import Refusal
from queue_server.usecases.forwarding import Forwarding
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.failures import StorageError
from queue_server.usecases.ports.forwarding import LinkDown, ProvinceBusy

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
"""How often it is looked whether there is something to do; changes of this time go together."""

HEARD_EVERY_S = 15.0
"""How often the province hears that nothing is new."""

PAUSE_S = 0.05
"""Between parcels while catching up, so that the office keeps its computer."""

FIRST_RETRY_S = 1.0
LAST_RETRY_S = 120.0


class Forwarder:
    """Runs one office's forwarding until it is stopped.

    Args:
        forwarding: what is done.
        office: its code.
        clock: monotonic time.
        is_on_duty: whether of several workers this one forwards.
        scale: shortens all times, for tests.
        spread: returns a number from 0 to 1 by which boxes that failed together come back apart.
    """

    def __init__(
        self,
        forwarding: Forwarding,
        office: str,
        clock: Clock,
        *,
        is_on_duty: Callable[[], bool] = lambda: True,
        scale: float = 1.0,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self.forwarding = forwarding
        self._office = office
        self._clock = clock
        self._is_on_duty = is_on_duty
        self._scale = scale
        self._spread = spread
        self._changed = True
        self._failures = 0
        self._due = 0.0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def committed(self, news: Committed) -> None:
        """Remember that the office has changed; never waits."""
        if news.office == self._office:
            self._changed = True

    def start(self) -> None:
        """Begin; with gevent's patches the thread is a greenlet of the hub."""
        self._thread = threading.Thread(target=self._run, name=f"forward {self._office}", daemon=True)
        self._thread.start()

    def stop(self, within_s: float = 5.0) -> None:
        """Send no more; a request that is under way is waited for a little."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(within_s)

    def _run(self) -> None:
        while not self._stopped.is_set():
            now = self._clock.monotonic()
            is_due = now >= self._due or (self._changed and not self._failures)
            if is_due and self._is_on_duty():
                self._due = self._clock.monotonic() + self._attempt() * self._scale
            wait_s = min(LOOK_EVERY_S * self._scale, max(PAUSE_S * self._scale, self._due - self._clock.monotonic()))
            self._stopped.wait(wait_s)

    def _attempt(self) -> float:
        """Send once, and return the seconds until the next time if nothing changes."""
        self._changed = False
        try:
            behind = self.forwarding.step()
        except ProvinceBusy as busy:
            return self._fail(str(busy), busy.retry_after_s)
        except (LinkDown, StorageError) as error:
            return self._fail(str(error))
        except Refusal as refusal:
            return self._fail(f"{refusal.code}: {refusal.detail}")
        except Exception:
            logger.exception("forwarding office %s failed", self._office)
            return self._fail("a defect; see the log")
        if self._failures:
            logger.info("office %s is being forwarded again", self._office)
        self._failures = 0
        if behind:
            self._changed = True
            return PAUSE_S
        return HEARD_EVERY_S

    def _fail(self, sentence: str, at_least_s: float = 0.0) -> float:
        if self._failures == 0:
            logger.warning("office %s is not forwarded: %s", self._office, sentence)
        self._failures += 1
        try:
            self.forwarding.failed(sentence)
        except (StorageError, Refusal) as error:
            logger.warning("office %s: %s", self._office, error)
        delay_s = min(LAST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(self._failures - 1, 10))
        # Between half and all of the delay: boxes that lost the province together do not come back together.
        return at_least_s + delay_s * (0.5 + 0.5 * self._spread())
