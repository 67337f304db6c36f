"""The audit log: rows are only ever added."""

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.event_codec import decode, encode
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import audit
from queue_server.usecases.ports.audit import AuditAction, AuditEntry

_ADD = sa.insert(audit).values({one.name: bindparam(one.name) for one in audit.c if one.name != "id"})
_ALL = (
    sa.select(
        audit.c.at, audit.c.by_whom, audit.c.office, audit.c.kind, audit.c.target, audit.c.action, audit.c.changes
    )
    .order_by(audit.c.id.desc())
    .limit(bindparam("at_most", type_=sa.Integer))
)
_OF_OFFICE = _ALL.where(audit.c.office == bindparam("of_office"))
_OF_KIND = _ALL.where(audit.c.kind == bindparam("of_kind"))
_OF_OFFICE_AND_KIND = _OF_OFFICE.where(audit.c.kind == bindparam("of_kind"))

Changes = dict[str, list[str | None]]


def add_entry(sql: Sql, entry: AuditEntry | None) -> None:
    """Append a change, if there is one to tell."""
    if entry is None:
        return
    sql.run(
        _ADD,
        at=to_micros(entry.at),
        by_whom=entry.by,
        office=entry.office,
        kind=entry.kind,
        target=entry.target,
        action=entry.action.value,
        changes=encode(entry.changes),
    )


def entries(sql: Sql, office: str | None, limit: int, kind: str | None = None) -> list[AuditEntry]:
    """Return the newest changes first; of one office and kind, or of all."""
    match office, kind:
        case None, None:
            rows = sql.all(_ALL, at_most=limit)
        case None, _:
            rows = sql.all(_OF_KIND, of_kind=kind, at_most=limit)
        case _, None:
            rows = sql.all(_OF_OFFICE, of_office=office, at_most=limit)
        case _:
            rows = sql.all(_OF_OFFICE_AND_KIND, of_office=office, of_kind=kind, at_most=limit)
    return [_entry(row) for row in rows]


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        at=from_micros(row[0]),
        by=row[1],
        office=row[2],
        kind=row[3],
        target=row[4],
        action=AuditAction(row[5]),
        changes=decode(row[6], Changes),
    )
