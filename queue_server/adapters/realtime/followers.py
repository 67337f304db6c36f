"""Phones that follow tickets: what each was told last, and what is news to it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Lock

import msgspec

from queue_server.adapters.wire import ticket_message
from queue_server.contract.messages import TicketStatus
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.usecases.board import LineView

ReadTicket = Callable[[str], Ticket | None]
"""Returns a ticket by its id, from the database."""


@dataclass(slots=True)
class _Followed:
    ticket: Ticket
    phones: int = 0
    told: TicketStatus | None = None


class Followers:
    """The tickets that phones follow, by office."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._offices: dict[str, dict[str, _Followed]] = {}

    def follow(self, ticket: Ticket) -> None:
        """Count one more phone that follows a ticket."""
        with self._lock:
            followed = self._offices.setdefault(ticket.office, {}).setdefault(ticket.id, _Followed(ticket))
            followed.phones += 1
            if ticket.revision >= followed.ticket.revision:
                followed.ticket = ticket

    def unfollow(self, office: str, ticket_id: str) -> None:
        """Count one phone less; of a ticket that nobody follows there is nothing to forget."""
        with self._lock:
            tickets = self._offices.get(office, {})
            followed = tickets.get(ticket_id)
            if followed is None:
                return
            followed.phones -= 1
            if followed.phones == 0:
                del tickets[ticket_id]
            if not tickets:
                del self._offices[office]

    def any(self, office: str) -> bool:
        """Return whether anybody follows a ticket of an office."""
        return office in self._offices

    def tickets(self, office: str) -> set[str]:
        """Return the ids of an office's tickets that somebody follows."""
        with self._lock:
            return set(self._offices.get(office, ()))

    def status(self, office: str, ticket_id: str, line: LineView) -> TicketStatus | None:
        """Return what a phone that has just come is told; None if nobody follows the ticket."""
        followed = self._offices.get(office, {}).get(ticket_id)
        if followed is None:
            return None
        status = ticket_message(line.ticket(followed.ticket))
        if followed.told is None:
            followed.told = status
        # A push may have overtaken the reading of the line.
        return max(status, followed.told, key=lambda one: one.revision)

    def news(
        self, office: str, line: LineView, moved: Collection[str], read: ReadTicket, *, places: bool
    ) -> list[tuple[str, TicketStatus]]:
        """Return the followed tickets whose holders have to be told something new.

        Args:
            office: code of the office.
            line: who waits there now.
            moved: ids of the tickets that events moved since the last time.
            read: used for those, and for tickets that the line shows elsewhere than they were.
            places: whether also those are told whose place in the line alone has changed.
        """
        with self._lock:
            followed = list(self._offices.get(office, {}).items())
        news = []
        for ticket_id, one in followed:
            waited = one.ticket.state is TicketState.WAITING
            if ticket_id in moved or waited != (ticket_id in line.ahead):
                one.ticket = read(ticket_id) or one.ticket
            elif not places:
                continue
            status = ticket_message(line.ticket(one.ticket))
            if one.told is None or _is_news(status, one.told):
                one.told = status
                news.append((ticket_id, status))
        return news


def _is_news(status: TicketStatus, told: TicketStatus) -> bool:
    return msgspec.structs.replace(status, revision=told.revision) != told
