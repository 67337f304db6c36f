"""The event of a rating; a text that came with it isn't in the log, since it may name people."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRated:
    """A leg was rated; of several the newest counts."""

    type: ClassVar[str] = "ticket_rated"
    ticket: str
    number: str
    leg: int
    """Place among the ticket's legs, from 0."""
    service: str
    counter: str
    operator: str | None
    procedure: str | None
    service_day: date
    score: int
    reasons: tuple[str, ...]
    by: str
    """phone, tablet or unit."""
