"""Which priority classes were called lately; the policy that goes by turns asks."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import call, ticket
from queue_server.domain.announcement import CallKind
from queue_server.domain.selection import Recent
from queue_server.domain.ticket import PriorityClass

CLASSES_AT_MOST = 200
"""More calls than any policy looks back at; the limit keeps the question cheap when a day begins."""

_NEWEST = (
    sa.select(call.c.service, call.c.ticket, call.c.revision, call.c.position)
    .where(
        call.c.office == bindparam("of_office"),
        call.c.kind == CallKind.CALL.value,
        call.c.withdrawn == sa.false(),
    )
    .order_by(call.c.revision.desc(), call.c.position.desc())
    .limit(CLASSES_AT_MOST)
    .subquery()
)
_RECENT_CLASSES = (
    sa.select(_NEWEST.c.service, ticket.c.priority_class)
    .join(ticket, ticket.c.id == _NEWEST.c.ticket)
    .where(ticket.c.service_day == bindparam("of_day"))
    .order_by(_NEWEST.c.revision, _NEWEST.c.position)
)


def recent_calls(sql: Sql, office: str, day: date | None) -> Recent:
    """Return the priority classes of a day's newest calls by service, oldest first."""
    classes: dict[str, list[PriorityClass]] = {}
    if day is not None:
        for service, priority_class in sql.all(_RECENT_CLASSES, of_office=office, of_day=day.isoformat()):
            classes.setdefault(service, []).append(PriorityClass(priority_class))
    return classes
