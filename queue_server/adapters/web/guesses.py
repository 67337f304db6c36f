"""Tokens of tickets from outside: wrong ones are counted for each address, right ones never."""

from queue_server.adapters.web.callers import NOBODY
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.domain.errors import Refusal
from queue_server.domain.ticket import Ticket
from queue_server.usecases.holders import Holders


class Guesses:
    """Finds tickets for their holders; who guesses is told nothing, and soon to come later."""

    def __init__(self, holders: Holders, limit: RateLimit) -> None:
        self._holders = holders
        self._limit = limit

    def find(self, token: str) -> Ticket | None:
        """Return the ticket of a token, None for one that opens nothing.

        Raises:
            TryLater: rate_limited, after many wrong ones.
        """
        ticket = self._holders.find(token)
        if ticket is None:
            self._limit.count(NOBODY)
        return ticket

    def known(self, token: str) -> Ticket:
        """Return the ticket of a token.

        Raises:
            Refusal: ticket_unknown.
            TryLater: rate_limited, after many wrong ones.
        """
        ticket = self.find(token)
        if ticket is None:
            raise Refusal("ticket_unknown", "there is no ticket with this token")
        return ticket
