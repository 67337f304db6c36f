"""Copies of the logs of offices with a box of their own: taken in order, once, and replayed into tickets and desks."""

from collections.abc import Sequence
from datetime import date

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db import copy_rows, copy_tickets
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.event_codec import decode, encode
from queue_server.adapters.db.forwarding_tables import forwarded_office
from queue_server.adapters.db.instants import from_micros, from_micros_or_none, to_micros
from queue_server.adapters.db.office_store import office_state
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql, Value
from queue_server.domain.announcement import Call
from queue_server.domain.errors import Refusal
from queue_server.domain.events import DayEnded
from queue_server.domain.forwarding import (
    Beginning,
    CopyState,
    Cursor,
    LogRow,
    Parcel,
    Unexpected,
    check_history,
    configuration_digest,
    new_rows,
)
from queue_server.domain.office import Desk, Office
from queue_server.domain.replay import Replay
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.forwarding import CopiedOffice, CopyAge, Superseded

_OF_OFFICE = forwarded_office.c.office == bindparam("of_office")
_COLUMNS = (
    forwarded_office.c.epoch,
    forwarded_office.c.history,
    forwarded_office.c.next_revision,
    forwarded_office.c.next_position,
    forwarded_office.c.before,
    forwarded_office.c.newest,
    forwarded_office.c.configuration,
    forwarded_office.c.service_day,
    forwarded_office.c.desks,
    forwarded_office.c.calls,
    forwarded_office.c.skipped,
    forwarded_office.c.complete_at,
    forwarded_office.c.seen_at,
)
_STATE = sa.select(*_COLUMNS).where(_OF_OFFICE)
_AGES = sa.select(
    forwarded_office.c.office,
    forwarded_office.c.next_revision,
    forwarded_office.c.newest,
    forwarded_office.c.complete_at,
    forwarded_office.c.seen_at,
).order_by(forwarded_office.c.office)
# Written first of all: on PostgreSQL this is the lock of the office's copy.
_SEEN = sa.update(forwarded_office).where(_OF_OFFICE).values(seen_at=bindparam("now")).returning(*_COLUMNS)
_ADD = sa.insert(forwarded_office)
_SAVE = sa.update(forwarded_office).where(_OF_OFFICE).values({one: bindparam(one.name) for one in _COLUMNS})


DAY_ENDED = DayEnded.type


class _Copy:
    """A row of ``forwarded_office``."""

    def __init__(self, row: Row) -> None:
        self.cursor = Cursor(epoch=row[0], history=row[1], revision=row[2], position=row[3])
        self.before: str = row[4]
        self.newest: int = row[5]
        self.configuration: str | None = row[6]
        self.service_day = None if row[7] is None else date.fromisoformat(row[7])
        self.desks = decode(row[8], tuple[Desk, ...])
        self.calls = decode(row[9], tuple[Call, ...])
        self.skipped: int = row[10]
        self.complete_at: int | None = row[11]
        self.seen_at: int = row[12]

    def replay(self, office: str) -> Replay:
        """Return a replay that goes on where this copy is."""
        return Replay(office, desks=self.desks, calls=self.calls, service_day=self.service_day)

    def replayed(self, replay: Replay) -> None:
        """Take over what a replay led to."""
        self.desks = tuple(replay.desks.values())
        self.calls = tuple(replay.calls)
        self.service_day = replay.service_day
        self.skipped += replay.skipped

    def values(self) -> dict[str, Value]:
        """Return the columns of the row."""
        cursor = self.cursor
        assert cursor.epoch is not None
        return {
            "epoch": cursor.epoch,
            "history": cursor.history,
            "next_revision": cursor.revision,
            "next_position": cursor.position,
            "before": self.before,
            "newest": self.newest,
            "configuration": self.configuration,
            "service_day": None if self.service_day is None else self.service_day.isoformat(),
            "desks": encode(self.desks),
            "calls": encode(self.calls),
            "skipped": self.skipped,
            "complete_at": self.complete_at,
            "seen_at": self.seen_at,
        }


