"""Builders for tickets in any state, with the events that belong to them."""

from datetime import UTC, date, datetime

from queue_server.domain.announcement import Call, CallKind
from queue_server.domain.events import TicketIssued
from queue_server.domain.ticket import Leg, PriorityClass, Progress, Ticket, TicketState

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""08:00 in Vietnam."""
TODAY = date(2026, 3, 2)


def a_ticket(sequence=1, state=TicketState.WAITING, counter=None, service="land", **fields):
    """Ticket A001 of today by default; ``held_until`` and other fields of the leg may be given in ``leg``."""
    leg = Leg(service=service, entered_at=fields.get("issued_at", MORNING), counter=counter, **fields.pop("leg", {}))
    prefix = fields.get("prefix", "A")
    given = {
        "id": f"t{prefix}{sequence}",
        "token": f"secret-{prefix}{sequence}",
        "office": "songcong",
        "service_day": TODAY,
        "prefix": prefix,
        "sequence": sequence,
        "number": f"{prefix}{sequence:03d}",
        "issued_at": MORNING,
        "revision": 2,
        "progress": Progress(
            state=state,
            legs=(*fields.pop("earlier_legs", ()), leg),
            priority_class=fields.pop("priority_class", PriorityClass.NORMAL),
            then=fields.pop("then", ()),
        ),
    }
    return Ticket(**(given | fields))


def its_issue(ticket):
    """The event that stands for a ticket's beginning."""
    return TicketIssued(
        ticket=ticket.id,
        number=ticket.number,
        prefix=ticket.prefix,
        sequence=ticket.sequence,
        service_day=ticket.service_day,
        service=ticket.leg.service,
        then=ticket.progress.then,
        priority_class=ticket.progress.priority_class,
        language=ticket.language,
        procedure=ticket.procedure,
        appointment=ticket.appointment,
    )


def a_call(ticket, call_id="call1", counter="1", **fields):
    """A call of a ticket at counter 1."""
    given = {
        "call_id": call_id,
        "ticket": ticket.id,
        "number": ticket.number,
        "service": ticket.leg.service,
        "counter": counter,
        "kind": CallKind.CALL,
        "times": 1,
        "called_at": MORNING,
        "announce_at": MORNING,
    }
    return Call(**(given | fields))


def add(tx, *tickets):
    """Store tickets as a use case would: each with its event."""
    if tx.service_day is None:
        tx.begin_service_day(TODAY)
    for ticket in tickets:
        tx.add_ticket(ticket)
        tx.record(its_issue(ticket))
