"""Tickets and the lines they wait in."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.event_codec import decode_codes, decode_legs, encode
from queue_server.adapters.db.instants import from_micros, from_micros_or_none, to_micros, to_micros_or_none
from queue_server.adapters.db.sql import Row, Sql, Value
from queue_server.adapters.db.tables import IS_HELD, OCCUPIES_COUNTER, OPEN, WAITS, is_one_of, ticket
from queue_server.domain.ticket import Placement, PriorityClass, Progress, Ticket, TicketState
from queue_server.domain.waiting_line import Candidate
from queue_server.usecases.ports.failures import RuleBroken

_ROW = sa.select(
    ticket.c.id,
    ticket.c.token,
    ticket.c.office,
    ticket.c.service_day,
    ticket.c.prefix,
    ticket.c.sequence,
    ticket.c.number,
    ticket.c.issued_at,
    ticket.c.language,
    ticket.c.procedure,
    ticket.c.appointment,
    ticket.c.revision,
    ticket.c.note,
    ticket.c.dossier,
    ticket.c.state,
    ticket.c.priority_class,
    ticket.c.then_services,
    ticket.c.legs,
    ticket.c.priority_group,
)
_CANDIDATE = sa.select(
    ticket.c.id,
    ticket.c.number,
    ticket.c.service,
    ticket.c.priority_class,
    ticket.c.entered_at,
    ticket.c.waited_before_s,
    ticket.c.placement,
    ticket.c.issued_at,
    ticket.c.prefix,
    ticket.c.sequence,
    ticket.c.bound_counter,
    ticket.c.bound_operator,
)
_IN_ORDER_OF_ISSUE = (ticket.c.issued_at, ticket.c.prefix, ticket.c.sequence)
_OF_OFFICE = ticket.c.office == bindparam("of_office")

_ADD = sa.insert(ticket)
_SAVE = (
    sa.update(ticket)
    .where(ticket.c.id == bindparam("of_ticket"))
    .values(
        {
            column: bindparam(column.name)
            for column in (
                ticket.c.revision,
                ticket.c.note,
                ticket.c.dossier,
                ticket.c.state,
                ticket.c.priority_class,
                ticket.c.then_services,
                ticket.c.legs,
                ticket.c.service,
                ticket.c.counter,
                ticket.c.held_until,
                ticket.c.entered_at,
                ticket.c.waited_before_s,
                ticket.c.placement,
                ticket.c.bound_counter,
                ticket.c.bound_operator,
                ticket.c.priority_group,
            )
        }
    )
)
_BY_ID = _ROW.where(ticket.c.id == bindparam("of_ticket"))
_BY_TOKEN = _ROW.where(ticket.c.token == bindparam("of_token"))
_AT_COUNTER = _ROW.where(_OF_OFFICE, ticket.c.counter == bindparam("of_counter"), OCCUPIES_COUNTER)
_AT_COUNTERS = _ROW.where(_OF_OFFICE, OCCUPIES_COUNTER).order_by(ticket.c.counter)
_OPEN = _ROW.where(_OF_OFFICE, OPEN).order_by(*_IN_ORDER_OF_ISSUE)
_OPEN_NUMBERS = sa.select(ticket.c.number).where(_OF_OFFICE, ticket.c.prefix == bindparam("of_prefix"), OPEN)
NEXT_RETURN = sa.select(sa.func.min(ticket.c.held_until)).where(_OF_OFFICE, IS_HELD)
"""When the first held ticket of an office falls due."""
_NEXT_RETURNS = sa.select(ticket.c.office, sa.func.min(ticket.c.held_until)).where(IS_HELD).group_by(ticket.c.office)
_HELD_DUE = _ROW.where(_OF_OFFICE, ticket.c.held_until <= bindparam("now"), IS_HELD).order_by(
    ticket.c.held_until, *_IN_ORDER_OF_ISSUE
)
_WAITING = _CANDIDATE.where(_OF_OFFICE, WAITS)
_MOVED_LATELY = (
    _ROW.where(_OF_OFFICE, ticket.c.service_day == bindparam("of_day"))
    .order_by(ticket.c.revision.desc(), ticket.c.id)
    .limit(bindparam("at_most", type_=sa.Integer))
)
_WAITING_ONE = _CANDIDATE.where(ticket.c.id == bindparam("of_ticket"), WAITS)


def add_ticket(sql: Sql, one: Ticket) -> None:
    """Store a new ticket."""
    sql.do(
        _ADD,
        id=one.id,
        token=one.token,
        office=one.office,
        service_day=one.service_day.isoformat(),
        prefix=one.prefix,
        sequence=one.sequence,
        number=one.number,
        issued_at=to_micros(one.issued_at),
        language=one.language,
        procedure=one.procedure,
        appointment=one.appointment,
        **_changing(one),
    )


def save_ticket(sql: Sql, one: Ticket) -> None:
    """Store what changes in a ticket's life."""
    if sql.run(_SAVE, of_ticket=one.id, **_changing(one)) != 1:
        raise RuleBroken(f"there is no ticket {one.id} to save")


def ticket_by_id(sql: Sql, ticket_id: str) -> Ticket | None:
    """Return a ticket by its id."""
    return _ticket_or_none(sql.one(_BY_ID, of_ticket=ticket_id))


def ticket_by_token(sql: Sql, token: str) -> Ticket | None:
    """Return a ticket by its secret."""
    return _ticket_or_none(sql.one(_BY_TOKEN, of_token=token))


