"""Questions about changes."""

from collections.abc import Sequence

from queue_server.adapters.db.audit_store import entries
from queue_server.adapters.db.readers import Readers
from queue_server.usecases.ports.audit import AuditEntry


class SqlAuditLog:
    """See ``AuditLog``."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def entries(self, office: str | None, limit: int, kind: str | None = None) -> Sequence[AuditEntry]:
        with self._readers.question() as sql:
            return entries(sql, office, limit, kind)
