"""In-memory twin of the audit log."""

from collections.abc import Sequence

from queue_server.usecases.ports.audit import AuditEntry
from tests.fakes.memory_offices import MemoryDatabase


class MemoryAuditLog:
    """See ``AuditLog``."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def entries(self, office: str | None, limit: int) -> Sequence[AuditEntry]:
        found = [one for one in self._database.state.audit if office in (None, one.office)]
        return list(reversed(found))[:limit]
