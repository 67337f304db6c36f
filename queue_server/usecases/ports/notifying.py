"""What is stored of messages to phones, and what sends them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from queue_server.domain.notifying import Channel, Contact, Message


class NotifyRecords(Protocol):
    """The messages' part of a transaction; no event is recorded with them, since no board shows them."""

    def save_contact(self, contact: Contact) -> None:
        """Store where a ticket's holder wants to be told, in place of what is known of that channel."""

    def forget_contact(self, ticket: str, channel: Channel) -> None:
        """Remove a contact, and its messages that haven't been sent."""

    def withdraw(self, of: str) -> None:
        """Remove the messages of a ticket or appointment that haven't been sent."""

    def contacts(self, ticket: str) -> Sequence[Contact]:
        """Return the contacts of a ticket by channel."""

    def add(self, message: Message) -> bool:
        """Queue a message; return False, changing nothing, if one with its id was queued before."""

    def message(self, message_id: str) -> Message | None:
        """Return a message of this office by its id."""

    def dead(self, channel: Channel, limit: int) -> Sequence[Message]:
        """Return this office's messages of a channel that were given up, the newest first."""

    def queue_again(self, message_id: str, address: str, at: datetime, since: datetime) -> None:
        """Queue a message that was given up as if it were new, due at once; one in another state stays as it is.

        Args:
            since: from when it counts as made, which decides how long it is of use.
        """


class Outbox(Protocol):
    """Messages on their way, and who wants some."""

    def contacts(self, ticket: str) -> Sequence[Contact]:
        """Return the contacts of a ticket by channel."""

    def waiting_contacts(self, office: str) -> Sequence[str]:
        """Return the ids of an office's waiting tickets with a contact that was not yet told that the turn is near."""

    def due(self, at: datetime, limit: int) -> Sequence[Message]:
        """Return queued messages whose time has come, the longest due first."""

    def sent(self, message_id: str, at: datetime) -> None:
        """Note that a message was sent, and forget its address."""

    def failed(self, message_id: str, attempts: int, error: str, next_at: datetime | None, at: datetime) -> None:
        """Note that sending failed; without a next time it is given up and its address is forgotten."""

    def dead(self, office: str | None, limit: int) -> Sequence[Message]:
        """Return messages that were given up, the newest first; of all offices if none is named."""

    def given_up(self, office: str, since: datetime) -> Mapping[Channel, int]:
        """Return how many of an office's messages were given up since an instant, by channel.

        Those that never failed, and were only overtaken, don't count: nothing is wrong with their channel.
        """

    def forget(self, before: datetime, contacts_before: datetime) -> int:
        """Remove what had its time; return how many rows went.

        Contacts go when their ticket has ended or they are older than ``contacts_before``, messages when they were
        sent or given up before ``before``.
        """


class TryAgain(Exception):
    """A message could not be sent now; says why, without address or secret."""


class Undeliverable(Exception):
    """A message can't ever be sent; says why, without address or secret."""


class Sender(Protocol):
    """Sends by one channel."""

    def send(self, message: Message, office: str, text: str, url: str | None) -> None:
        """Send a message; the receiver may get it more than once, always with the same id.

        Args:
            message: what is sent.
            office: name of the office.
            text: what to say, in the message's language.
            url: address of the ticket's page, if it is known.

        Raises:
            TryAgain, Undeliverable.
        """
