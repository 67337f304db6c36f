"""Offices come with their configuration, and go as long as nobody was served in them."""

from collections.abc import Callable

from queue_server.adapters.db.audit_store import add_entry
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.log_store import add_event
from queue_server.adapters.db.office_removal import last_revision, remove_office
from queue_server.adapters.db.office_store import add_office, is_known
from queue_server.adapters.db.sql import Sql
from queue_server.domain.events import OfficeConfigured
from queue_server.domain.office import Office
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.environment import Clock


class SqlOfficeSetup:
    """Writes offices as configured."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock

    def add_office(self, office: Office, by: str) -> bool:
        return self._writer.write(lambda sql: self._add(sql, office, by))

    def _add(self, sql: Sql, one: Office, by: str) -> Written[bool]:
        if is_known(sql, one.code):
            return Written(value=False, keep=False)
        revision = last_revision(sql, one.code) + 1
        add_office(sql, one, revision)
        event = OfficeConfigured(by=by)
        add_event(sql, one.code, revision, 0, self._clock.now(), event)
        entry = AuditEntry(
            at=self._clock.now(), by=by, office=one.code, kind="office", target=one.code, action=AuditAction.ADDED
        )
        add_entry(sql, entry)
        committed = Committed(office=one.code, revision=revision, kinds=(event.type,), tickets=())
        return Written(value=True, committed=committed)

    def remove_office(self, office: str, by: str, check: Callable[[Office], None]) -> None:
        def work(sql: Sql) -> Written[None]:
            remove_office(sql, office, by, self._clock.now(), check)
            return Written(value=None)

        self._writer.write(work)
