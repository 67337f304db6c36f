"""Removing an office that never had anything to do: all that is configured in it goes, the audit stays."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.appointment_tables import appointment, result_slip
from queue_server.adapters.db.audit_store import Changes, add_entry
from queue_server.adapters.db.event_codec import decode
from queue_server.adapters.db.forwarding_tables import forwarded_event
from queue_server.adapters.db.office_store import OfficeConfigs, office_unknown, refuse_on_box
from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import audit, metadata, office, operator, ticket
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.usecases.ports.audit import AuditAction, AuditEntry

KIND = "office"
REVISION = "revision"
"""What the audit keeps of a removed office, for one that gets its code later."""

_LOCK = (
    sa.update(office)
    .where(office.c.code == bindparam("of_office"))
    .values(revision=office.c.revision + 1)
    .returning(office.c.revision, office.c.config_tag)
)
_PAST = tuple(
    (words, sa.select(sa.func.count()).select_from(table).where(table.c.office == bindparam("of_office")))
    for words, table in (
        ("tickets", ticket),
        ("appointments", appointment),
        ("result slips", result_slip),
        ("forwarded events", forwarded_event),
    )
)
_STAFF = sa.select(operator.c.username).where(operator.c.office == bindparam("of_office")).order_by(operator.c.username)
_REMOVE = sa.delete(office).where(office.c.code == bindparam("of_office"))
_REMOVED = (
    sa.select(audit.c.changes)
    .where(
        audit.c.office == bindparam("of_office"),
        audit.c.kind == KIND,
        audit.c.action == AuditAction.REMOVED.value,
    )
    .order_by(audit.c.id.desc())
    .limit(1)
)


def remove_office(sql: Sql, code: str, by: str, at: datetime, check: Callable[[Office], None]) -> None:
    """Remove an office and all its rows.

    Raises:
        Refusal: office_unknown, office_on_box, office_used, office_staffed, and what ``check`` raises.
    """
    refuse_on_box(sql, code)
    row = sql.one(_LOCK, of_office=code)
    if row is None:
        raise office_unknown(code)
    check(OfficeConfigs().get(sql, code, row[1]))
    for words, count in _PAST:
        found = sql.one(count, of_office=code)
        if found is not None and found[0]:
            raise Refusal("office_used", f"office {code} has a past: {found[0]} {words}")
    staff = [one[0] for one in sql.all(_STAFF, of_office=code)]
    if staff:
        raise Refusal("office_staffed", f"office {code} has staff: {', '.join(staff)}")
    for statement in _removals():
        sql.run(statement, of_office=code)
    sql.run(_REMOVE, of_office=code)
    changes = {REVISION: [str(row[0]), None]}
    add_entry(
        sql,
        AuditEntry(at=at, by=by, office=code, kind=KIND, target=code, action=AuditAction.REMOVED, changes=changes),
    )


def last_revision(sql: Sql, code: str) -> int:
    """Return the revision at which an office of this code was removed, 0 if there was none.

    Clients and readers that have seen it go on from there: a smaller revision would be old news to them.
    """
    row = sql.one(_REMOVED, of_office=code)
    return 0 if row is None else int(decode(row[0], Changes)[REVISION][0] or 0)


@cache
def _removals() -> tuple[sa.Delete, ...]:
    """Return what empties the tables of an office's rows, those that point to others first."""
    return tuple(
        sa.delete(table).where(table.c.office == bindparam("of_office"))
        for table in reversed(metadata.sorted_tables)
        if "office" in table.c and table.c.office.foreign_keys
    )
