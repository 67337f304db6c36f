"""How often an office is published: calls at once, mere counts a few times a second, nothing twice."""

from enum import Enum

from queue_server.domain.events import PriorityChanged, TicketIssued

COUNTS_ONLY = frozenset({TicketIssued.type, PriorityChanged.type})
"""Events that change waiting counts and places in the line, but nothing that a counter or a call shows."""

MANY_CLIENTS = 200
FEW_CLIENTS_EVERY_S = 1 / 20
MANY_CLIENTS_EVERY_S = 1 / 2


class Push(Enum):
    """What is sent at once."""

    ALL = "all"
    """The board and every phone's place in the line."""
    URGENT = "urgent"
    """The board and the tickets that moved; places in the line follow with the next push of all."""


class Pace:
    """Decides when one office is published next; times are monotonic seconds."""

    def __init__(self) -> None:
        self._pending = False
        self._urgent = False
        self._next_at = float("-inf")

    def note(self, *, urgent: bool) -> None:
        """Take in that the office changed."""
        self._pending = True
        self._urgent = self._urgent or urgent

    def due(self, now: float) -> Push | float | None:
        """Return what to send now, or the seconds until then, or None when there is nothing to send."""
        if not self._pending:
            return None
        if now >= self._next_at:
            return Push.ALL
        return Push.URGENT if self._urgent else self._next_at - now

    def begin(self, push: Push, now: float, *, clients: int, phones: bool) -> None:
        """Take in that a push is under way.

        Args:
            clients: how many follow the office.
            phones: whether some of them follow a ticket, whose place in the line an urgent push leaves out.
        """
        self._urgent = False
        self._pending = phones and push is Push.URGENT
        if push is Push.ALL:
            self._next_at = now + (FEW_CLIENTS_EVERY_S if clients <= MANY_CLIENTS else MANY_CLIENTS_EVERY_S)
