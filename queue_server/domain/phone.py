"""Numbers by phone: what an office sets, the code at its entrance, and how long a ticket's page tells anything."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.ticket import ENDED, Ticket

CODE_LENGTH = 12
"""Hexadecimal digits of an entrance code: 48 bits for the minute in which it works."""


class PhoneCode(StrEnum):
    """What somebody needs to take a number by phone; stored strings."""

    NONE = "none"
    """The address alone."""
    ROTATING = "rotating"
    """A code that the screen at the entrance shows and that changes, so that nobody queues from home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneRules:
    """What an office may change; durations in seconds."""

    code: PhoneCode = PhoneCode.NONE
    code_every_s: float = 30.0
    """How often the code changes; one is taken while it is shown and once as long after."""
    choose_s: float = 600.0
    """How long whoever has scanned a code may take to choose a service."""
    near_ahead: int = 3
    """A phone says so when no more people than these are ahead."""
    messages: bool = False
    """Whether phones may ask for messages (SMS, e-mail, push), by the channels that the server has."""
    page_kept_s: float = 86400.0
    """How long after its end a ticket's page still tells anything."""


def plain_phone(given: str) -> str:
    """Return a telephone number as it is dialled within Vietnam; any other name of a phone unchanged."""
    if not re.fullmatch(r"[+(]?\d[\d .()/-]*", given):
        return given
    return re.sub(r"^(\+|00)84", "0", re.sub(r"[^\d+]", "", given))


def window_at(at: datetime, every_s: float) -> int:
    """Return the number of the window of time in which one code is shown."""
    return int(at.timestamp() // every_s)


def entrance_code(key: str, office: str, window: int) -> str:
    """Return the code of an office in a window; nobody without the key can tell it before."""
    return sign(key, "entrance", office, str(window))[:CODE_LENGTH]


def is_entrance_code(key: str, office: str, code: str, rules: PhoneRules, at: datetime) -> bool:
    """Return whether a code is shown now, or was shown in the window before."""
    present = window_at(at, rules.code_every_s)
    given = code.encode("utf-8", "surrogatepass")
    newer, older = (entrance_code(key, office, window).encode() for window in (present, present - 1))
    return hmac.compare_digest(newer, given) | hmac.compare_digest(older, given)


def sign(key: str, *parts: str) -> str:
    """Return the signature of some words, in hexadecimal."""
    return hmac.new(key.encode(), "\n".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def is_shown(ticket: Ticket, rules: PhoneRules, at: datetime) -> bool:
    """Return whether a ticket's token still opens anything: while it is open, and a while after its end."""
    if ticket.state not in ENDED:
        return True
    ended_at = ticket.leg.ended_at
    return ended_at is not None and at - ended_at <= timedelta(seconds=rules.page_kept_s)
