"""The log of each office, and the answers that make actions idempotent."""

from datetime import datetime
from typing import TypeVar, get_args

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.event_codec import decode, decode_event, encode
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import event, once
from queue_server.domain.errors import Refusal
from queue_server.domain.events import Event, Recorded
from queue_server.domain.history import CounterEvent
from queue_server.usecases.ports.changing import Once

T = TypeVar("T")

_EVENT_ADD = sa.insert(event)
_EVENTS = (
    sa.select(event.c.office, event.c.revision, event.c.position, event.c.at, event.c.type, event.c.fields)
    .where(event.c.office == bindparam("of_office"))
    .order_by(event.c.revision, event.c.position)
)
_AFTER = _EVENTS.where(event.c.revision > bindparam("after")).limit(bindparam("at_most", type_=sa.Integer))
NEWEST_AT = (
    sa.select(event.c.at)
    .where(event.c.office == bindparam("of_office"))
    .order_by(event.c.revision.desc(), event.c.position.desc())
    .limit(1)
)
"""When the newest event of an office was recorded."""
_OF_REVISION = _EVENTS.where(event.c.revision == bindparam("of_revision"))

_OF_COUNTERS = _EVENTS.where(
    sa.text(f"type IN ({', '.join(repr(kind.type) for kind in get_args(CounterEvent))})"),
    event.c.at >= bindparam("begin"),
    event.c.at < bindparam("end"),
)

_ONCE = sa.select(once.c.request_hash, once.c.answer).where(
    once.c.office == bindparam("of_office"), once.c.key == bindparam("of_key")
)
_ONCE_ADD = sa.insert(once)


def add_event(sql: Sql, office: str, revision: int, position: int, at: datetime, fact: Event) -> None:
    """Append an event to the log."""
    sql.do(
        _EVENT_ADD,
        office=office,
        revision=revision,
        position=position,
        at=to_micros(at),
        type=fact.type,
        fields=encode(fact),
    )


def events_after(sql: Sql, office: str, after_revision: int, limit: int) -> list[Recorded]:
    """Return whole revisions of the log: at least one if there is any, then as many as fit the limit."""
    rows = sql.all(_AFTER, of_office=office, after=after_revision, at_most=limit + 1)
    if len(rows) > limit:
        cut = rows[-1][1]
        rows = [row for row in rows if row[1] != cut] or sql.all(_OF_REVISION, of_office=office, of_revision=cut)
    return [_recorded(row) for row in rows]


def counter_events(sql: Sql, office: str, begin: datetime, end: datetime) -> list[Recorded]:
    """Return what was recorded of counters from an instant until before another."""
    rows = sql.all(_OF_COUNTERS, of_office=office, begin=to_micros(begin), end=to_micros(end))
    return [_recorded(row) for row in rows]


def foresee_answer(sql: Sql, office: str, asked: Once[T]) -> None:
    """Ask ahead for ``stored_answer``."""
    sql.foresee(_ONCE, of_office=office, of_key=asked.key)


def stored_answer(sql: Sql, office: str, asked: Once[T]) -> T | None:
    """Return the answer that an earlier copy of the request got, None if this is the first.

    Raises:
        Refusal: idempotency_conflict, when the key was used for another request.
    """
    row = sql.one(_ONCE, of_office=office, of_key=asked.key)
    if row is None:
        return None
    if row[0] != asked.request_hash:
        raise Refusal("idempotency_conflict", "this key was used for another request")
    return decode(row[1], asked.kind)


def store_answer(sql: Sql, office: str, asked: Once[T], answer: T, at: datetime) -> None:
    """Store the answer for later copies of the request."""
    sql.do(
        _ONCE_ADD,
        office=office,
        key=asked.key,
        request_hash=asked.request_hash,
        answer=encode(answer),
        at=to_micros(at),
    )


def _recorded(row: Row) -> Recorded:
    return Recorded(
        office=row[0], revision=row[1], position=row[2], at=from_micros(row[3]), event=decode_event(row[4], row[5])
    )
