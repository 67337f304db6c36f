"""The audit log: who changed what of offices, accounts and devices, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class AuditAction(StrEnum):
    """Stored strings."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One change; stored in the same transaction as the change itself."""

    at: datetime
    by: str
    """Id of the operator, or what changed it: "configuration"."""
    office: str | None
    """Code of the office it belongs to, None for accounts of all offices."""
    kind: str
    """What was changed: "service"."""
    target: str
    """Its code or id."""
    action: AuditAction
    changes: dict[str, list[str | None]] = field(default_factory=dict)
    """Field to [before, after], as text; never secrets."""


class AuditLog(Protocol):
    """Questions about changes."""

    def entries(self, office: str | None, limit: int, kind: str | None = None) -> Sequence[AuditEntry]:
        """Return the newest changes first; of one office and kind, or of all."""