def ticket_at(sql: Sql, office: str, counter: str) -> Ticket | None:
    """Return the ticket that is called or serving at a counter."""
    return _ticket_or_none(sql.one(_AT_COUNTER, of_office=office, of_counter=counter))


def foresee_at_counters(sql: Sql, office: str) -> None:
    """Ask ahead for ``tickets_at_counters``."""
    sql.foresee(_AT_COUNTERS, of_office=office)


def tickets_at_counters(sql: Sql, office: str) -> tuple[Ticket, ...]:
    """Return all tickets that are called or serving."""
    return tuple(_ticket(row) for row in sql.all(_AT_COUNTERS, of_office=office))


def open_tickets(sql: Sql, office: str) -> list[Ticket]:
    """Return all open tickets in order of issue."""
    return [_ticket(row) for row in sql.all(_OPEN, of_office=office)]


def next_return(sql: Sql, office: str) -> datetime | None:
    """Return when the first held ticket falls due, None if none ever does."""
    row = sql.one(NEXT_RETURN, of_office=office)
    return None if row is None else from_micros_or_none(row[0])


def next_returns(sql: Sql) -> dict[str, datetime]:
    """Return the same of all offices that have one."""
    return {office: from_micros(at) for office, at in sql.all(_NEXT_RETURNS) if at is not None}


def held_due(sql: Sql, office: str, at: datetime) -> list[Ticket]:
    """Return the held tickets whose time has come, the longest due first."""
    return [_ticket(row) for row in sql.all(_HELD_DUE, of_office=office, now=to_micros(at))]


def tickets_of_day(
    sql: Sql, office: str, day: date, states: Sequence[TicketState], service: str | None, limit: int
) -> list[Ticket]:
    """Return tickets of a service day in order of issue."""
    question = _of_day(frozenset(states), service is not None)
    values: dict[str, Value] = {"of_office": office, "of_day": day.isoformat(), "at_most": limit}
    if service is not None:
        values["of_service"] = service
    return [_ticket(row) for row in sql.all(question, **values)]


def moved_lately(sql: Sql, office: str, day: date, limit: int) -> list[Ticket]:
    """Return the tickets of a service day that moved last, the newest first."""
    return [_ticket(row) for row in sql.all(_MOVED_LATELY, of_office=office, of_day=day.isoformat(), at_most=limit)]


def open_numbers(sql: Sql, office: str, prefix: str) -> frozenset[str]:
    """Return the numbers of a prefix whose tickets have not ended."""
    return frozenset(row[0] for row in sql.all(_OPEN_NUMBERS, of_office=office, of_prefix=prefix))


def waiting(sql: Sql, office: str) -> tuple[Candidate, ...]:
    """Return all waiting tickets."""
    return tuple(_candidate(row) for row in sql.all(_WAITING, of_office=office))


def foresee_waiting(sql: Sql, ticket_id: str) -> None:
    """Ask ahead for ``waiting_one``."""
    sql.foresee(_WAITING_ONE, of_ticket=ticket_id)


def waiting_one(sql: Sql, ticket_id: str) -> Candidate | None:
    """Return a ticket if it is waiting."""
    row = sql.one(_WAITING_ONE, of_ticket=ticket_id)
    return None if row is None else _candidate(row)


@cache
def _of_day(states: frozenset[TicketState], in_service: bool) -> sa.Select[Row]:
    question = _ROW.where(_OF_OFFICE, ticket.c.service_day == bindparam("of_day"))
    if states:
        question = question.where(is_one_of("state", states))
    if in_service:
        question = question.where(ticket.c.service == bindparam("of_service"))
    return question.order_by(*_IN_ORDER_OF_ISSUE).limit(bindparam("at_most", type_=sa.Integer))


def _changing(one: Ticket) -> dict[str, Value]:
    progress, leg = one.progress, one.leg
    return {
        "revision": one.revision,
        "note": one.note,
        "dossier": one.dossier,
        "state": progress.state.value,
        "priority_class": progress.priority_class.value,
        "then_services": encode(progress.then),
        "legs": encode(progress.legs),
        "service": leg.service,
        "counter": leg.counter,
        "held_until": to_micros_or_none(leg.held_until),
        "entered_at": to_micros(leg.entered_at),
        "waited_before_s": leg.waited_before_s,
        "placement": leg.placement.value,
        "bound_counter": leg.bound_counter,
        "bound_operator": leg.bound_operator,
        "priority_group": progress.group,
    }


def _ticket_or_none(row: Row | None) -> Ticket | None:
    return None if row is None else _ticket(row)


def _ticket(row: Row) -> Ticket:
    return Ticket(
        id=row[0],
        token=row[1],
        office=row[2],
        service_day=date.fromisoformat(row[3]),
        prefix=row[4],
        sequence=row[5],
        number=row[6],
        issued_at=from_micros(row[7]),
        language=row[8],
        procedure=row[9],
        appointment=row[10],
        revision=row[11],
        note=row[12],
        dossier=row[13],
        progress=Progress(
            state=TicketState(row[14]),
            priority_class=PriorityClass(row[15]),
            then=decode_codes(row[16]),
            legs=decode_legs(row[17]),
            group=row[18],
        ),
    )


def _candidate(row: Row) -> Candidate:
    return Candidate(
        ticket=row[0],
        number=row[1],
        service=row[2],
        priority_class=PriorityClass(row[3]),
        entered_at=from_micros(row[4]),
        waited_before_s=row[5],
        placement=Placement(row[6]),
        issued_order=(from_micros(row[7]), row[8], row[9]),
        bound_counter=row[10],
        bound_operator=row[11],
    )
