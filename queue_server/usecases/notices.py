"""Messages that are queued together with what they tell of, in one transaction."""

from queue_server.domain.events import TicketCalled
from queue_server.domain.notifying import Message, NoticeKind, message_id
from queue_server.domain.ticket import Ticket
from queue_server.usecases.ports.changing import OfficeTransaction


def notify_of_call(tx: OfficeTransaction, ticket: Ticket, event: TicketCalled) -> None:
    """Queue a message with a call, where the office sends some; in the call's own transaction."""
    if tx.office.rules.phone.messages:
        name = next((one.name for one in tx.office.counters if one.code == event.counter), event.counter)
        queue_in(tx, ticket, NoticeKind.CALLED, event.call_id, name)


def queue_in(tx: OfficeTransaction, ticket: Ticket, kind: NoticeKind, of: str, place: str) -> None:
    """Queue a message to all contacts of a ticket within a transaction."""
    for contact in tx.notify.contacts(ticket.id):
        tx.notify.add(
            Message(
                id=message_id(kind, of, contact.channel),
                office=tx.office.code,
                ticket=ticket.id,
                kind=kind,
                channel=contact.channel,
                address=contact.address,
                language=contact.language,
                number=ticket.number,
                place=place,
                created_at=tx.at,
                next_at=tx.at,
            )
        )
