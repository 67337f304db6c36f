"""How many numbers a service gave out on a day; asked only where it has a quota."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.event_codec import encode
from queue_server.adapters.db.instants import to_micros
from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import ticket
from queue_server.domain.availability import NONE_ISSUED, IssuedToday, has_quota, noon_of
from queue_server.domain.office import Office
from queue_server.domain.ticket import TicketState

_ISSUED = sa.select(
    sa.func.count(),
    sa.func.sum(sa.case((ticket.c.issued_at < bindparam("noon"), 1), else_=0)),
).where(
    ticket.c.office == bindparam("of_office"),
    ticket.c.service_day == bindparam("of_day"),
    ticket.c.state != TicketState.CANCELLED.value,
    # The first leg says for which service the number was taken, the planned ones and the list of those to come for
    # which others; the columns repeat the last leg. Replacing looks for a text alike on every database.
    sa.or_(
        sa.func.substr(ticket.c.legs, 1, bindparam("length")) == bindparam("first_leg"),
        sa.func.replace(ticket.c.then_services, bindparam("to_come"), "") != ticket.c.then_services,
        sa.func.replace(ticket.c.legs, bindparam("planned_leg"), "") != ticket.c.legs,
    ),
)


def issued_today(sql: Sql, office: Office, service: str, day: date | None) -> IssuedToday:
    """Return the numbers that count for a service and were not given up, taken before noon and after."""
    if day is None:
        return NONE_ISSUED
    code = encode(service)
    first_leg = '[{"service":' + code + ","
    row = sql.one(
        _ISSUED,
        of_office=office.code,
        of_day=day.isoformat(),
        noon=to_micros(noon_of(day, office.time_zone)),
        length=len(first_leg),
        first_leg=first_leg,
        to_come=code,
        planned_leg='{"service":' + code + ',"planned":true,',
    )
    assert row is not None
    morning = int(row[1] or 0)
    return IssuedToday(morning=morning, afternoon=int(row[0]) - morning)


def issued_by_service(sql: Sql, office: Office, day: date | None) -> dict[str, IssuedToday]:
    """Return the same of each service that has a quota."""
    return {one.code: issued_today(sql, office, one.code, day) for one in office.services if has_quota(one)}
