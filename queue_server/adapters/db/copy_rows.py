"""The rows of copied logs: the present history of each office, and what was superseded."""

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.forwarding_tables import forwarded_event, superseded_history
from queue_server.adapters.db.instants import from_micros
from queue_server.adapters.db.sql import Row, Sql
from queue_server.domain.events import DayEnded
from queue_server.domain.forwarding import LogRow, Mark, marked_revisions
from queue_server.usecases.ports.forwarding import Superseded

PRESENT = 0
"""``superseded_by`` of rows that count."""

_ROWS = sa.select(
    forwarded_event.c.revision,
    forwarded_event.c.position,
    forwarded_event.c.at,
    forwarded_event.c.type,
    forwarded_event.c.fields,
    forwarded_event.c.last,
).where(
    forwarded_event.c.office == bindparam("of_office"),
    forwarded_event.c.superseded_by == bindparam("of_history"),
)
_IN_ORDER = (forwarded_event.c.revision, forwarded_event.c.position)
_AFTER = (
    _ROWS.where(forwarded_event.c.revision > bindparam("after"))
    .order_by(*_IN_ORDER)
    .limit(bindparam("at_most", type_=sa.Integer))
)
_LAST_OF = (
    _ROWS.where(forwarded_event.c.revision == bindparam("of_revision"))
    .order_by(forwarded_event.c.position.desc())
    .limit(1)
)
_NEWEST = _ROWS.order_by(forwarded_event.c.revision.desc(), forwarded_event.c.position.desc()).limit(1)
_BETWEEN = _ROWS.where(
    forwarded_event.c.revision > bindparam("after"), forwarded_event.c.revision <= bindparam("until")
).order_by(*_IN_ORDER)
_DESKS_UNTIL = _ROWS.where(
    forwarded_event.c.revision <= bindparam("until"), forwarded_event.c.type.like("counter\\_%", escape="\\")
).order_by(*_IN_ORDER)
_DAY_ENDED = sa.select(sa.func.max(forwarded_event.c.revision)).where(
    forwarded_event.c.office == bindparam("of_office"),
    forwarded_event.c.superseded_by == PRESENT,
    forwarded_event.c.type == DayEnded.type,
    forwarded_event.c.revision <= bindparam("until"),
)
_BEYOND = (
    forwarded_event.c.office == bindparam("of_office"),
    forwarded_event.c.superseded_by == PRESENT,
    forwarded_event.c.revision > bindparam("after"),
)
_SUPERSEDE = sa.update(forwarded_event).where(*_BEYOND).values(superseded_by=bindparam("history"))
_ADD = sa.insert(forwarded_event)
_HISTORY_ADD = sa.insert(superseded_history)
_HISTORIES = (
    sa.select(
        superseded_history.c.superseded_by,
        superseded_history.c.epoch,
        superseded_history.c.after,
        superseded_history.c.newest,
        superseded_history.c.rows,
        superseded_history.c.at,
    )
    .where(superseded_history.c.office == bindparam("of_office"))
    .order_by(superseded_history.c.superseded_by)
)


def add_row(sql: Sql, office: str, row: LogRow) -> None:
    """Append a row to the present history."""
    sql.run(
        _ADD,
        office=office,
        superseded_by=PRESENT,
        revision=row.revision,
        position=row.position,
        at=row.at,
        type=row.type,
        fields=row.fields,
        last=row.last,
    )


def rows_after(sql: Sql, office: str, history: int, after: int, most: int) -> list[LogRow]:
    """Return rows of revisions after one, in order."""
    return [_row(row) for row in sql.all(_AFTER, of_office=office, of_history=history, after=after, at_most=most)]


def rows_between(sql: Sql, office: str, after: int, until: int) -> list[LogRow]:
    """Return the present history's rows of revisions after one and up to another."""
    found = sql.all(_BETWEEN, of_office=office, of_history=PRESENT, after=after, until=until)
    return [_row(row) for row in found]


def desk_rows_until(sql: Sql, office: str, until: int) -> list[LogRow]:
    """Return the rows up to a revision that opened, paused, resumed or closed a counter."""
    return [_row(row) for row in sql.all(_DESKS_UNTIL, of_office=office, of_history=PRESENT, until=until)]


def day_ended_until(sql: Sql, office: str, until: int) -> int:
    """Return the newest revision up to one that ended a day, 0 if none did."""
    found = sql.one(_DAY_ENDED, of_office=office, until=until)
    return 0 if found is None or found[0] is None else int(found[0])


def newest_row(sql: Sql, office: str) -> LogRow | None:
    """Return the newest row of the present history."""
    found = sql.one(_NEWEST, of_office=office, of_history=PRESENT)
    return None if found is None else _row(found)


def last_row(sql: Sql, office: str, revision: int) -> LogRow | None:
    """Return the last row of a revision of the present history."""
    found = sql.one(_LAST_OF, of_office=office, of_history=PRESENT, of_revision=revision)
    return None if found is None else _row(found)


def marks(sql: Sql, office: str, newest: int) -> tuple[Mark, ...]:
    """Return the marks of a copy whose newest whole revision is given."""
    rows = (last_row(sql, office, revision) for revision in marked_revisions(newest))
    return tuple(Mark(revision=row.revision, digest=row.digest) for row in rows if row is not None)


def supersede(sql: Sql, office: str, after: int, history: int, epoch: str, at: int) -> int:
    """Take the rows of revisions after one out of the present history, and return how many they were."""
    newest = newest_row(sql, office)
    if newest is None or newest.revision <= after:
        return 0
    moved = sql.run(_SUPERSEDE, of_office=office, after=after, history=history)
    sql.run(
        _HISTORY_ADD,
        office=office,
        superseded_by=history,
        epoch=epoch,
        after=after,
        newest=newest.revision,
        rows=moved,
        at=at,
    )
    return moved


def superseded(sql: Sql, office: str) -> list[Superseded]:
    """Return the histories that gave way, oldest first."""
    return [
        Superseded(history=row[0], epoch=row[1], after=row[2], newest=row[3], rows=row[4], at=from_micros(row[5]))
        for row in sql.all(_HISTORIES, of_office=office)
    ]


def _row(row: Row) -> LogRow:
    return LogRow(revision=row[0], position=row[1], at=row[2], type=row[3], fields=row[4], last=bool(row[5]))
