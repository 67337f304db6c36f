"""Results of use cases as the answers staff get."""

from datetime import datetime

from queue_server.adapters.web.answers import (
    ActionAnswer,
    ActionTicket,
    CounterAnswer,
    TicketHistory,
    TicketItem,
    TicketLeg,
)
from queue_server.adapters.web.operation import Reply
from queue_server.adapters.wire import rfc3339
from queue_server.domain.ticket import Ticket
from queue_server.usecases.calling import ActionDone
from queue_server.usecases.counter_session import DeskDone
from queue_server.usecases.ports.changing import Done


def action_answer(done: Done[ActionDone]) -> Reply:
    """Return the answer of an action on a ticket."""
    brief = done.value.ticket
    ticket = None
    if brief is not None:
        ticket = ActionTicket(
            id=brief.id,
            number=brief.number,
            state=brief.state.value,
            service=brief.service,
            counter=brief.counter,
        )
    return Reply(ActionAnswer(ticket=ticket, reason=done.value.reason, revision=done.value.revision), done.replayed)


def counter_answer(office: str, done: DeskDone) -> Reply:
    """Return a counter after it was opened, closed, paused or resumed."""
    return Reply(
        CounterAnswer(
            office=office,
            counter=done.desk.counter,
            state=done.desk.state.value,
            operator=done.desk.operator,
            reason=done.desk.reason,
            number=done.number,
            revision=done.revision,
        )
    )


def ticket_item(ticket: Ticket, time_zone: str) -> TicketItem:
    """Return a ticket as staff see it; its token stays its holder's."""

    def local(at: datetime | None) -> str | None:
        return None if at is None else rfc3339(at, time_zone)

    leg = ticket.leg
    return TicketItem(
        id=ticket.id,
        number=ticket.number,
        state=ticket.state.value,
        service=leg.service,
        counter=ticket.counter,
        priority_class=ticket.progress.priority_class.value,
        group=ticket.progress.group,
        then=list(ticket.progress.then),
        issued_at=rfc3339(ticket.issued_at, time_zone),
        entered_at=rfc3339(leg.entered_at, time_zone),
        called_at=local(leg.called_at),
        started_at=local(leg.started_at),
        ended_at=local(leg.ended_at),
        held_until=local(leg.held_until),
        calls=leg.calls,
        reason=leg.reason,
        note=ticket.note,
        dossier=ticket.dossier,
        procedure=ticket.procedure,
    )


def ticket_history(ticket: Ticket, time_zone: str) -> TicketHistory:
    """Return a ticket with its legs as staff see them."""

    def local(at: datetime | None) -> str | None:
        return None if at is None else rfc3339(at, time_zone)

    legs = [
        TicketLeg(
            service=leg.service,
            counter=leg.counter,
            operator=leg.operator,
            entered_at=rfc3339(leg.entered_at, time_zone),
            called_at=local(leg.called_at),
            started_at=local(leg.started_at),
            ended_at=local(leg.ended_at),
            calls=leg.calls,
            outcome=leg.outcome,
        )
        for leg in ticket.progress.legs
    ]
    return TicketHistory(ticket=ticket_item(ticket, time_zone), legs=legs)
