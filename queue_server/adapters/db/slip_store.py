"""Result slips of an office."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.appointment_tables import result_slip
from queue_server.adapters.db.sql import Row, Sql, Value
from queue_server.domain.result_slip import ResultSlip, SlipSearch, SlipState

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
        result_slip.c.due < bindparam("oldest"),
    )
)

_UNCOLLECTED = result_slip.c.ticket.is_(None)
_IN_STATE = {
    None: sa.true(),
    SlipState.READY: sa.and_(_UNCOLLECTED, result_slip.c.ready),
    SlipState.EARLY: sa.and_(_UNCOLLECTED, ~result_slip.c.ready, result_slip.c.due > bindparam("today")),
    SlipState.DELAYED: sa.and_(_UNCOLLECTED, ~result_slip.c.ready, result_slip.c.due <= bindparam("today")),
    SlipState.COLLECTED: result_slip.c.ticket.is_not(None),
}
_NEEDS_TODAY = (SlipState.EARLY, SlipState.DELAYED)
_FIND = {
    state: _SLIP.where(
        _OF_SLIPS,
        result_slip.c.dossier.like(bindparam("like"), escape="\\"),
        result_slip.c.due >= bindparam("first"),
        result_slip.c.due <= bindparam("last"),
        sa.tuple_(result_slip.c.due, result_slip.c.dossier) > sa.tuple_(bindparam("after_due"), bindparam("after")),
        condition,
    )
    .order_by(result_slip.c.due, result_slip.c.dossier)
    .limit(bindparam("at_most", type_=sa.Integer))
    for state, condition in _IN_STATE.items()
}


class SqlSlipRecords:
    """See ``SlipRecords``."""

    def __init__(self, sql: Sql, code: str) -> None:
        self._sql = sql
        self._code = code

    def get(self, dossier: str) -> ResultSlip | None:
        return slip(self._sql, self._code, dossier)

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


def slip(sql: Sql, office: str, dossier: str) -> ResultSlip | None:
    """Return a slip of an office."""
    row = sql.one(_ONE_SLIP, of_office=office, of_dossier=dossier)
    return None if row is None else _slip(row)


def slips(sql: Sql, office: str, after: str, limit: int) -> list[ResultSlip]:
    """Return slips of an office in the order of their codes, from after a code."""
    return [_slip(row) for row in sql.all(_SLIPS, of_office=office, after=after, at_most=limit)]


def find_slips(sql: Sql, office: str, search: SlipSearch, limit: int) -> list[ResultSlip]:
    """Return slips of an office that fit, by the day they are due and their code."""
    text = search.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    after_due, after = ("", "") if search.after is None else (search.after[0].isoformat(), search.after[1])
    given: dict[str, Value] = {"today": search.today.isoformat()} if search.state in _NEEDS_TODAY else {}
    rows = sql.all(
        _FIND[search.state],
        of_office=office,
        like=f"%{text}%",
        first="" if search.first is None else search.first.isoformat(),
        last="9999" if search.last is None else search.last.isoformat(),
        after_due=after_due,
        after=after,
        at_most=limit,
        **given,
    )
    return [_slip(row) for row in rows]


def forget_slips(sql: Sql, collected_before: date, oldest: date) -> int:
    """Remove collected slips that were due before a day, others that were due before an older one; return how many."""
    return sql.run(_SLIPS_FORGET, collected_before=collected_before.isoformat(), oldest=oldest.isoformat())


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