class SqlCopies:
    """See ``Copies``."""

    def __init__(self, writer: Writer, readers: Readers, clock: Clock) -> None:
        self._writer = writer
        self._readers = readers
        self._clock = clock

    def state(self, office: str) -> CopyState:
        with self._readers.question() as sql:
            row = sql.one(_STATE, of_office=office)
            return _state(sql, office, None if row is None else _Copy(row))

    def begin(self, office: str, beginning: Beginning) -> CopyState:
        def work(sql: Sql) -> Written[CopyState]:
            copy = self._begun(sql, office, beginning)
            sql.run(_SAVE, of_office=office, **copy.values())
            return Written(value=_state(sql, office, copy))

        return self._writer.write(work)

    def append(self, office: str, parcel: Parcel) -> CopyState:
        def work(sql: Sql) -> Written[CopyState]:
            now = to_micros(self._clock.now())
            row = sql.one(_SEEN, of_office=office, now=now)
            if row is None:
                raise Unexpected("log_replaced", "nothing of this office is copied yet", Cursor(epoch=None, history=0))
            copy = _Copy(row)
            check_history(copy.cursor, parcel.epoch, parcel.history)
            fresh = new_rows(copy.cursor, parcel, copy.before)
            if parcel.configuration is not None:
                copy.configuration = _checked(office, parcel.configuration)
            copy.newest = max(parcel.newest, copy.newest)
            _add(sql, office, copy, fresh)
            copy.complete_at = now if copy.cursor.revision > copy.newest else _latest(copy, fresh)
            sql.run(_SAVE, of_office=office, **copy.values())
            return Written(value=_state(sql, office, copy, with_marks=False))

        return self._writer.write(work)

    def ages(self) -> Sequence[CopyAge]:
        with self._readers.question() as sql:
            return [
                CopyAge(
                    office=row[0],
                    revision=row[1] - 1,
                    newest=row[2],
                    complete_at=from_micros_or_none(row[3]),
                    seen_at=from_micros(row[4]),
                )
                for row in sql.all(_AGES)
            ]

    def office(self, code: str) -> CopiedOffice | None:
        with self._readers.question() as sql:
            row = sql.one(_STATE, of_office=code)
            if row is None or row[6] is None:
                return None
            copy, tickets = _Copy(row), copy_tickets.open_tickets(sql, code)
        assert copy.cursor.epoch is not None
        assert copy.configuration is not None
        office, desks = decode(copy.configuration, Office), {one.counter: one for one in copy.desks}
        return CopiedOffice(
            office=office,
            epoch=copy.cursor.epoch,
            revision=copy.cursor.revision - 1,
            newest=copy.newest,
            service_day=copy.service_day,
            desks=tuple(desks.get(one.code) or Desk(counter=one.code) for one in office.counters),
            calls=copy.calls,
            open_tickets=tickets,
            complete_at=from_micros_or_none(copy.complete_at),
            seen_at=from_micros(copy.seen_at),
            skipped=copy.skipped,
        )

    def superseded(self, office: str) -> Sequence[Superseded]:
        with self._readers.question() as sql:
            return copy_rows.superseded(sql, office)

    def rows(self, office: str, history: int, after_revision: int, most: int) -> Sequence[LogRow]:
        with self._readers.question() as sql:
            return copy_rows.rows_after(sql, office, history, after_revision, most)

    def _begun(self, sql: Sql, office: str, beginning: Beginning) -> _Copy:
        now = to_micros(self._clock.now())
        row = sql.one(_SEEN, of_office=office, now=now)
        if row is None:
            office_state(sql, office)
            copy = _new_copy(beginning.epoch, now)
            sql.run(_ADD, office=office, **copy.values())
            known = Cursor(epoch=None, history=0)
        else:
            copy = _Copy(row)
            known = copy.cursor
        if beginning.expected != known:
            raise Unexpected("log_replaced", "this was decided for another state of the copy", known)
        _check_common(sql, office, known, beginning)
        history = known.history + 1
        copy_rows.supersede(sql, office, beginning.after, history, known.epoch or "", now)
        copy.cursor = Cursor(epoch=beginning.epoch, history=history, revision=beginning.after + 1)
        copy.before, copy.newest = beginning.digest, beginning.after
        _replay_until(sql, office, copy, beginning.after)
        return copy


def _new_copy(epoch: str, now: int) -> _Copy:
    return _Copy((epoch, 0, 1, 0, "", 0, None, None, "[]", "[]", 0, None, now))


def _check_common(sql: Sql, office: str, known: Cursor, beginning: Beginning) -> None:
    """Refuse to go on from a revision that isn't the same in both histories.

    Raises:
        Unexpected: log_conflict.
    """
    if beginning.after == 0 and beginning.digest == "":
        return
    row = copy_rows.last_row(sql, office, beginning.after)
    if row is None or not row.last or row.digest != beginning.digest:
        raise Unexpected("log_conflict", f"revision {beginning.after} is another one in the copy", known)


def _add(sql: Sql, office: str, copy: _Copy, rows: Sequence[LogRow]) -> None:
    if not rows:
        return
    for row in rows:
        copy_rows.add_row(sql, office, row)
    replay = copy.replay(office)
    copy_tickets.take_rows(sql, office, replay, rows)
    copy.replayed(replay)
    copy.before = rows[-1].digest
    revision, position = rows[-1].following
    copy.cursor = Cursor(epoch=copy.cursor.epoch, history=copy.cursor.history, revision=revision, position=position)


def _replay_until(sql: Sql, office: str, copy: _Copy, until: int) -> None:
    """Make tickets and desks anew from the log up to a revision; what ended on days before stays as it is."""
    day = copy_rows.day_ended_until(sql, office, until)
    copy_tickets.forget_after(sql, office, day)
    copy.desks, copy.calls, copy.service_day, copy.skipped = (), (), None, 0
    replay = copy.replay(office)
    copy_tickets.take_rows(sql, office, replay, copy_rows.desk_rows_until(sql, office, day))
    rows = copy_rows.rows_between(sql, office, day - 1, until)
    # The action that ended the day follows in the same revision, after the end.
    began = next((place for place, row in enumerate(rows) if row.revision == day and row.type == DAY_ENDED), 0)
    copy_tickets.take_rows(sql, office, replay, rows[began:])
    copy.replayed(replay)


def _latest(copy: _Copy, fresh: Sequence[LogRow]) -> int | None:
    return fresh[-1].at if fresh else copy.complete_at


def _checked(office: str, configuration: str) -> str:
    """Return an office's configuration as sent.

    Raises:
        Refusal: invalid, for another office's or one that can't be read.
    """
    try:
        code = decode(configuration, Office).code
    except msgspec.MsgspecError as error:
        raise Refusal("invalid", f"configuration: {error}", "configuration") from None
    if code != office:
        raise Refusal("invalid", f"configuration: is that of office {code}", "configuration")
    return configuration


def _state(sql: Sql, office: str, copy: _Copy | None, *, with_marks: bool = True) -> CopyState:
    if copy is None:
        return CopyState(cursor=Cursor(epoch=None, history=0), before="", marks=(), configuration="")
    return CopyState(
        cursor=copy.cursor,
        before=copy.before,
        marks=copy_rows.marks(sql, office, copy.cursor.revision - 1) if with_marks else (),
        configuration=configuration_digest(copy.configuration or ""),
    )
