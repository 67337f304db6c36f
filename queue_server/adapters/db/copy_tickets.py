"""The tickets of copied logs: kept up to date by replaying what comes in."""

from collections.abc import Iterable
from datetime import date

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db import rating_store
from queue_server.adapters.db.event_codec import decode_codes, decode_event, decode_legs, encode
from queue_server.adapters.db.forwarding_tables import forwarded_ticket
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.sql import Row, Sql, Value
from queue_server.adapters.db.tables import OPEN
from queue_server.domain.events import Recorded, StepUndone, TicketEvent
from queue_server.domain.forwarding import LogRow
from queue_server.domain.rated import TicketRated
from queue_server.domain.replay import Replay
from queue_server.domain.ticket import PriorityClass, Progress, Ticket, TicketState

_TICKETS = sa.select(
    forwarded_ticket.c.id,
    forwarded_ticket.c.office,
    forwarded_ticket.c.service_day,
    forwarded_ticket.c.prefix,
    forwarded_ticket.c.sequence,
    forwarded_ticket.c.number,
    forwarded_ticket.c.issued_at,
    forwarded_ticket.c.language,
    forwarded_ticket.c.procedure,
    forwarded_ticket.c.appointment,
    forwarded_ticket.c.revision,
    forwarded_ticket.c.state,
    forwarded_ticket.c.priority_class,
    forwarded_ticket.c.then_services,
    forwarded_ticket.c.legs,
).where(forwarded_ticket.c.office == bindparam("of_office"))
_OF_TICKET = forwarded_ticket.c.id == bindparam("of_ticket")
_TICKET = _TICKETS.where(_OF_TICKET)
_OPEN = _TICKETS.where(OPEN).order_by(
    forwarded_ticket.c.issued_at, forwarded_ticket.c.prefix, forwarded_ticket.c.sequence
)
_SAVE = (
    sa.update(forwarded_ticket)
    .where(forwarded_ticket.c.office == bindparam("of_office"), _OF_TICKET)
    .values(
        {
            column: bindparam(column.name)
            for column in (
                forwarded_ticket.c.revision,
                forwarded_ticket.c.state,
                forwarded_ticket.c.priority_class,
                forwarded_ticket.c.then_services,
                forwarded_ticket.c.legs,
                forwarded_ticket.c.entered_at,
            )
        }
    )
)
_ADD = sa.insert(forwarded_ticket)
_FORGET = sa.delete(forwarded_ticket).where(
    forwarded_ticket.c.office == bindparam("of_office"), forwarded_ticket.c.revision > bindparam("after")
)


def take_rows(sql: Sql, office: str, replay: Replay, rows: Iterable[LogRow]) -> None:
    """Replay rows, and store the tickets they moved."""
    for row in rows:
        recorded = recorded_of(office, row)
        if recorded is None:
            replay.skipped += 1
            continue
        for ticket_id in _tickets_of(recorded):
            if ticket_id not in replay.tickets:
                found = sql.one(_TICKET, of_office=office, of_ticket=ticket_id)
                if found is not None:
                    replay.tickets[ticket_id] = _ticket(found)
        replay.take(recorded)
        if isinstance(recorded.event, TicketRated):
            rating_store.take_forwarded(sql, office, recorded.revision, recorded.event, recorded.at)
    for ticket_id in replay.moved:
        _save(sql, office, replay.tickets[ticket_id])


def recorded_of(office: str, row: LogRow) -> Recorded | None:
    """Return a row's event, None for one of a newer program."""
    try:
        event = decode_event(row.type, row.fields)
    except (KeyError, msgspec.MsgspecError):
        return None
    return Recorded(office=office, revision=row.revision, position=row.position, at=from_micros(row.at), event=event)


def open_tickets(sql: Sql, office: str) -> tuple[Ticket, ...]:
    """Return the open tickets of a copy, in order of issue."""
    return tuple(_ticket(row) for row in sql.all(_OPEN, of_office=office))


def forget_after(sql: Sql, office: str, revision: int) -> None:
    """Remove the tickets that were moved, and the ratings that were given, after a revision."""
    sql.run(_FORGET, of_office=office, after=revision)
    rating_store.forget_after(sql, office, revision)


def _tickets_of(recorded: Recorded) -> list[str]:
    event = recorded.event
    if isinstance(event, StepUndone):
        return [one.ticket for one in event.tickets]
    return [event.ticket] if isinstance(event, TicketEvent) else []


def _save(sql: Sql, office: str, one: Ticket) -> None:
    progress = one.progress
    changing: dict[str, Value] = {
        "revision": one.revision,
        "state": progress.state.value,
        "priority_class": progress.priority_class.value,
        "then_services": encode(progress.then),
        "legs": encode(progress.legs),
        "entered_at": to_micros(one.leg.entered_at),
    }
    if sql.run(_SAVE, of_office=office, of_ticket=one.id, **changing):
        return
    sql.run(
        _ADD,
        office=office,
        id=one.id,
        service_day=one.service_day.isoformat(),
        prefix=one.prefix,
        sequence=one.sequence,
        number=one.number,
        issued_at=to_micros(one.issued_at),
        language=one.language,
        procedure=one.procedure,
        appointment=one.appointment,
        **changing,
    )


def _ticket(row: Row) -> Ticket:
    return Ticket(
        id=row[0],
        token="",
        office=row[1],
        service_day=date.fromisoformat(row[2]),
        prefix=row[3],
        sequence=row[4],
        number=row[5],
        issued_at=from_micros(row[6]),
        language=row[7],
        procedure=row[8],
        appointment=row[9],
        revision=row[10],
        progress=Progress(
            state=TicketState(row[11]),
            priority_class=PriorityClass(row[12]),
            then=decode_codes(row[13]),
            legs=decode_legs(row[14]),
        ),
    )
