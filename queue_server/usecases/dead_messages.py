"""Messages to phones that were given up: which they are, and sending them again while they still tell what is so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from queue_server.domain.appointment import Appointment, AppointmentState, read_code
from queue_server.domain.errors import Refusal
from queue_server.domain.notifying import (
    USEFUL,
    Channel,
    Contact,
    Message,
    MessageState,
    NoticeKind,
    masked_address,
    still_tells,
)
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.ports.appointments import AppointmentReader
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.notifying import Outbox
from queue_server.usecases.ports.reading import OfficeReader

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

    A message's own address is forgotten when it is given up, so it is taken anew from the consent for its ticket or
    appointment: whoever has withdrawn it, or whose ticket has ended, gets nothing.
    """

    def __init__(
        self, offices: Offices, outbox: Outbox, reader: OfficeReader, appointments: AppointmentReader, clock: Clock
    ) -> None:
        self._offices = offices
        self._outbox = outbox
        self._reader = reader
        self._appointments = appointments
        self._clock = clock

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
            appointment = None if code is None else self._appointments.appointment(code)
            address = _reminded(message, appointment, self._clock.now())
            return _told(message, address, sendable=address is not None)
        ticket, contacts = self._reader.ticket(message.ticket), self._outbox.contacts(message.ticket)
        address = _consented(message, contacts)
        return _told(message, address, sendable=sends and ticket is not None and still_tells(message, ticket))


def _told(message: Message, address: str | None, *, sendable: bool) -> DeadMessage:
    masked = None if address is None else masked_address(message.channel, address)
    return DeadMessage(message=message, address=masked, sendable=sendable and address is not None)


def _queue_again(tx: OfficeTransaction, message: Message) -> bool:
    """Queue a message if it is of use; return whether it was."""
    if message.kind is NoticeKind.REMINDER:
        address = _reminded(message, tx.appointments.get(message.ticket), tx.at)
        # Its time ends with the booked one, whenever it is sent.
        created_at = message.created_at
    else:
        ticket = tx.ticket(message.ticket)
        is_so = ticket is not None and tx.office.rules.phone.messages and still_tells(message, ticket)
        address = _consented(message, tx.notify.contacts(message.ticket)) if is_so else None
        created_at = tx.at
    if address is None:
        return False
    tx.notify.queue_again(message.id, address, created_at, tx.at)
    return True


def _consented(message: Message, contacts: Sequence[Contact]) -> str | None:
    return next((one.address for one in contacts if one.channel is message.channel), None)


def _reminded(message: Message, appointment: Appointment | None, at: datetime) -> str | None:
    """Return where the holder of an appointment still wants this reminder; it is of use until the booked time."""
    if appointment is None or appointment.state is not AppointmentState.BOOKED or appointment.reminder is None:
        return None
    planned = appointment.begins_at - USEFUL[NoticeKind.REMINDER]
    same = (appointment.reminder.channel, planned) == (message.channel, message.created_at)
    return appointment.reminder.address if same and at < appointment.begins_at else None


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
