"""Removes what has had its time: stored answers, sessions, leases, papers, and what workers told each other."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.instants import to_micros
from queue_server.adapters.db.phone_store import FORGET_ENDED
from queue_server.adapters.db.print_tables import print_job
from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import device, lease, once, session
from queue_server.adapters.db.worker_tables import device_order, device_state

ANSWERS_KEPT = timedelta(hours=48)
"""Print jobs go with them: their papers name tickets' secrets."""

SLICE = 500
"""Rows removed in one go, so that nobody who takes a number meanwhile waits for all of them."""

_END_OF_SLICE = (
    sa.select(once.c.at).where(once.c.at < bindparam("before")).order_by(once.c.at).limit(1).offset(SLICE - 1)
)
_REMOVE_ANSWERS = sa.delete(once).where(once.c.at < bindparam("before"))
_REMOVE_STATES = sa.delete(device_state).where(
    device_state.c.saved_at <= bindparam("before"), device_state.c.key.not_in(sa.select(device.c.id))
)
_REMOVE_ORDERS = sa.delete(device_order).where(device_order.c.expires_at <= bindparam("before"))
_REMOVE_LEASES = sa.delete(lease).where(lease.c.expires_at <= bindparam("before"))
_REMOVE_PAPERS = sa.delete(print_job).where(print_job.c.queued_at < bindparam("before"))
_REMOVE_SESSIONS = sa.delete(session).where(session.c.expires_at <= bindparam("now"))


def purge(writer: Writer, now: datetime) -> int:
    """Remove what has had its time, stored answers and print jobs after 48 h, phones when their ticket has ended;
    return how many rows went.

    Of devices only those stay known that are registered.
    """
    before = to_micros(now - ANSWERS_KEPT)
    removed = writer.write(lambda sql: _written(sql.run(_REMOVE_SESSIONS, now=to_micros(now))))
    # Long over, so that the difference between this computer's clock and the database's is no matter.
    for statement in (_REMOVE_LEASES, _REMOVE_ORDERS, _REMOVE_STATES, _REMOVE_PAPERS):
        removed += _remove(writer, statement, before)
    removed += writer.write(lambda sql: _written(sql.run(FORGET_ENDED)))
    last = False
    while not last:
        part, last = writer.write(lambda sql: _remove_slice(sql, before))
        removed += part
    return removed


def _remove(writer: Writer, statement: sa.Delete, before: int) -> int:
    return writer.write(lambda sql: _written(sql.run(statement, before=before)))


def _remove_slice(sql: Sql, before: int) -> Written[tuple[int, bool]]:
    end = sql.one(_END_OF_SLICE, before=before)
    removed = sql.run(_REMOVE_ANSWERS, before=before if end is None else end[0] + 1)
    return Written(value=(removed, end is None), keep=removed > 0)


def _written(removed: int) -> Written[int]:
    return Written(value=removed, keep=removed > 0)
