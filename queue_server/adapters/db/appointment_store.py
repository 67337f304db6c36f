"""Appointments and result slips of an office."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.appointment_tables import HOLDING, appointment, result_slip
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql, Value
from queue_server.adapters.db.tables import is_one_of
from queue_server.domain.appointment import Appointment, AppointmentState
from queue_server.domain.booking_capacity import Span
from queue_server.domain.booking_rules import LIMITS
from queue_server.domain.result_slip import ResultSlip
from queue_server.usecases.ports.failures import RuleBroken

UNCOLLECTED_KEPT = timedelta(days=400)
"""A result that nobody fetched stays known for so long after it was due."""

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
_CHANGING = ("begins_at", "ends_at", "state", "name", "phone", "ticket")
_SAVE = (
    sa.update(appointment)
    .where(appointment.c.id == bindparam("of_id"), _OF_OFFICE)
    .values({name: bindparam(name) for name in _CHANGING})
)
_MISS = (
    sa.update(appointment)
    .where(_OF_OFFICE, appointment.c.begins_at < bindparam("before"), is_one_of("state", [AppointmentState.BOOKED]))
    .values(state=AppointmentState.MISSED.value)
)
_FORGET = sa.delete(appointment).where(appointment.c.ends_at < bindparam("before"))

_SLIP = sa.select(
    result_slip.c.office,
    result_slip.c.dossier,
    result_slip.c.service,
    result_slip.c.due,
    result_slip.c.ready,
    result_slip.c.name,
    result_slip.c.ticket,
)
_OF_SLIPS = result_slip.c.office == bindparam("of_office")
_OF_SLIP = (_OF_SLIPS, result_slip.c.dossier == bindparam("of_dossier"))
_ONE_SLIP = _SLIP.where(*_OF_SLIP)
_SLIPS = (
    _SLIP.where(_OF_SLIPS, result_slip.c.dossier > bindparam("after"))
    .order_by(result_slip.c.dossier)
    .limit(bindparam("at_most", type_=sa.Integer))
)
_SLIP_ADD = sa.insert(result_slip)
_SLIP_CHANGING = ("service", "due", "ready", "name", "ticket")
_SLIP_SAVE = sa.update(result_slip).where(*_OF_SLIP).values({name: bindparam(name) for name in _SLIP_CHANGING})
_SLIP_REMOVE = sa.delete(result_slip).where(*_OF_SLIP)
_SLIPS_FORGET = sa.delete(result_slip).where(
    sa.or_(
        sa.and_(result_slip.c.ticket.is_not(None), result_slip.c.due < bindparam("collected_before")),
        result_slip.c.due < bindparam("before"),
    )
)


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


class SqlSlipRecords:
    """See ``SlipRecords``."""

    def __init__(self, sql: Sql, code: str) -> None:
        self._sql = sql
        self._code = code

    def get(self, dossier: str) -> ResultSlip | None:
        return _slip_or_none(self._sql.one(_ONE_SLIP, of_office=self._code, of_dossier=dossier))

    def save(self, slip: ResultSlip) -> bool:
        values: dict[str, Value] = {
            "service": slip.service,
            "due": slip.due.isoformat(),
            "ready": slip.ready,
            "name": slip.name,
            "ticket": slip.ticket,
        }
        if self._sql.run(_SLIP_SAVE, of_office=self._code, of_dossier=slip.dossier, **values):
            return False
        self._sql.run(_SLIP_ADD, office=self._code, dossier=slip.dossier, **values)
        return True

    def remove(self, dossier: str) -> bool:
        return self._sql.run(_SLIP_REMOVE, of_office=self._code, of_dossier=dossier) > 0


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
            return _slip_or_none(sql.one(_ONE_SLIP, of_office=office, of_dossier=dossier))

    def slips(self, office: str, after: str, limit: int) -> Sequence[ResultSlip]:
        with self._readers.question() as sql:
            return [_slip(row) for row in sql.all(_SLIPS, of_office=office, after=after, at_most=limit)]


def forget(writer: Writer, now: datetime, days: int) -> int:
    """Remove appointments and collected slips so many days after their time; return how many rows went."""
    before = now - timedelta(days=days)
    oldest = now - max(timedelta(days=days), UNCOLLECTED_KEPT)

    def work(sql: Sql) -> Written[int]:
        gone = sql.run(_FORGET, before=to_micros(before))
        gone += sql.run(_SLIPS_FORGET, collected_before=before.date().isoformat(), before=oldest.date().isoformat())
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
    )


def _slip_or_none(row: Row | None) -> ResultSlip | None:
    return None if row is None else _slip(row)


def _slip(row: Row) -> ResultSlip:
    return ResultSlip(
        office=row[0],
        dossier=row[1],
        service=row[2],
        due=date.fromisoformat(row[3]),
        ready=bool(row[4]),
        name=row[5],
        ticket=row[6],
    )
