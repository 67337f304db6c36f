"""What goes on at counters: desks, what can be undone, calls."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.event_codec import decode_step, encode
from queue_server.adapters.db.instants import from_micros, from_micros_or_none, to_micros
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import call, desk, step
from queue_server.adapters.db.upsert import upsert
from queue_server.domain.announcement import SHOWN_AT_LEAST, SHOWN_AT_MOST, SHOWN_FOR_S, TIME_TO_LIVE_S, Call, CallKind
from queue_server.domain.office import Counter, Desk, DeskState
from queue_server.usecases.ports.changing import Step

_DESKS = sa.select(desk.c.counter, desk.c.state, desk.c.operator, desk.c.reason, desk.c.since, desk.c.back_at).where(
    desk.c.office == bindparam("of_office")
)
_DESK = _DESKS.where(desk.c.counter == bindparam("of_counter"))
_DESK_SAVE = upsert(desk, "state", "operator", "reason", "since", "back_at")

_OF_STEP = (step.c.office == bindparam("of_office"), step.c.counter == bindparam("of_counter"))
_STEP = sa.select(step.c.content).where(*_OF_STEP)
_STEPS = sa.select(step.c.counter, step.c.content).where(_OF_STEP[0])
_STEP_SAVE = upsert(step, "content")
_STEP_CLEAR = sa.delete(step).where(*_OF_STEP)

_CALL_ADD = sa.insert(call)
_CALL_WITHDRAW = (
    sa.update(call)
    .where(call.c.call_id == bindparam("of_call"), call.c.office == bindparam("of_office"))
    .values(withdrawn=sa.true())
)
_CALL_ANY = sa.select(
    call.c.call_id,
    call.c.ticket,
    call.c.number,
    call.c.service,
    call.c.counter,
    call.c.kind,
    call.c.times,
    call.c.called_at,
    call.c.announce_at,
    call.c.withdrawn,
)
_CALL = _CALL_ANY.where(call.c.withdrawn == sa.false())
_CALL_BY_ID = _CALL.add_columns(call.c.office).where(call.c.call_id == bindparam("of_call"))
_NEWEST = (
    _CALL_ANY.where(call.c.office == bindparam("of_office"))
    .order_by(call.c.revision.desc(), call.c.position.desc())
    .limit(bindparam("at_most", type_=sa.Integer))
)
_NEWEST_OF_COUNTER = _NEWEST.where(call.c.counter == bindparam("of_counter"))
_CALLS = (
    _CALL.where(call.c.office == bindparam("of_office"))
    .order_by(call.c.revision.desc(), call.c.position.desc())
    .limit(SHOWN_AT_MOST)
)


_CALLED_AT, _ANNOUNCE_AT = 7, 8
"""Positions of these columns in a row of ``_CALLS``."""


def foresee_counters(sql: Sql, office: str) -> None:
    """Ask ahead for ``desks_of`` and ``newest_calls``."""
    sql.foresee(_DESKS, of_office=office)
    sql.foresee(_CALLS, of_office=office)


def desk_of(sql: Sql, office: str, counter: str) -> Desk:
    """Return a counter's desk; closed if it was never opened."""
    row = sql.one(_DESK, of_office=office, of_counter=counter)
    return Desk(counter=counter) if row is None else _desk(row)


def desks_of(sql: Sql, office: str, counters: Sequence[Counter]) -> tuple[Desk, ...]:
    """Return the desks of counters in their order."""
    known = {row[0]: _desk(row) for row in sql.all(_DESKS, of_office=office)}
    return tuple(known.get(one.code) or Desk(counter=one.code) for one in counters)


def save_desk(sql: Sql, office: str, one: Desk) -> None:
    """Store a counter's desk."""
    sql.do(
        _DESK_SAVE,
        office=office,
        counter=one.counter,
        state=one.state.value,
        operator=one.operator,
        reason=one.reason,
        since=None if one.since is None else to_micros(one.since),
        back_at=None if one.back_at is None else to_micros(one.back_at),
    )


