"""Work that one of all workers does: who has its lease."""

from contextlib import suppress

from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.failures import StorageError
from queue_server.usecases.ports.leases import Leases

KEPT_S = 10.0
"""After a worker died so long nobody does its work."""

ASKED_EVERY_S = 3.0


class Duty:
    """One worker's part in such work.

    Args:
        leases: decide whose turn it is.
        name: of the work, the same in all workers.
        worker: id of this worker.
    """

    def __init__(self, leases: Leases, name: str, worker: str, clock: Clock) -> None:
        self._leases = leases
        self._name = name
        self._worker = worker
        self._clock = clock
        self._ask_at = float("-inf")
        self._until = float("-inf")

    def is_ours(self) -> bool:
        """Return whether this worker does the work now; while it asks often, nobody else begins."""
        now = self._clock.monotonic()
        if now < self._ask_at:
            return now < self._until
        self._ask_at = now + ASKED_EVERY_S
        # If the database can't be asked, what was granted counts, but no longer than it was granted for.
        with suppress(Refusal, StorageError):
            self._until = now + KEPT_S if self._leases.take(self._name, self._worker, KEPT_S) else now
        return self._clock.monotonic() < self._until

    def give_back(self) -> None:
        """Let another worker do it at once."""
        self._until = self._ask_at = float("-inf")
        with suppress(Refusal, StorageError):  # else its time runs out by itself
            self._leases.release(self._name, self._worker)
