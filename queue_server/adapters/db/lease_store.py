"""Leases: each move is one compare-and-set, so that two who ask at once never both succeed."""

import math
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Sql, Value
from queue_server.adapters.db.tables import lease
from queue_server.usecases.ports.failures import RuleBroken
from queue_server.usecases.ports.leases import LONGEST_S

Now = Callable[[Sql], int]
"""Returns the present instant in microseconds, by the one clock that decides for this database."""

SET_BACK_US = 5_000_000
"""A lease taken later than now by more than this was taken before the clock was set back; it would last too long."""

_NAMED = lease.c.name == bindparam("of_name")
_HELD = sa.and_(lease.c.expires_at > bindparam("now"), lease.c.taken_at <= bindparam("latest"))
_VALUES: dict[str, sa.BindParameter[str | int]] = {
    name: bindparam(name) for name in ("holder", "taken_at", "expires_at")
}
_TAKE = sa.update(lease).where(_NAMED, sa.or_(lease.c.holder == bindparam("by_holder"), sa.not_(_HELD))).values(_VALUES)
_RENEW = sa.update(lease).where(_NAMED, lease.c.holder == bindparam("by_holder"), _HELD).values(_VALUES)
_ADD = sa.insert(lease)
_RELEASE = sa.delete(lease).where(_NAMED, lease.c.holder == bindparam("by_holder"))
_KNOWN = sa.select(lease.c.name).where(_NAMED)
_HOLDER = sa.select(lease.c.holder).where(_NAMED, _HELD)


_SERVER_NOW = sa.select(sa.cast(sa.func.extract("epoch", sa.func.clock_timestamp()) * 1_000_000, sa.BigInteger))


def server_now(sql: Sql) -> int:
    """Return the present instant by PostgreSQL's clock: computers that share a server needn't agree on the time."""
    row = sql.one(_SERVER_NOW)
    assert row is not None
    return int(row[0])


class SqlLeases:
    """See ``Leases``."""

    def __init__(self, writer: Writer, readers: Readers, now: Now) -> None:
        self._writer = writer
        self._readers = readers
        self._now = now

    def take(self, name: str, holder: str, ttl_s: float) -> bool:
        ttl_us = _micros(ttl_s)

        def work(sql: Sql) -> Written[bool]:
            now = self._now(sql)
            taken: dict[str, Value] = {"holder": holder, "taken_at": now, "expires_at": now + ttl_us}
            if sql.run(_TAKE, of_name=name, by_holder=holder, now=now, latest=now + SET_BACK_US, **taken):
                return Written(value=True)
            if sql.one(_KNOWN, of_name=name) is not None:
                return Written(value=False, keep=False)
            sql.run(_ADD, name=name, **taken)
            return Written(value=True)

        try:
            return self._writer.write(work)
        except RuleBroken:
            return False  # another process added it between the question and the answer

    def renew(self, name: str, holder: str, ttl_s: float) -> bool:
        ttl_us = _micros(ttl_s)

        def work(sql: Sql) -> Written[bool]:
            now = self._now(sql)
            taken: dict[str, Value] = {"holder": holder, "taken_at": now, "expires_at": now + ttl_us}
            kept = sql.run(_RENEW, of_name=name, by_holder=holder, now=now, latest=now + SET_BACK_US, **taken)
            return Written(value=kept > 0, keep=kept > 0)

        return self._writer.write(work)

    def release(self, name: str, holder: str) -> None:
        self._writer.write(lambda sql: Written(value=None, keep=sql.run(_RELEASE, of_name=name, by_holder=holder) > 0))

    def holder(self, name: str) -> str | None:
        with self._readers.question() as sql:
            now = self._now(sql)
            row = sql.one(_HOLDER, of_name=name, now=now, latest=now + SET_BACK_US)
        return None if row is None else str(row[0])


def _micros(ttl_s: float) -> int:
    if not 0 < ttl_s <= LONGEST_S:
        raise ValueError(f"a lease of {ttl_s} s: more than 0 and at most {LONGEST_S:.0f} s are allowed")
    return math.ceil(ttl_s * 1_000_000)
