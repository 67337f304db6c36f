"""Messages to phones: what is said, to whom, and when sending is tried again or given up."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.errors import Refusal
from queue_server.domain.phone import sign
from queue_server.domain.ticket import ENDED, Ticket, TicketState


class NoticeKind(StrEnum):
    """Why something is sent; stored strings."""

    NEAR = "near"
    CALLED = "called"
    REMINDER = "reminder"
    """Of an appointment."""


class Channel(StrEnum):
    """By what; stored strings."""

    WEBHOOK = "webhook"
    """A gateway for SMS or Zalo; the address is a phone number."""
    PUSH = "push"
    """The browser's own messages; the address is its subscription as JSON."""
    MAIL = "mail"


class MessageState(StrEnum):
    """Stored strings."""

    QUEUED = "queued"
    SENT = "sent"
    DEAD = "dead"
    """Given up; an administrator sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where the holder of a ticket wants to be told; kept with consent and not for long."""

    ticket: str
    channel: Channel
    address: str
    language: str
    consented_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message on its way."""

    id: str
    """The same however often it is sent, so that a gateway can drop repeats."""
    office: str
    ticket: str
    """Id of the ticket or appointment."""
    kind: NoticeKind
    channel: Channel
    address: str
    """Empty once it was sent or given up."""
    language: str
    number: str
    place: str
    """Name of the counter for a call; people ahead for one that is near; the time of an appointment."""
    created_at: datetime
    """When it was queued, the last time."""
    state: MessageState = MessageState.QUEUED
    attempts: int = 0
    next_at: datetime | None = None
    error: str | None = None
    ended_at: datetime | None = None
    """When it was sent or given up."""


USEFUL = {
    NoticeKind.NEAR: timedelta(minutes=10),
    NoticeKind.CALLED: timedelta(minutes=10),
    NoticeKind.REMINDER: timedelta(hours=12),
}
"""Later a message would only confuse."""

OVERTAKEN = "overtaken: it told no longer what was so before it could be sent"
"""Why a message that never failed was not sent."""

FIRST_RETRY_S = 5.0
LAST_RETRY_S = 300.0
MOST_ATTEMPTS = 8

_PHONE_NUMBER = re.compile(r"\+?[0-9]{8,15}")
_MAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,24}")


def message_id(kind: NoticeKind, of: str, channel: Channel) -> str:
    """Return the id of a message: one for each call, near turn or appointment, and channel."""
    return f"{kind}-{of}-{channel}"


def checked_address(channel: Channel, text: str) -> str:
    """Return an address as it is kept.

    Raises:
        Refusal: invalid.
    """
    address = text.strip()
    match channel:
        case Channel.WEBHOOK:
            address = re.sub(r"[\s.()-]", "", address)
            if not _PHONE_NUMBER.fullmatch(address):
                raise Refusal("invalid", "address: a phone number of 8 to 15 digits", "address")
        case Channel.MAIL:
            if not _MAIL.fullmatch(address):
                raise Refusal("invalid", "address: an e-mail address such as ten@example.vn", "address")
        case Channel.PUSH:
            if not (address.startswith("{") and len(address) <= 2000):
                raise Refusal("invalid", "address: the subscription of a browser", "address")
    return address


def masked_address(channel: Channel, address: str) -> str:
    """Return as much of an address as its owner needs to know it again; nothing of a browser's."""
    match channel:
        case Channel.WEBHOOK:
            return f"…{address[-3:]}"
        case Channel.MAIL:
            name, _, host = address.partition("@")
            return f"{name[:1]}…@{host}"
        case Channel.PUSH:
            return ""


def still_tells(message: Message, ticket: Ticket) -> bool:
    """Return whether a message would still tell the holder of a ticket what is so."""
    match message.kind:
        case NoticeKind.NEAR:
            # Sent on to another service, the ticket stands in another line.
            return ticket.state is TicketState.WAITING and ticket.leg.entered_at <= message.created_at
        case NoticeKind.CALLED:
            # A newer call has a message of its own.
            called_at = ticket.leg.called_at
            return ticket.state is TicketState.CALLED and called_at is not None and called_at <= message.created_at
        case NoticeKind.REMINDER:
            return ticket.state not in ENDED


def retry_at(attempts: int, at: datetime) -> datetime:
    """Return when a message is tried again that failed so many times."""
    return at + timedelta(seconds=min(LAST_RETRY_S, FIRST_RETRY_S * 2.0 ** (attempts - 1)))


def of_use_until(message: Message) -> datetime:
    """Return when a message is of no use any more."""
    return message.created_at + USEFUL[message.kind]


def is_given_up(message: Message, attempts: int, at: datetime) -> bool:
    """Return whether a message that failed so many times isn't tried again; a reminder is until it is of no use."""
    too_often = attempts >= MOST_ATTEMPTS and message.kind is not NoticeKind.REMINDER
    return too_often or at > of_use_until(message)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return how a webhook's body is signed: the time is signed with it, so an old one can't be sent again."""
    return sign(secret, str(timestamp), body.decode())
