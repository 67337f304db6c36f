"""Who changed what, page by page: changes of the catalogue, and what staff did in an office with a reason."""

from collections.abc import Sequence
from typing import Protocol

from queue_server.domain.events import Recorded
from queue_server.usecases.ports.audit import AuditEntry

ACTIONS = (
    "counter_closed",
    "counter_paused",
    "kiosks_locked",
    "office_configured",
    "priority_changed",
    "step_undone",
    "ticket_cancelled",
    "ticket_held",
    "ticket_reassigned",
    "ticket_returned",
)
"""Types of events in which somebody decided something about others, or gave a reason."""


class AuditTrail(Protocol):
    """Questions about the past, newest first."""

    def changes(self, office: str | None, before: int | None, most: int) -> Sequence[tuple[int, AuditEntry]]:
        """Return changes of offices, accounts and devices with their numbers, of one office or of everything.

        Args:
            before: number of the last one that is known already, None to begin with the newest.
        """

    def actions(self, office: str, before: int | None, most: int) -> Sequence[Recorded]:
        """Return events of ``ACTIONS``, also of an office that is forwarded.

        Revisions come whole, so there may be a few more than asked for.

        Args:
            before: revision of the last one that is known already, None to begin with the newest.
        """
