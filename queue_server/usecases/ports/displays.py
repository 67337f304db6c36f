"""What is stored of displays: layouts, setups, notices, and those that ask to be let in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from queue_server.domain.device import Device
from queue_server.domain.display import DisplaySetup, Pairing
from queue_server.domain.layout import Layout
from queue_server.domain.office import Notice
from queue_server.usecases.ports.audit import AuditEntry


class DisplayRecords(Protocol):
    """The displays' part of a transaction; a change has to be recorded as an event."""

    def save_layout(self, layout: Layout) -> None:
        """Store an own layout of the office, new or known."""

    def remove_layout(self, code: str) -> bool:
        """Remove an own layout; return whether there was one."""

    def layouts(self) -> Sequence[Layout]:
        """Return the office's own layouts by code."""

    def save_setup(self, setup: DisplaySetup) -> None:
        """Store how a device of the office is set up."""

    def save_notices(self, notices: Sequence[Notice]) -> None:
        """Store the notices of the office in place of those it has."""


class DisplayReader(Protocol):
    """Questions about what is stored of displays."""

    def layouts(self, office: str) -> Sequence[Layout]:
        """Return the own layouts of an office by code.

        Raises:
            Refusal: office_unknown.
        """

    def setups(self, office: str) -> Sequence[DisplaySetup]:
        """Return the setups of an office's devices; a device that was never set up has none."""


class Pairings(Protocol):
    """Displays that wait to be let in; secrets are stored as hashes only."""

    def add(self, pairing: Pairing, secret_hash: str, most: int) -> bool:
        """Store a pairing after forgetting those that are over.

        Returns:
            False, changing nothing, if its code is taken or ``most`` already wait.
        """

    def waiting(self, at: datetime) -> Sequence[Pairing]:
        """Return those that wait, the newest first."""

    def of_secret(self, secret_hash: str, at: datetime) -> Pairing | None:
        """Return the pairing of a secret while it waits."""

    def accept(self, code: str, device: Device, at: datetime, audit: AuditEntry | None = None) -> None:
        """Make the one who waits with a code a device whose token is its secret; with its audit in one transaction.

        Raises:
            Refusal: not_found, when nobody waits with this code (any more); invalid, when the name is taken;
                office_unknown.
        """
