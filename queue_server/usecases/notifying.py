"""Messages to phones: consent, what is queued with a call or near a turn, and sending until it is out or given up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from queue_server.domain.appointment import read_code
from queue_server.domain.errors import Refusal
from queue_server.domain.notice_texts import text_of
from queue_server.domain.notifying import (
    OVERTAKEN,
    Channel,
    Contact,
    Message,
    NoticeKind,
    checked_address,
    is_given_up,
    retry_at,
    still_tells,
)
from queue_server.domain.ticket import ENDED, Ticket, TicketState
from queue_server.usecases.board import Boards
from queue_server.usecases.moving import known_ticket
from queue_server.usecases.notices import queue_in
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.notifying import Outbox, Sender, TryAgain, Undeliverable
from queue_server.usecases.ports.reading import OfficeReader

AT_ONCE = 50
"""Messages taken from the outbox in one go."""

KEPT = timedelta(days=1)
"""How long what was sent or given up is listed, without its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an attempt."""

    message: str
    """Id."""
    reason: str | None = None
    """Why it was not sent."""

    @property
    def sent(self) -> bool:
        """Whether it went out."""
        return self.reason is None


class Consents:
    """What a ticket's holder wants to be told, and where."""

    def __init__(self, offices: Offices, outbox: Outbox, channels: frozenset[Channel]) -> None:
        """Take the channels that are set up; others are refused."""
        self._offices = offices
        self._outbox = outbox
        self.channels = channels

    def of(self, ticket: str) -> list[Contact]:
        """Return the contacts of a ticket."""
        return list(self._outbox.contacts(ticket))

    def give(self, office: str, ticket_id: str, channel: Channel, address: str, language: str) -> None:
        """Store where a holder wants to be told; the newest address of a channel counts.

        Raises:
            Refusal: invalid; ticket_unknown; illegal_transition, for a ticket that has ended.
        """
        if channel not in self.channels:
            raise Refusal("invalid", f"channel: {channel} is not set up here", "channel")
        checked = checked_address(channel, address)

        def work(tx: OfficeTransaction) -> None:
            ticket = known_ticket(tx, ticket_id)
            if not tx.office.rules.phone.messages:
                raise Refusal("invalid", "channel: this office sends no messages", "channel")
            if ticket.state in ENDED:
                raise Refusal("illegal_transition", f"{ticket.number} has ended")
            tx.notify.save_contact(
                Contact(ticket=ticket.id, channel=channel, address=checked, language=language, consented_at=tx.at)
            )

        self._offices.change(office, work)

    def withdraw(self, office: str, ticket_id: str, channel: Channel) -> None:
        """Forget an address and what was to be sent there.

        Raises:
            Refusal: ticket_unknown.
        """

        def work(tx: OfficeTransaction) -> None:
            tx.notify.forget_contact(known_ticket(tx, ticket_id).id, channel)

        self._offices.change(office, work)


class Notifying:
    """Sends what is queued; one program does it at a time.

    A message is marked after it was sent: if the program ends in between, it is sent again with the same id.
    """

    def __init__(
        self,
        offices: Offices,
        reader: OfficeReader,
        boards: Boards,
        outbox: Outbox,
        senders: Mapping[Channel, Sender],
        clock: Clock,
        kept: timedelta,
        url_of: Callable[[str], str],
        appointment_url: Callable[[str], str],
    ) -> None:
        """Take how long an address is kept at most, and what makes the address of a ticket's page from its token, of
        an appointment's from its code.
        """
        self._offices = offices
        self._reader = reader
        self._boards = boards
        self._outbox = outbox
        self._senders = senders
        self._clock = clock
        self._kept = kept
        self._url_of = url_of
        self._appointment_url = appointment_url

    def look_for_near(self) -> int:
        """Queue messages for those whose turn is near; return how many tickets they are for."""
        found = 0
        for office in self._reader.offices():
            if office.rules.phone.messages:
                wanted = self._outbox.waiting_contacts(office.code)
                found += self._near(office.code, wanted, office.rules.phone.near_ahead) if wanted else 0
        return found

    def _near(self, office: str, wanted: Sequence[str], near: int) -> int:
        ahead = self._boards.line(office).ahead
        close = {ticket: ahead[ticket] for ticket in wanted if ahead.get(ticket, near + 1) <= near}

        def work(tx: OfficeTransaction) -> None:
            for ticket_id, people in close.items():
                ticket = tx.ticket(ticket_id)
                if ticket is not None and ticket.state is TicketState.WAITING:
                    of = f"{ticket.id}.{len(ticket.progress.legs) - 1}"
                    queue_in(tx, ticket, NoticeKind.NEAR, of, str(people))

        if close:
            self._offices.change(office, work)
        return len(close)

    def send_due(self) -> list[Outcome]:
        """Send what is due; return what became of each message."""
        return [self._send(message) for message in self._outbox.due(self._clock.now(), AT_ONCE)]

    def forget(self) -> int:
        """Remove what has had its time; return how many rows went."""
        now = self._clock.now()
        return self._outbox.forget(now - KEPT, now - self._kept)

    def _page_of(self, message: Message, ticket: Ticket | None) -> str | None:
        if message.kind is NoticeKind.REMINDER:
            code = read_code(message.number)
            return None if code is None else self._appointment_url(code)
        return None if ticket is None else self._url_of(ticket.token)

    def _send(self, message: Message) -> Outcome:
        attempts, now = message.attempts + 1, self._clock.now()
        if is_given_up(message, message.attempts, now):
            reason = message.error or "too late"
            self._outbox.failed(message.id, message.attempts, reason, None, now)
            return Outcome(message=message.id, reason=reason)
        ticket = self._reader.ticket(message.ticket) if message.kind is not NoticeKind.REMINDER else None
        if ticket is not None and not still_tells(message, ticket):
            reason = message.error or OVERTAKEN
            self._outbox.failed(message.id, message.attempts, reason, None, now)
            return Outcome(message=message.id, reason=reason)
        sender = self._senders.get(message.channel)
        try:
            if sender is None:
                raise Undeliverable(f"{message.channel} is not set up any more")
            office = self._reader.office(message.office).name
            sender.send(message, office, text_of(message, office), self._page_of(message, ticket))
        except TryAgain as error:
            given_up = is_given_up(message, attempts, now)
            self._outbox.failed(message.id, attempts, str(error), None if given_up else retry_at(attempts, now), now)
            return Outcome(message=message.id, reason=str(error))
        except Undeliverable as error:
            self._outbox.failed(message.id, attempts, str(error), None, now)
            return Outcome(message=message.id, reason=str(error))
        self._outbox.sent(message.id, self._clock.now())
        return Outcome(message=message.id)
