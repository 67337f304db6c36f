"""The log of an office as stored, for forwarding it; and the note of how that goes."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.event_codec import encode
from queue_server.adapters.db.forwarding_tables import outbox
from queue_server.adapters.db.instants import from_micros_or_none, to_micros_or_none
from queue_server.adapters.db.office_store import office_state
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import event
from queue_server.domain.forwarding import LogRow
from queue_server.usecases.ports.forwarding import Forwarded
from queue_server.usecases.ports.reading import OfficeReader

_ROW = sa.select(event.c.revision, event.c.position, event.c.at, event.c.type, event.c.fields).where(
    event.c.office == bindparam("of_office")
)
_SAME = event.c.revision == bindparam("of_revision")
_REST = (
    _ROW.where(_SAME, event.c.position >= bindparam("of_position"))
    .order_by(event.c.position)
    .limit(bindparam("at_most", type_=sa.Integer))
)
_LATER = (
    _ROW.where(event.c.revision > bindparam("of_revision"))
    .order_by(event.c.revision, event.c.position)
    .limit(bindparam("at_most", type_=sa.Integer))
)
_LAST_OF = _ROW.where(_SAME, event.c.position < bindparam("of_position")).order_by(event.c.position.desc()).limit(1)
_AFTER_IT = sa.select(event.c.position).where(
    event.c.office == bindparam("of_office"), _SAME, event.c.position == bindparam("of_position")
)
_NOTES = sa.select(
    outbox.c.office,
    outbox.c.revision,
    outbox.c.newest,
    outbox.c.reached_at,
    outbox.c.problem,
    outbox.c.problem_since,
).order_by(outbox.c.office)
_NOTE_SAVE = (
    sa.update(outbox)
    .where(outbox.c.office == bindparam("of_office"))
    .values(
        {
            column: bindparam(column.name)
            for column in (
                outbox.c.revision,
                outbox.c.newest,
                outbox.c.reached_at,
                outbox.c.problem,
                outbox.c.problem_since,
            )
        }
    )
)
_NOTE_ADD = sa.insert(outbox)

BEYOND = 1_000_000_000
"""A position that no revision reaches."""


class SqlOfficeLog:
    """See ``OfficeLog``."""

    def __init__(self, writer: Writer, readers: Readers, reader: OfficeReader) -> None:
        self._writer = writer
        self._readers = readers
        self._reader = reader

    def epoch(self) -> str:
        return self._reader.epoch()

    def newest(self, office: str) -> int:
        return self._reader.revision(office)

    def rows(self, office: str, place: tuple[int, int], most: int, most_bytes: int) -> Sequence[LogRow]:
        revision, position = place
        with self._readers.question() as sql:
            # One more than asked for tells whether the last one ends its revision.
            found = list(sql.all(_REST, of_office=office, of_revision=revision, of_position=position, at_most=most + 1))
            if len(found) <= most:
                found += sql.all(_LATER, of_office=office, of_revision=revision, at_most=most + 1 - len(found))
        rows = [
            _log_row(row, last=following is None or following[0] != row[0])
            for row, following in zip(found, [*found[1:], None], strict=False)
        ][:most]
        size = 0
        for count, row in enumerate(rows):
            size += len(row.fields.encode()) + len(row.type)
            if count and size > most_bytes:
                return rows[:count]
        return rows

    def last_row_before(self, office: str, place: tuple[int, int]) -> LogRow | None:
        revision, position = place
        with self._readers.question() as sql:
            if position == 0:
                revision, position = revision - 1, BEYOND
            row = sql.one(_LAST_OF, of_office=office, of_revision=revision, of_position=position)
            if row is None:
                return None
            more = sql.one(_AFTER_IT, of_office=office, of_revision=row[0], of_position=row[1] + 1)
        return _log_row(row, last=more is None)

    def configuration(self, office: str) -> str:
        return encode(self._reader.office(office))

    def note(self, forwarded: Forwarded) -> None:
        def work(sql: Sql) -> Written[None]:
            office_state(sql, forwarded.office)
            values = {
                "revision": forwarded.revision,
                "newest": forwarded.newest,
                "reached_at": to_micros_or_none(forwarded.reached_at),
                "problem": forwarded.problem,
                "problem_since": to_micros_or_none(forwarded.problem_since),
            }
            if sql.run(_NOTE_SAVE, of_office=forwarded.office, **values) == 0:
                sql.run(_NOTE_ADD, office=forwarded.office, **values)
            return Written(value=None)

        self._writer.write(work)

    def noted(self) -> Sequence[Forwarded]:
        with self._readers.question() as sql:
            return [_forwarded(row) for row in sql.all(_NOTES)]


def _log_row(row: Row, *, last: bool) -> LogRow:
    return LogRow(revision=row[0], position=row[1], at=row[2], type=row[3], fields=row[4], last=last)


def _forwarded(row: Row) -> Forwarded:
    return Forwarded(
        office=row[0],
        revision=row[1],
        newest=row[2],
        reached_at=from_micros_or_none(row[3]),
        problem=row[4],
        problem_since=from_micros_or_none(row[5]),
    )
