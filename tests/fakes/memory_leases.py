"""In-memory twin of leases."""

from datetime import datetime, timedelta
from threading import Lock

from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.leases import LONGEST_S

SET_BACK = timedelta(seconds=5)


class MemoryLeases:
    """See ``Leases``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._leases: dict[str, tuple[str, datetime, datetime]] = {}

    def take(self, name: str, holder: str, ttl_s: float) -> bool:
        with self._lock:
            if self.holder(name) not in (None, holder):
                return False
            self._keep(name, holder, ttl_s)
            return True

    def renew(self, name: str, holder: str, ttl_s: float) -> bool:
        with self._lock:
            if self.holder(name) != holder:
                return False
            self._keep(name, holder, ttl_s)
            return True

    def release(self, name: str, holder: str) -> None:
        with self._lock:
            if self._leases.get(name, ("",))[0] == holder:
                del self._leases[name]

    def holder(self, name: str) -> str | None:
        holder, taken_at, expires_at = self._leases.get(name, (None, self._clock.now(), self._clock.now()))
        now = self._clock.now()
        return holder if expires_at > now and taken_at <= now + SET_BACK else None

    def _keep(self, name: str, holder: str, ttl_s: float) -> None:
        if not 0 < ttl_s <= LONGEST_S:
            raise ValueError(f"a lease of {ttl_s} s: more than 0 and at most {LONGEST_S:.0f} s are allowed")
        now = self._clock.now()
        self._leases[name] = (holder, now, now + timedelta(seconds=ttl_s))
