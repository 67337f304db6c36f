"""States of devices and orders for them, shared by workers."""

from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.lease_store import Now
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.worker_tables import device_order, device_state
from queue_server.usecases.ports.connected import BridgeSeen, DisplaySeen
from queue_server.usecases.ports.device_states import DeviceOrder, DeviceState, OrderKind, Seen

_KIND_OF: dict[type[Seen], str] = {
    DisplaySeen: "display",
    BridgeSeen: "bridge",
}
_TYPE_OF = {kind: type_ for type_, kind in _KIND_OF.items()}

_KEYED = device_state.c.key == bindparam("of_key")
_KNOWN = sa.select(device_state.c.key).where(_KEYED)
_SAVE = (
    sa.update(device_state)
    .where(_KEYED, sa.or_(device_state.c.worker == bindparam("by_worker"), device_state.c.since <= bindparam("came")))
    .values({name: bindparam(f"new_{name}") for name in ("office", "worker", "since", "saved_at", "kind", "content")})
)
_ADD = sa.insert(device_state)
_REMOVE = sa.delete(device_state).where(_KEYED)
_OF_OFFICE = (
    sa.select(
        device_state.c.key,
        device_state.c.office,
        device_state.c.worker,
        device_state.c.since,
        device_state.c.kind,
        device_state.c.content,
    )
    .where(device_state.c.office == bindparam("of_office"))
    .order_by(device_state.c.key)
)
_ORDER = sa.insert(device_order)
_ORDERS = (
    sa.select(device_order.c.id, device_order.c.device, device_order.c.kind, device_order.c.content)
    .where(device_order.c.expires_at > bindparam("now"))
    .order_by(device_order.c.ordered_at, device_order.c.id)
)
_TAKE = sa.delete(device_order).where(device_order.c.id == bindparam("of_id"))


class SqlDeviceStates:
    """See ``DeviceStates``."""

    def __init__(self, writer: Writer, readers: Readers, now: Now) -> None:
        self._writer = writer
        self._readers = readers
        self._now = now

    def save(self, states: Sequence[DeviceState], gone: Collection[str] = ()) -> None:
        def work(sql: Sql) -> Written[None]:
            now = self._now(sql)
            for state in states:
                _save(sql, state, now)
            for key in gone:
                sql.run(_REMOVE, of_key=key)
            return Written(value=None)

        if states or gone:
            self._writer.write(work)

    def of_office(self, office: str) -> Sequence[DeviceState]:
        with self._readers.question() as sql:
            return [_state(row) for row in sql.all(_OF_OFFICE, of_office=office)]

    def order(self, order: DeviceOrder, ttl_s: float) -> None:
        def work(sql: Sql) -> Written[None]:
            now = self._now(sql)
            sql.run(
                _ORDER,
                id=order.id,
                device=order.device,
                kind=order.kind.value,
                content=order.content,
                ordered_at=now,
                expires_at=now + round(ttl_s * 1_000_000),
            )
            return Written(value=None)

        self._writer.write(work)

    def take_orders(self, devices: Collection[str]) -> Sequence[DeviceOrder]:
        with self._readers.question() as sql:
            found = [_order(row) for row in sql.all(_ORDERS, now=self._now(sql))]
        wanted = [one for one in found if one.device in devices]
        if not wanted:
            return []

        def work(sql: Sql) -> Written[list[DeviceOrder]]:
            # Whoever removes the row has the order; all others find it gone.
            taken = [one for one in wanted if sql.run(_TAKE, of_id=one.id)]
            return Written(value=taken, keep=bool(taken))

        return self._writer.write(work)


def _save(sql: Sql, state: DeviceState, now: int) -> None:
    since, kind = to_micros(state.since), _KIND_OF[type(state.seen)]
    content = msgspec.json.encode(state.seen).decode()
    changed = sql.run(
        _SAVE,
        of_key=state.key,
        by_worker=state.worker,
        came=since,
        new_office=state.office,
        new_worker=state.worker,
        new_since=since,
        new_saved_at=now,
        new_kind=kind,
        new_content=content,
    )
    if changed == 0 and sql.one(_KNOWN, of_key=state.key) is None:
        sql.run(
            _ADD,
            key=state.key,
            office=state.office,
            worker=state.worker,
            since=since,
            saved_at=now,
            kind=kind,
            content=content,
        )


def _state(row: Row) -> DeviceState:
    seen: Seen = msgspec.json.decode(row[5], type=_TYPE_OF[row[4]])
    return DeviceState(key=row[0], office=row[1], worker=row[2], since=from_micros(row[3]), seen=seen)


def _order(row: Row) -> DeviceOrder:
    return DeviceOrder(id=row[0], device=row[1], kind=OrderKind(row[2]), content=row[3])
