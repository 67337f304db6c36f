"""The audit log and the logs of offices, page by page and newest first."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.audit_store import Changes
from queue_server.adapters.db.copy_tickets import recorded_of
from queue_server.adapters.db.event_codec import decode
from queue_server.adapters.db.forwarding_tables import forwarded_event, forwarded_office
from queue_server.adapters.db.instants import from_micros
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row
from queue_server.adapters.db.tables import audit, event
from queue_server.domain.events import Recorded
from queue_server.domain.forwarding import LogRow
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.audit_trail import ACTIONS

BEYOND = 2**62
"""A revision that no office reaches."""

BEYOND_CHANGES = 2**31 - 1
"""The greatest number PostgreSQL compares with those of changes."""

_CHANGES = (
    sa.select(
        audit.c.id,
        audit.c.at,
        audit.c.by_whom,
        audit.c.office,
        audit.c.kind,
        audit.c.target,
        audit.c.action,
        audit.c.changes,
    )
    .where(audit.c.id < bindparam("before"))
    .order_by(audit.c.id.desc())
    .limit(bindparam("at_most", type_=sa.Integer))
)
_CHANGES_THERE = _CHANGES.where(audit.c.office == bindparam("of_office"))
_HAS_COPY = sa.select(forwarded_office.c.office).where(forwarded_office.c.office == bindparam("of_office"))


def _actions(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.Select[Row]:
    return (
        sa.select(table.c.revision, table.c.position, table.c.at, table.c.type, table.c.fields)
        .where(
            table.c.office == bindparam("of_office"),
            table.c.revision < bindparam("before"),
            table.c.type.in_([sa.literal_column(f"'{one}'") for one in ACTIONS]),
            *conditions,
        )
        .order_by(table.c.revision.desc(), table.c.position.desc())
        .limit(bindparam("at_most", type_=sa.Integer))
    )


_ACTIONS = _actions(event)
_ACTIONS_THERE = _actions(forwarded_event, forwarded_event.c.superseded_by == 0)


class SqlAuditTrail:
    """See ``AuditTrail``."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def changes(self, office: str | None, before: int | None, most: int) -> Sequence[tuple[int, AuditEntry]]:
        bound = BEYOND_CHANGES if before is None else min(before, BEYOND_CHANGES)
        with self._readers.question() as sql:
            if office is None:
                rows = sql.all(_CHANGES, before=bound, at_most=most)
            else:
                rows = sql.all(_CHANGES_THERE, of_office=office, before=bound, at_most=most)
        return [(row[0], _entry(row)) for row in rows]

    def actions(self, office: str, before: int | None, most: int) -> Sequence[Recorded]:
        bound = BEYOND if before is None else before
        with self._readers.question() as sql:
            question = _ACTIONS if sql.one(_HAS_COPY, of_office=office) is None else _ACTIONS_THERE
            rows = list(sql.all(question, of_office=office, before=bound, at_most=most))
            if len(rows) == most:
                # The rest of the last revision, which the next page would leave out.
                last = rows[-1]
                more = sql.all(question, of_office=office, before=last[0] + 1, at_most=1000)
                rows += [row for row in more if row[0] == last[0] and row[1] < last[1]]
        return [recorded for recorded in (_recorded(office, row) for row in rows) if recorded is not None]


def _recorded(office: str, row: Row) -> Recorded | None:
    log_row = LogRow(revision=row[0], position=row[1], at=row[2], type=row[3], fields=row[4], last=False)
    return recorded_of(office, log_row)


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        at=from_micros(row[1]),
        by=row[2],
        office=row[3],
        kind=row[4],
        target=row[5],
        action=AuditAction(row[6]),
        changes=decode(row[7], Changes),
    )
