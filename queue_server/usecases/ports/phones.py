"""What is stored of phones that took numbers: a keyed hash, as long as the ticket is open."""

from collections.abc import Sequence
from typing import Protocol

from queue_server.domain.ticket import Ticket


class PhoneRecords(Protocol):
    """The phones' part of a transaction."""

    def add(self, phone: str, ticket: str, service: str) -> None:
        """Store which phone took a ticket."""

    def open_number(self, phone: str, service: str) -> str | None:
        """Return the number of the open ticket that a phone took for a service."""


class PhoneReader(Protocol):
    """Questions about phones."""

    def tickets_of(self, office: str, phone: str) -> Sequence[Ticket]:
        """Return the open tickets that a phone took in an office, in order of issue."""
