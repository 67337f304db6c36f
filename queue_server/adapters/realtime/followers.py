"""Phones that follow tickets: what each was told last, and what is news to it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Lock

import msgspec

from queue_server.adapters.wire import ticket_message
from queue_server.contract.messages import TicketStatus
from queue_server.domain.ticket import AT_COUNTER, Ticket, TicketState
from queue_server.usecases.board import OfficeView

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

    def status(self, ticket_id: str, view: OfficeView) -> TicketStatus | None:
        """Return what a phone that has just come is told; None if nobody follows the ticket."""
        followed = self._offices.get(view.board.office, {}).get(ticket_id)
        if followed is None:
            return None
        status = ticket_message(view.ticket(followed.ticket))
        if followed.told is None:
            followed.told = status
        # A push may have overtaken the reading of the view.
        return max(status, followed.told, key=lambda one: one.revision)

    def news(
        self, view: OfficeView, moved: Collection[str] | None, read: ReadTicket, *, places: bool
    ) -> list[tuple[str, TicketStatus]]:
        """Return the followed tickets whose holders have to be told something new.

        Args:
            moved: ids of the tickets that events moved since the last time; None when that is not known.
            places: whether also those are told whose place in the line alone has changed.
        """
        with self._lock:
            followed = list(self._offices.get(view.board.office, {}).items())
        news = []
        for ticket_id, one in followed:
            changed = moved is None or ticket_id in moved
            if changed or _is_elsewhere(one.ticket, view):
                one.ticket = view.at_counters.get(ticket_id) or read(ticket_id) or one.ticket
            elif not places:
                continue
            status = ticket_message(view.ticket(one.ticket))
            if one.told is None or _is_news(status, one.told):
                one.told = status
                news.append((ticket_id, status))
        return news


def _is_elsewhere(ticket: Ticket, view: OfficeView) -> bool:
    """Return whether the office's snapshot contradicts what is remembered of a ticket."""
    return (ticket.state is TicketState.WAITING) != (ticket.id in view.ahead) or (ticket.state in AT_COUNTER) != (
        ticket.id in view.at_counters
    )


def _is_news(status: TicketStatus, told: TicketStatus) -> bool:
    return status.revision >= told.revision and msgspec.structs.replace(status, revision=told.revision) != told
