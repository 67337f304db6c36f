"""Appointments and result slips of an office."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.appointment_tables import HOLDING, appointment
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.slip_store import find_slips, forget_slips, slip, slips
from queue_server.adapters.db.sql import Row, Sql, Value
from queue_server.adapters.db.tables import is_one_of
from queue_server.domain.appointment import Appointment, AppointmentState
from queue_server.domain.booking_capacity import Span
from queue_server.domain.booking_rules import LIMITS
from queue_server.domain.notifying import Channel
from queue_server.domain.reminder import Reminder
from queue_server.domain.result_slip import ResultSlip, SlipSearch
from queue_server.usecases.ports.failures import RuleBroken

LONGEST = timedelta(minutes=LIMITS["slot_min"][1])
"""Of an appointment; so that the index leads to those that matter."""

_ROW = sa.select(
    appointment.c.id,
    appointment.c.code,
    appointment.c.office,
    appointment.c.service,
    appointment.c.begins_at,
    appointment.c.ends_at,
    appointment.c.made_at,
    appointment.c.state,
    appointment.c.procedure,
    appointment.c.name,
    appointment.c.phone,
    appointment.c.language,
    appointment.c.ticket,
    appointment.c.remind_channel,
    appointment.c.remind_address,
    appointment.c.remind_agreed_at,
)
_OF_OFFICE = appointment.c.office == bindparam("of_office")
_BY_ID = _ROW.where(appointment.c.id == bindparam("of_id"), _OF_OFFICE)
_BY_CODE = _ROW.where(appointment.c.code == bindparam("of_code"))
_CODE = sa.select(sa.literal(1)).where(appointment.c.code == bindparam("of_code"))
_BOOKED = sa.select(appointment.c.begins_at, appointment.c.ends_at).where(
    _OF_OFFICE,
    appointment.c.service == bindparam("of_service"),
    appointment.c.begins_at < bindparam("until"),
    appointment.c.begins_at >= bindparam("earliest"),
    appointment.c.ends_at > bindparam("since"),
    is_one_of("state", HOLDING),
)
_BETWEEN = _ROW.where(
    _OF_OFFICE, appointment.c.begins_at >= bindparam("since"), appointment.c.begins_at < bindparam("until")
).order_by(appointment.c.begins_at, appointment.c.made_at, appointment.c.id)
_ADD = sa.insert(appointment)
_REMINDER = ("remind_channel", "remind_address", "remind_agreed_at")
_CHANGING = ("begins_at", "ends_at", "state", "name", "phone", "ticket", *_REMINDER)
_SAVE = (
    sa.update(appointment)
    .where(appointment.c.id == bindparam("of_id"), _OF_OFFICE)
    .values({name: bindparam(name) for name in _CHANGING})
)
_MISS = (
    sa.update(appointment)
    .where(_OF_OFFICE, appointment.c.begins_at < bindparam("before"), is_one_of("state", [AppointmentState.BOOKED]))
    .values({"state": AppointmentState.MISSED.value} | dict.fromkeys(_REMINDER, sa.null()))
)
_REMINDED = _ROW.where(
    _OF_OFFICE,
    appointment.c.service == bindparam("of_service"),
    is_one_of("state", [AppointmentState.BOOKED]),
    appointment.c.remind_channel.is_not(None),
).order_by(appointment.c.begins_at, appointment.c.id)
_FORGET = sa.delete(appointment).where(appointment.c.ends_at < bindparam("before"))


class SqlAppointmentRecords:
    """See ``AppointmentRecords``."""

    def __init__(self, sql: Sql, code: str) -> None:
        self._sql = sql
        self._code = code

    def add(self, appointment: Appointment) -> None:
        one = appointment
        self._sql.run(
            _ADD,
            id=one.id,
            code=one.code,
            office=self._code,
            service=one.service,
            made_at=to_micros(one.made_at),
            procedure=one.procedure,
            language=one.language,
            **_changing(one),
        )

    def save(self, appointment: Appointment) -> None:
        if self._sql.run(_SAVE, of_office=self._code, of_id=appointment.id, **_changing(appointment)) != 1:
            raise RuleBroken(f"there is no appointment {appointment.id} to save")

    def get(self, appointment_id: str) -> Appointment | None:
        row = self._sql.one(_BY_ID, of_office=self._code, of_id=appointment_id)
        return None if row is None else _appointment(row)

    def is_code_free(self, code: str) -> bool:
        return self._sql.one(_CODE, of_code=code) is None

    def booked(self, service: str, begin: datetime, end: datetime) -> Sequence[Span]:
        return _booked(self._sql, self._code, service, begin, end)

    def miss_before(self, at: datetime) -> int:
        return self._sql.run(_MISS, of_office=self._code, before=to_micros(at))

    def reminded(self, service: str) -> Sequence[Appointment]:
        return [_appointment(row) for row in self._sql.all(_REMINDED, of_office=self._code, of_service=service)]


class SqlAppointmentReader:
    """See ``AppointmentReader``."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def appointment(self, code: str) -> Appointment | None:
        with self._readers.question() as sql:
            row = sql.one(_BY_CODE, of_code=code)
        return None if row is None else _appointment(row)

    def booked(self, office: str, service: str, begin: datetime, end: datetime) -> Sequence[Span]:
        with self._readers.question() as sql:
            return _booked(sql, office, service, begin, end)

    def appointments(self, office: str, begin: datetime, end: datetime) -> Sequence[Appointment]:
        with self._readers.question() as sql:
            rows = sql.all(_BETWEEN, of_office=office, since=to_micros(begin), until=to_micros(end))
        return [_appointment(row) for row in rows]

    def slip(self, office: str, dossier: str) -> ResultSlip | None:
        with self._readers.question() as sql:
            return slip(sql, office, dossier)

    def slips(self, office: str, after: str, limit: int) -> Sequence[ResultSlip]:
        with self._readers.question() as sql:
            return slips(sql, office, after, limit)

    def find_slips(self, office: str, search: SlipSearch, limit: int) -> Sequence[ResultSlip]:
        with self._readers.question() as sql:
            return find_slips(sql, office, search, limit)


