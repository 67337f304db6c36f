"""Counts for rate limits that all workers share while Redis answers; else each counts for itself."""

from collections.abc import Callable
from typing import Any, TypeVar

from limits.storage import MemoryStorage, MovingWindowSupport, Storage

from queue_server.usecases.ports.environment import Clock

T = TypeVar("T")

APART_S = 5.0
"""After a failure each worker counts for itself for so long, so that not every request waits for Redis in vain."""


class SharedRates(Storage, MovingWindowSupport):
    """A storage of ``limits``: the shared one, or this process's own while the shared one fails.

    Args:
        shared: of Redis; has to give up within a fraction of a second.
        works: whether Redis is known to answer, by those who talk with it beside all requests.
    """

    def __init__(self, shared: Any, works: Callable[[], bool], clock: Clock) -> None:
        super().__init__()
        self._shared = shared
        self._own = MemoryStorage()
        self._works = works
        self._clock = clock
        self._apart_until = float("-inf")

    def _ask(self, question: Callable[[Any], T]) -> T:
        if self._works() and self._clock.monotonic() >= self._apart_until:
            try:
                return question(self._shared)
            except self.base_exceptions:
                self._apart_until = self._clock.monotonic() + APART_S
        return question(self._own)

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        errors: type[Exception] | tuple[type[Exception], ...] = self._shared.base_exceptions
        return errors

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        return self._ask(lambda storage: bool(storage.acquire_entry(key, limit, expiry, amount)))

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        window: tuple[float, int] = self._ask(lambda storage: storage.get_moving_window(key, limit, expiry))
        return window

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        return self._ask(lambda storage: int(storage.incr(key, expiry, amount)))

    def get(self, key: str) -> int:
        return self._ask(lambda storage: int(storage.get(key)))

    def get_expiry(self, key: str) -> float:
        return self._ask(lambda storage: float(storage.get_expiry(key)))

    def check(self) -> bool:
        return self._ask(lambda storage: bool(storage.check()))

    def reset(self) -> int | None:
        removed: int | None = self._ask(lambda storage: storage.reset())
        return removed

    def clear(self, key: str) -> None:
        self._ask(lambda storage: storage.clear(key))
