"""Who holds a ticket's token; a guessed or an old one opens nothing."""

from queue_server.domain.errors import Refusal
from queue_server.domain.phone import is_shown
from queue_server.domain.ticket import ENDED, Ticket
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader


class Holders:
    """Finds tickets for their holders."""

    def __init__(self, reader: OfficeReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    def find(self, token: str) -> Ticket | None:
        """Return the ticket of a token, None for one that opens nothing (any more)."""
        ticket = self._reader.ticket_by_token(token)
        if ticket is None or ticket.state not in ENDED:
            return ticket
        rules = self._reader.office(ticket.office).rules.phone
        return ticket if is_shown(ticket, rules, self._clock.now()) else None

    def known(self, token: str) -> Ticket:
        """Return the ticket of a token.

        Raises:
            Refusal: ticket_unknown, the same for guessed and old ones.
        """
        ticket = self.find(token)
        if ticket is None:
            raise Refusal("ticket_unknown", "there is no ticket with this token")
        return ticket
