"""Operators, their sessions, and devices."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.audit_store import add_entry
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.event_codec import decode_skills, encode
from queue_server.adapters.db.instants import to_micros
from queue_server.adapters.db.office_store import office_state
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import device as devices
from queue_server.adapters.db.tables import office, operator, session
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.ports.audit import AuditEntry

_OPERATOR = sa.select(
    operator.c.id,
    operator.c.username,
    operator.c.name,
    operator.c.role,
    operator.c.office,
    operator.c.disabled,
    operator.c.password_hash,
    operator.c.skills,
)
_OPERATORS = _OPERATOR.order_by(operator.c.username)
_BY_ID = _OPERATOR.where(operator.c.id == bindparam("of_operator"))
_BY_USERNAME = _OPERATOR.where(operator.c.username == bindparam("of_username"))
_OF_SESSION = _OPERATOR.join(session, session.c.operator == operator.c.id).where(
    session.c.token_hash == bindparam("of_token"),
    session.c.expires_at > bindparam("now"),
    operator.c.disabled == sa.false(),
)
_OPERATOR_ADD = sa.insert(operator)
_OPERATOR_SAVE = (
    sa.update(operator)
    .where(operator.c.id == bindparam("of_operator"))
    .values({name: bindparam(name) for name in ("name", "role", "office", "disabled", "skills")})
)
_PASSWORD_SAVE = (
    sa.update(operator)
    .where(operator.c.id == bindparam("of_operator"))
    .values(password_hash=bindparam("password_hash"))
)
_DISABLED_SAVE = (
    sa.update(operator).where(operator.c.id == bindparam("of_operator")).values(disabled=bindparam("disabled"))
)
_SESSION_ADD = sa.insert(session)
_SESSION_END = sa.delete(session).where(session.c.token_hash == bindparam("of_token"))
_SESSIONS_END = sa.delete(session).where(session.c.operator == bindparam("of_operator"))

_DEVICE = sa.select(devices.c.id, devices.c.name, devices.c.kind, devices.c.office, devices.c.revoked)
_DEVICES = _DEVICE.order_by(devices.c.name)
_DEVICE_BY_NAME = _DEVICE.where(devices.c.name == bindparam("of_name"))
_DEVICE_OF_TOKEN = _DEVICE.where(devices.c.token_hash == bindparam("of_token"), devices.c.revoked == sa.false())
_DEVICE_ADD = sa.insert(devices)
_OFFICE_ON_BOX = (
    sa.update(office)
    .where(office.c.code == bindparam("of_office"))
    .values(
        on_box=sa.exists().where(
            devices.c.office == bindparam("of_office"),
            devices.c.kind == DeviceKind.BOX.value,
            devices.c.revoked == sa.false(),
        )
    )
)
_OFFICE_OF_DEVICE = sa.select(devices.c.office, devices.c.kind).where(devices.c.id == bindparam("of_device"))
_DEVICE_REVOKE = sa.update(devices).where(devices.c.id == bindparam("of_device")).values(revoked=sa.true())
_DEVICE_BY_ID = _DEVICE.where(devices.c.id == bindparam("of_device"))
_DEVICE_SAVE = (
    sa.update(devices)
    .where(devices.c.id == bindparam("of_device"))
    .values(name=bindparam("name"), revoked=bindparam("revoked"))
)
_TOKEN_SAVE = (
    sa.update(devices).where(devices.c.id == bindparam("of_device")).values(token_hash=bindparam("token_hash"))
)


def operator_by_id(sql: Sql, operator_id: str) -> Operator | None:
    """Return a member of staff by id."""
    row = sql.one(_BY_ID, of_operator=operator_id)
    return None if row is None else _operator(row)


def operator_by_username(sql: Sql, username: str) -> Operator | None:
    """Return a member of staff by user name."""
    row = sql.one(_BY_USERNAME, of_username=username)
    return None if row is None else _operator(row)


def add_device(sql: Sql, device: Device, token_hash: str) -> None:
    """Store a new device.

    Raises:
        Refusal: invalid, when the name is taken; office_unknown.
    """
    office_state(sql, device.office)
    if sql.one(_DEVICE_BY_NAME, of_name=device.name) is not None:
        raise Refusal("invalid", f"device name {device.name!r} is taken", "name")
    sql.run(
        _DEVICE_ADD,
        id=device.id,
        name=device.name,
        kind=device.kind.value,
        office=device.office,
        revoked=device.revoked,
        token_hash=token_hash,
    )
    if device.kind is DeviceKind.BOX:
        sql.run(_OFFICE_ON_BOX, of_office=device.office)


class SqlAccounts:
    """See ``Accounts``."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def add_operator(self, operator: Operator, password_hash: str, audit: AuditEntry | None = None) -> None:
        def work(sql: Sql) -> Written[None]:
            if operator_by_username(sql, operator.username) is not None:
                raise Refusal("invalid", f"user name {operator.username!r} is taken", "username")
            if operator.office is not None:
                office_state(sql, operator.office)
            sql.run(
                _OPERATOR_ADD,
                id=operator.id,
                username=operator.username,
                name=operator.name,
                role=operator.role.value,
                office=operator.office,
                disabled=operator.disabled,
                password_hash=password_hash,
                skills=encode(operator.skills),
            )
            add_entry(sql, audit)
            return Written(value=None)

        self._writer.write(work)

    def save_operator(
        self, before: Operator, after: Operator, password_hash: str | None, audit: AuditEntry | None = None
    ) -> None:
        def work(sql: Sql) -> Written[None]:
            if operator_by_id(sql, before.id) != before:
                raise Refusal("changed_meanwhile", f"operator {before.username} has been changed")
            if after.office is not None:
                office_state(sql, after.office)
            sql.run(
                _OPERATOR_SAVE,
                of_operator=before.id,
                name=after.name,
                role=after.role.value,
                office=after.office,
                disabled=after.disabled,
                skills=encode(after.skills),
            )
            if password_hash is not None:
                sql.run(_PASSWORD_SAVE, of_operator=before.id, password_hash=password_hash)
            if password_hash is not None or after.disabled:
                sql.run(_SESSIONS_END, of_operator=before.id)
            add_entry(sql, audit)
            return Written(value=None)

        self._writer.write(work)

    def operators(self) -> Sequence[Operator]:
        with self._readers.question() as sql:
            return [_operator(row) for row in sql.all(_OPERATORS)]

    def operator_for_sign_in(self, username: str) -> tuple[Operator, str] | None:
        with self._readers.question() as sql:
            row = sql.one(_BY_USERNAME, of_username=username)
        return None if row is None else (_operator(row), row[6])

    def set_password(self, operator_id: str, password_hash: str) -> None:
        def work(sql: Sql) -> Written[None]:
            sql.run(_PASSWORD_SAVE, of_operator=operator_id, password_hash=password_hash)
            sql.run(_SESSIONS_END, of_operator=operator_id)
            return Written(value=None)

        self._writer.write(work)

    def set_disabled(self, operator_id: str, disabled: bool) -> None:
        def work(sql: Sql) -> Written[None]:
            sql.run(_DISABLED_SAVE, of_operator=operator_id, disabled=disabled)
            if disabled:
                sql.run(_SESSIONS_END, of_operator=operator_id)
            return Written(value=None)

        self._writer.write(work)

    def add_session(self, token_hash: str, operator_id: str, expires_at: datetime) -> None:
        def work(sql: Sql) -> Written[None]:
            sql.run(_SESSION_ADD, token_hash=token_hash, operator=operator_id, expires_at=to_micros(expires_at))
            return Written(value=None)

        self._writer.write(work)

    def operator_of_session(self, token_hash: str, at: datetime) -> Operator | None:
        with self._readers.question() as sql:
            row = sql.one(_OF_SESSION, of_token=token_hash, now=to_micros(at))
        return None if row is None else _operator(row)

    def end_session(self, token_hash: str) -> None:
        self._writer.write(lambda sql: Written(value=None, keep=sql.run(_SESSION_END, of_token=token_hash) > 0))

    def add_device(self, device: Device, token_hash: str, audit: AuditEntry | None = None) -> None:
        def work(sql: Sql) -> Written[None]:
            add_device(sql, device, token_hash)
            add_entry(sql, audit)
            return Written(value=None)

        self._writer.write(work)

    def save_device(
        self, before: Device, after: Device, token_hash: str | None, audit: AuditEntry | None = None
    ) -> None:
        def work(sql: Sql) -> Written[None]:
            row = sql.one(_DEVICE_BY_ID, of_device=before.id)
            if row is None or _device(row) != before:
                raise Refusal("changed_meanwhile", f"device {before.name} has been changed")
            if after.name != before.name and sql.one(_DEVICE_BY_NAME, of_name=after.name) is not None:
                raise Refusal("taken", f"device name {after.name!r} is taken", "name")
            sql.run(_DEVICE_SAVE, of_device=before.id, name=after.name, revoked=after.revoked)
            if token_hash is not None:
                sql.run(_TOKEN_SAVE, of_device=before.id, token_hash=token_hash)
            if after.kind is DeviceKind.BOX:
                sql.run(_OFFICE_ON_BOX, of_office=after.office)
            add_entry(sql, audit)
            return Written(value=None)

        self._writer.write(work)

    def devices(self) -> Sequence[Device]:
        with self._readers.question() as sql:
            return [_device(row) for row in sql.all(_DEVICES)]

    def device_of_token(self, token_hash: str) -> Device | None:
        with self._readers.question() as sql:
            row = sql.one(_DEVICE_OF_TOKEN, of_token=token_hash)
        return None if row is None else _device(row)

    def revoke_device(self, device_id: str) -> None:
        def work(sql: Sql) -> Written[None]:
            changed = sql.run(_DEVICE_REVOKE, of_device=device_id)
            of = sql.one(_OFFICE_OF_DEVICE, of_device=device_id)
            if of is not None and of[1] == DeviceKind.BOX:
                sql.run(_OFFICE_ON_BOX, of_office=of[0])
            return Written(value=None, keep=changed > 0)

        self._writer.write(work)


def _operator(row: Row) -> Operator:
    return Operator(
        id=row[0],
        username=row[1],
        name=row[2],
        role=Role(row[3]),
        office=row[4],
        disabled=bool(row[5]),
        skills=decode_skills(row[7]),
    )


def _device(row: Row) -> Device:
    return Device(id=row[0], name=row[1], kind=DeviceKind(row[2]), office=row[3], revoked=bool(row[4]))