def last_step(sql: Sql, office: str, counter: str) -> Step | None:
    """Return what a counter can undo."""
    row = sql.one(_STEP, of_office=office, of_counter=counter)
    return None if row is None else decode_step(row[0])


def last_steps(sql: Sql, office: str) -> dict[str, datetime]:
    """Return when the counters of an office made the steps that they can undo."""
    return {counter: decode_step(content).at for counter, content in sql.all(_STEPS, of_office=office)}


def save_step(sql: Sql, office: str, counter: str, one: Step | None) -> None:
    """Store or clear what a counter can undo."""
    if one is None:
        sql.do(_STEP_CLEAR, of_office=office, of_counter=counter)
        return
    sql.do(_STEP_SAVE, office=office, counter=counter, content=encode(one))


def add_call(sql: Sql, office: str, revision: int, position: int, one: Call) -> None:
    """Store a call or recall."""
    sql.do(
        _CALL_ADD,
        call_id=one.call_id,
        office=office,
        revision=revision,
        position=position,
        ticket=one.ticket,
        number=one.number,
        service=one.service,
        counter=one.counter,
        kind=one.kind.value,
        times=one.times,
        called_at=to_micros(one.called_at),
        announce_at=to_micros(one.announce_at),
        withdrawn=False,
    )


def withdraw_calls(sql: Sql, office: str, call_ids: Sequence[str]) -> None:
    """Take calls off the board; unknown ones are no error."""
    for call_id in call_ids:
        sql.do(_CALL_WITHDRAW, of_office=office, of_call=call_id)


def newest_calls(sql: Sql, office: str) -> tuple[Call, ...]:
    """Return the newest calls that were not withdrawn, oldest first: those a board shows since the newest of them."""
    rows = sql.all(_CALLS, of_office=office)
    # 200 calls cost 0.7 ms to build; almost always a dozen are enough.
    newest = rows[0][_CALLED_AT] if rows else 0
    shown_since, spoken_since = newest - int(SHOWN_FOR_S * 1_000_000), newest - int(TIME_TO_LIVE_S * 1_000_000)
    recent = [at for at, row in enumerate(rows) if row[_CALLED_AT] >= shown_since or row[_ANNOUNCE_AT] >= spoken_since]
    count = max(SHOWN_AT_LEAST, recent[-1] + 1 if recent else 0)
    return tuple(_call(row) for row in reversed(rows[:count]))


def call_by_id(sql: Sql, call_id: str) -> tuple[str, Call] | None:
    """Return (office code, call) of a call that was not withdrawn, None if there is none."""
    row = sql.one(_CALL_BY_ID, of_call=call_id)
    return None if row is None else (row[10], _call(row))


def calls_of(sql: Sql, office: str, counter: str | None, limit: int) -> list[tuple[Call, bool]]:
    """Return the newest calls of an office or counter, newest first, each with whether it was withdrawn."""
    if counter is None:
        rows = sql.all(_NEWEST, of_office=office, at_most=limit)
    else:
        rows = sql.all(_NEWEST_OF_COUNTER, of_office=office, of_counter=counter, at_most=limit)
    return [(_call(row), bool(row[9])) for row in rows]


def _desk(row: Row) -> Desk:
    return Desk(
        counter=row[0],
        state=DeskState(row[1]),
        operator=row[2],
        reason=row[3],
        since=from_micros_or_none(row[4]),
        back_at=from_micros_or_none(row[5]),
    )


def _call(row: Row) -> Call:
    return Call(
        call_id=row[0],
        ticket=row[1],
        number=row[2],
        service=row[3],
        counter=row[4],
        kind=CallKind(row[5]),
        times=row[6],
        called_at=from_micros(row[7]),
        announce_at=from_micros(row[8]),
    )
