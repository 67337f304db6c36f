"""Displays that wait to be let in."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.account_store import add_device
from queue_server.adapters.db.audit_store import add_entry
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.display_tables import pairing
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql
from queue_server.domain.device import Device
from queue_server.domain.display import Pairing
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.audit import AuditEntry

_ROW = sa.select(
    pairing.c.code,
    pairing.c.screen,
    pairing.c.name,
    pairing.c.address,
    pairing.c.asked_at,
    pairing.c.expires_at,
    pairing.c.secret_hash,
)
_WAITING = _ROW.where(pairing.c.expires_at > bindparam("now")).order_by(pairing.c.asked_at.desc(), pairing.c.code)
_OF_SECRET = _ROW.where(pairing.c.secret_hash == bindparam("of_secret"), pairing.c.expires_at > bindparam("now"))
_OF_CODE = _ROW.where(pairing.c.code == bindparam("of_code"), pairing.c.expires_at > bindparam("now"))
_OVER = sa.delete(pairing).where(pairing.c.expires_at <= bindparam("now"))
_ADD = sa.insert(pairing)
_REMOVE = sa.delete(pairing).where(pairing.c.code == bindparam("of_code"))


class SqlPairings:
    """See ``Pairings``."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def add(self, pairing: Pairing, secret_hash: str, most: int) -> bool:
        def work(sql: Sql) -> Written[bool]:
            now = to_micros(pairing.asked_at)
            sql.run(_OVER, now=now)
            waiting = sql.all(_WAITING, now=now)
            if len(waiting) >= most or any(row[0] == pairing.code for row in waiting):
                return Written(value=False)
            sql.run(
                _ADD,
                code=pairing.code,
                secret_hash=secret_hash,
                screen=pairing.screen,
                name=pairing.name,
                address=pairing.address,
                asked_at=now,
                expires_at=to_micros(pairing.expires_at),
            )
            return Written(value=True)

        return self._writer.write(work)

    def waiting(self, at: datetime) -> Sequence[Pairing]:
        with self._readers.question() as sql:
            return [_pairing(row) for row in sql.all(_WAITING, now=to_micros(at))]

    def of_secret(self, secret_hash: str, at: datetime) -> Pairing | None:
        with self._readers.question() as sql:
            row = sql.one(_OF_SECRET, of_secret=secret_hash, now=to_micros(at))
        return None if row is None else _pairing(row)

    def accept(self, code: str, device: Device, at: datetime, audit: AuditEntry | None = None) -> None:
        def work(sql: Sql) -> Written[None]:
            row = sql.one(_OF_CODE, of_code=code, now=to_micros(at))
            if row is None:
                raise Refusal("not_found", f"no display waits with the code {code!r} (any more)", "code")
            add_device(sql, device, row[6])
            add_entry(sql, audit)
            sql.run(_REMOVE, of_code=code)
            return Written(value=None)

        self._writer.write(work)


def _pairing(row: Row) -> Pairing:
    return Pairing(
        code=row[0],
        screen=row[1],
        name=row[2],
        address=row[3],
        asked_at=from_micros(row[4]),
        expires_at=from_micros(row[5]),
    )
