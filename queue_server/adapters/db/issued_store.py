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
    # The first leg says for which service the number was taken; the columns repeat the last one.
    sa.func.substr(ticket.c.legs, 1, bindparam("length")) == bindparam("first_leg"),
)


def issued_today(sql: Sql, office: Office, service: str, day: date | None) -> IssuedToday:
    """Return the numbers of a service that were not given up, taken before noon and after."""
    if day is None:
        return NONE_ISSUED
    first_leg = '[{"service":' + encode(service) + ","
    row = sql.one(
        _ISSUED,
        of_office=office.code,
        of_day=day.isoformat(),
        noon=to_micros(noon_of(day, office.time_zone)),
        length=len(first_leg),
        first_leg=first_leg,
    )
    assert row is not None
    morning = int(row[1] or 0)
    return IssuedToday(morning=morning, afternoon=int(row[0]) - morning)


def issued_by_service(sql: Sql, office: Office, day: date | None) -> dict[str, IssuedToday]:
    """Return the same of each service that has a quota."""
    return {one.code: issued_today(sql, office, one.code, day) for one in office.services if has_quota(one)}
