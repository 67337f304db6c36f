"""The end of a service day: closes what is still open, restarts the numbers."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.events import DayEnded, OfficeConfigured, TicketExpired, TicketFinished
from queue_server.domain.history import evolve
from queue_server.domain.numbering import service_day
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.usecases.ports.changing import OfficeTransaction

CLOSED_BY_DAY_END = "day_end"


def turn_day(tx: OfficeTransaction) -> None:
    """Begin the service day of this instant, after ending an older one. Runs before every action."""
    office, last = tx.office, tx.service_day
    today = service_day(tx.at, office.time_zone, office.day_start, last)
    if today == last:
        return
    if last is not None:
        for ticket in tx.open_tickets():
            _close(tx, ticket)
        for counter in office.counters:
            tx.save_step(counter.code, None)
        tx.persons.forget()
        tx.record(DayEnded(service_day=last))
        _reopen_services(tx)
    tx.begin_service_day(today)
    # Who had booked for an older day didn't come.
    tx.appointments.miss_before(datetime.combine(today, office.day_start, ZoneInfo(office.time_zone)))


def _reopen_services(tx: OfficeTransaction) -> None:
    """Open what a supervisor closed for the day that ended: nobody thinks of it the next morning."""
    services = tuple(
        one.reopened() if one.rules.closure is not None and not one.rules.closure.until_opened else one
        for one in tx.office.services
    )
    if services != tx.office.services:
        tx.save_office(replace(tx.office, services=services))
        tx.record(OfficeConfigured(by=CLOSED_BY_DAY_END))


def _close(tx: OfficeTransaction, ticket: Ticket) -> None:
    event: TicketExpired | TicketFinished
    if ticket.state is TicketState.SERVING:
        event = TicketFinished(
            ticket=ticket.id, number=ticket.number, counter=ticket.counter, closed_by=CLOSED_BY_DAY_END
        )
    else:
        event = TicketExpired(ticket=ticket.id, number=ticket.number)
    tx.save_ticket(replace(ticket, progress=evolve(ticket.progress, event, tx.at), revision=tx.revision))
    tx.record(event)
