"""Units on the serial lines, as their bridges announced them."""

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.event_codec import decode, decode_texts, encode
from queue_server.adapters.db.instants import from_micros_or_none, to_micros_or_none
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import unit
from queue_server.domain.device import KeyMap, Unit
from queue_server.usecases.ports.changing import UnitRecord

_ROW = sa.select(
    unit.c.device,
    unit.c.name,
    unit.c.counter,
    unit.c.key_actions,
    unit.c.serial,
    unit.c.boot,
    unit.c.sequence,
    unit.c.next_at,
    unit.c.next_number,
    unit.c.last_code,
    unit.c.key_map,
).where(unit.c.office == bindparam("of_office"))
_OF_UNIT = (
    unit.c.office == bindparam("of_office"),
    unit.c.device == bindparam("of_device"),
    unit.c.name == bindparam("of_name"),
)
_ONE = _ROW.where(*_OF_UNIT)
_ALL = _ROW.order_by(unit.c.device, unit.c.name)
_CHANGING = ("counter", "key_actions", "serial", "boot", "sequence", "next_at", "next_number", "last_code", "key_map")
_SAVE = sa.update(unit).where(*_OF_UNIT).values({name: bindparam(name) for name in _CHANGING})
_ADD = sa.insert(unit)


def unit_named(sql: Sql, office: str, device: str, name: str) -> UnitRecord | None:
    """Return a unit of an office."""
    row = sql.one(_ONE, of_office=office, of_device=device, of_name=name)
    return None if row is None else _unit(row)


def units_of(sql: Sql, office: str) -> list[UnitRecord]:
    """Return the units of an office by bridge and name."""
    return [_unit(row) for row in sql.all(_ALL, of_office=office)]


def save_unit(sql: Sql, office: str, record: UnitRecord) -> None:
    """Store a unit, new or known."""
    values = {
        "counter": record.unit.counter,
        "key_actions": encode(record.unit.keys),
        "serial": record.serial,
        "boot": record.boot,
        "sequence": record.sequence,
        "next_at": to_micros_or_none(record.next_at),
        "next_number": record.next_number,
        "last_code": record.last_code,
        "key_map": None if record.unit.key_map is None else encode(record.unit.key_map),
    }
    device, name = record.unit.device, record.unit.name
    if sql.run(_SAVE, of_office=office, of_device=device, of_name=name, **values) == 0:
        sql.run(_ADD, office=office, device=device, name=name, **values)


def _unit(row: Row) -> UnitRecord:
    return UnitRecord(
        unit=Unit(
            device=row[0],
            name=row[1],
            counter=row[2],
            keys=decode_texts(row[3]),
            key_map=None if row[10] is None else decode(row[10], KeyMap),
        ),
        serial=row[4],
        boot=row[5],
        sequence=row[6],
        next_at=from_micros_or_none(row[7]),
        next_number=row[8],
        last_code=row[9],
    )
