"""Messages to phones that were given up: which they are, and sending them again while they still tell what is so."""

from collections.abc import Sequence
from dataclasses import dataclass

from queue_server.domain.appointment import read_code
from queue_server.domain.errors import Refusal
from queue_server.domain.notifying import Channel, Message, MessageState, NoticeKind, masked_address, still_tells
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.ports.appointments import AppointmentReader
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.notifying import Outbox
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.reminding import made_at, still_reminds

KIND = "message"
"""What the audit log calls them."""

MOST = 1000
"""Messages sent again in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadMessage:
    """A message that was given up."""

    message: Message
    address: str | None
    """Masked; None once it was forgotten."""
    sendable: bool
    """Whether it would still tell what is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAgain:
    """What became of all messages of a channel."""

    queued: int
    over: int
    """Left as they were, since they are of no use any more."""


class DeadMessages:
    """Lists them and queues them again.

    A message's own address is forgotten when it is given up, so it is taken from its ticket's consent anew: whoever
    has withdrawn it, or whose ticket has ended, gets nothing. A reminder's is that of its appointment.
    """

    def __init__(self, offices: Offices, outbox: Outbox, reader: OfficeReader, appointments: AppointmentReader) -> None:
        self._appointments = appointments
        self._offices = offices
        self._outbox = outbox
        self._reader = reader

    def of(self, office: str, by: Operator, limit: int) -> Sequence[DeadMessage]:
        """Return an office's messages that were given up in the last day, the newest first.

        Raises:
            Refusal: forbidden, office_unknown.
        """
        refuse_unless_administrator(by, office)
        sends = self._reader.office(office).rules.phone.messages
        return [self._seen(one, sends) for one in self._outbox.dead(office, limit)]

    def send_again(self, office: str, message_id: str, by: Operator) -> None:
        """Queue a message again; one that is on its way or was sent stays as it is.

        Raises:
            Refusal: forbidden, office_unknown, not_found, message_over.
        """
        refuse_unless_administrator(by, office)

        def work(tx: OfficeTransaction) -> None:
            message = tx.notify.message(message_id)
            if message is None:
                raise Refusal("not_found", f"there is no message {message_id!r} any more")
            if message.state is not MessageState.DEAD:
                return
            if not _queue_again(tx, message):
                raise Refusal("message_over", f"{message.number}: this message is of no use any more")
            tx.audit(_entry(tx, by, message.id, 1))

        self._offices.change(office, work)

    def send_all_again(self, office: str, channel: Channel, by: Operator) -> SentAgain:
        """Queue all messages of a channel again that are still of use.

        Raises:
            Refusal: forbidden, office_unknown.
        """
        refuse_unless_administrator(by, office)

        def work(tx: OfficeTransaction) -> SentAgain:
            dead = tx.notify.dead(channel, MOST)
            queued = sum(_queue_again(tx, one) for one in dead)
            if queued:
                tx.audit(_entry(tx, by, channel.value, queued))
            return SentAgain(queued=queued, over=len(dead) - queued)

        return self._offices.change(office, work).value

    def _seen(self, message: Message, sends: bool) -> DeadMessage:
        if message.kind is NoticeKind.REMINDER:
            code = read_code(message.number)
            address = None if code is None else still_reminds(message, self._appointments.appointment(code))
            masked = None if address is None else masked_address(message.channel, address)
            return DeadMessage(message=message, address=masked, sendable=address is not None)
        ticket = self._reader.ticket(message.ticket)
        contacts = {one.channel: one for one in self._outbox.contacts(message.ticket)}
        contact = contacts.get(message.channel)
        return DeadMessage(
            message=message,
            address=None if contact is None else masked_address(contact.channel, contact.address),
            sendable=sends and contact is not None and ticket is not None and still_tells(message, ticket),
        )


def _queue_again(tx: OfficeTransaction, message: Message) -> bool:
    """Queue a message if it is of use; return whether it was."""
    if message.kind is NoticeKind.REMINDER:
        return _remind_again(tx, message)
    ticket = tx.ticket(message.ticket)
    contacts = {one.channel: one for one in tx.notify.contacts(message.ticket)}
    contact = contacts.get(message.channel)
    if contact is None or ticket is None or not tx.office.rules.phone.messages or not still_tells(message, ticket):
        return False
    tx.notify.queue_again(message.id, contact.address, tx.at, tx.at)
    return True


def _remind_again(tx: OfficeTransaction, message: Message) -> bool:
    appointment = tx.appointments.get(message.ticket)
    address = still_reminds(message, appointment)
    if appointment is None or address is None or appointment.begins_at <= tx.at:
        return False
    tx.notify.queue_again(message.id, address, tx.at, made_at(appointment))
    return True


def _entry(tx: OfficeTransaction, by: Operator, target: str, count: int) -> AuditEntry:
    return AuditEntry(
        at=tx.at,
        by=by.id,
        office=tx.office.code,
        kind=KIND,
        target=target,
        action=AuditAction.CHANGED,
        changes={"sent_again": [None, str(count)]},
    )
