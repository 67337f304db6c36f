"""In-memory twin of the audit log."""

from collections.abc import Sequence

from queue_server.usecases.ports.audit import AuditEntry
from tests.fakes.memory_offices import MemoryDatabase


class MemoryAuditLog:
    """See ``AuditLog``."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def entries(self, office: str | None, limit: int, kind: str | None = None) -> Sequence[AuditEntry]:
        found = [one for one in self._database.state.audit if office in (None, one.office) and kind in (None, one.kind)]
        return list(reversed(found))[:limit]
