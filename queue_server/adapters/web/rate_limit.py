"""How often one machine or address may sign in or take a number."""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import MovingWindowRateLimiter

from queue_server.adapters.web.asked import asked
from queue_server.adapters.web.callers import Caller
from queue_server.adapters.web.errors import TryLater

OFF = "off"


class RateLimit:
    """A moving window per caller.

    Args:
        name: what is limited; windows of different names don't share.
        rate: ``30/minute``, or ``off``.
        storage: keeps the windows; shared between workers, if it can be.
    """

    def __init__(self, name: str, rate: str, storage: Storage) -> None:
        self._name = name
        self._item: RateLimitItem | None = None if rate == OFF else parse(rate)
        self._windows = MovingWindowRateLimiter(storage)

    def count(self, caller: Caller) -> None:
        """Count the present request.

        Raises:
            TryLater: rate_limited.
        """
        if self._item is None:
            return
        who = f"{self._name} {_key(caller)}"
        if not self._windows.hit(self._item, who):
            free_at = self._windows.get_window_stats(self._item, who).reset_time
            raise TryLater("rate_limited", f"at most {self._item}", math.ceil(free_at - time.time()))


def _key(caller: Caller) -> str:
    """Return the device, else the operator, else the address: a whole office may share one address."""
    if caller.device is not None or caller.operator is not None:
        return caller.scope
    return f"address {asked().remote_addr}"