def forget(writer: Writer, now: datetime, days: int, slips_days: int) -> int:
    """Remove appointments and collected slips so many days after their time, slips that nobody collected after others;
    return how many rows went.
    """
    before, oldest = now - timedelta(days=days), now - timedelta(days=max(days, slips_days))

    def work(sql: Sql) -> Written[int]:
        gone = sql.run(_FORGET, before=to_micros(before)) + forget_slips(sql, before.date(), oldest.date())
        return Written(value=gone, keep=gone > 0)

    return writer.write(work)


def _booked(sql: Sql, office: str, service: str, begin: datetime, end: datetime) -> list[Span]:
    since, until, earliest = (to_micros(one) for one in (begin, end, begin - LONGEST))
    rows = sql.all(_BOOKED, of_office=office, of_service=service, since=since, until=until, earliest=earliest)
    return [(from_micros(row[0]), from_micros(row[1])) for row in rows]


def _changing(one: Appointment) -> dict[str, Value]:
    return {
        "begins_at": to_micros(one.begins_at),
        "ends_at": to_micros(one.ends_at),
        "state": one.state.value,
        "name": one.name,
        "phone": one.phone,
        "ticket": one.ticket,
        "remind_channel": None if one.reminder is None else one.reminder.channel.value,
        "remind_address": None if one.reminder is None else one.reminder.address,
        "remind_agreed_at": None if one.reminder is None else to_micros(one.reminder.consented_at),
    }


def _appointment(row: Row) -> Appointment:
    return Appointment(
        id=row[0],
        code=row[1],
        office=row[2],
        service=row[3],
        begins_at=from_micros(row[4]),
        ends_at=from_micros(row[5]),
        made_at=from_micros(row[6]),
        state=AppointmentState(row[7]),
        procedure=row[8],
        name=row[9],
        phone=row[10],
        language=row[11],
        ticket=row[12],
        reminder=None
        if row[13] is None
        else Reminder(channel=Channel(row[13]), address=row[14], consented_at=from_micros(row[15])),
    )
