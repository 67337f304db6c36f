"""What lets several workers serve one database together; a single server on a file needs none of it."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from limits.storage import MemoryStorage, Storage

from queue_server.adapters.db.database import Database
from queue_server.adapters.realtime.news import Hear, Wakeups
from queue_server.adapters.realtime.shared_presence import Shared
from queue_server.adapters.realtime.socket_server import SocketServer
from queue_server.adapters.web.shared_rates import SharedRates
from queue_server.config import Configuration
from queue_server.config_database import SQLITE
from queue_server.settings import SettingsError
from queue_server.usecases.duty import Duty
from queue_server.usecases.ports.environment import Clock, Ids

UPKEEP = "upkeep"
"""The lease of the worker that ends days and brings held tickets back."""

NOTIFY = "notify"
"""The lease of the worker that sends messages to phones."""

RATES_WAIT_S = 0.1
"""Time for Redis to count a request; afterwards workers count apart for a while."""


class Cluster:
    """This worker's ties to the others."""

    def __init__(self, configuration: Configuration, database: Database, clock: Clock, ids: Ids) -> None:
        self.worker = ids.new_id()
        """Holder of this worker's leases."""
        self._redis_url = configuration.redis_url
        self._channel = f"moiso:{database.reader.epoch()}"
        self._clock = clock
        self._ids = ids
        self._states, self._leases = database.device_states, database.leases
        self._wakeups: Wakeups | None = None
        self._duty: Duty | None = None
        self._notifies: Duty | None = None
        self._printers: dict[str, Duty] = {}
        if not configuration.database_url.startswith(SQLITE):
            self._duty = Duty(database.leases, UPKEEP, self.worker, clock)
            self._notifies = Duty(database.leases, NOTIFY, self.worker, clock)

    def shared(self) -> Shared | None:
        """Return what workers share devices by, None where there can be only one."""
        if self._duty is None:
            return None
        return Shared(states=self._states, leases=self._leases, worker=self.worker, new_id=self._ids.new_id)

    def is_on_duty(self) -> bool:
        """Return whether this worker does what one of all has to do."""
        return self._duty is None or self._duty.is_ours()

    def may_notify(self) -> bool:
        """Return whether this worker sends the messages to phones."""
        return self._notifies is None or self._notifies.is_ours()

    def may_print(self, printer: str) -> bool:
        """Return whether a printer is this worker's, which it stays as long as it keeps asking."""
        if self._duty is None:
            return True
        name = f"printer:{printer}"
        if name not in self._printers:
            self._printers[name] = Duty(self._leases, name, self.worker, self._clock)
        return self._printers[name].is_ours()

    def redis_works(self) -> bool:
        """Return whether Redis answered lately."""
        return self._wakeups is not None and self._wakeups.works

    def open_wakeups(self, server: SocketServer, hear: Hear) -> Wakeups | None:
        """Return the way to the other workers, None without Redis.

        Raises:
            SettingsError: Redis is configured, but its library is not installed.
        """
        if self._redis_url:
            _need_redis()
            from queue_server.adapters.realtime.wakeups import RedisWakeups

            self._wakeups = RedisWakeups(self._redis_url, self._channel, server, self._clock, hear)
        return self._wakeups

    def rate_storage(self) -> Storage:
        """Return where requests are counted for rate limits.

        Raises:
            SettingsError: as ``open_wakeups``.
        """
        if not self._redis_url:
            return MemoryStorage()
        _need_redis()
        from limits.storage.redis import RedisStorage

        from queue_server.adapters.realtime.wakeups import connect

        client = connect(self._redis_url, RATES_WAIT_S)
        shared = RedisStorage(
            self._redis_url, connection_pool=client.connection_pool, key_prefix=f"{self._channel}:rates"
        )
        return SharedRates(shared, self.redis_works, self._clock)

    def helpers(self) -> Mapping[str, Callable[[], bool]]:
        """Return the parts without which this worker goes on, with the question whether they work."""
        return {"redis": self.redis_works} if self._redis_url else {}

    def leave(self) -> None:
        """Give back what others wait for."""
        for duty in [*self._printers.values(), *filter(None, (self._duty, self._notifies))]:
            duty.give_back()


def redis_answers(url: str) -> bool:
    """Return whether Redis answers now.

    Raises:
        SettingsError: its library is not installed.
    """
    _need_redis()
    from queue_server.adapters.realtime.wakeups import answers

    return answers(url)


def _need_redis() -> None:
    if find_spec("redis") is None:
        raise SettingsError("[redis]: its library is not installed; run: pip install 'moiso[redis]'")
