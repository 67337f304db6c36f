"""The audit: who changed what of offices, accounts and devices, and what staff decided in an office."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.bodies import Code
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import Query
from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import FromServer
from queue_server.domain.errors import Refusal
from queue_server.domain.events import Recorded
from queue_server.domain.operator import Right
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.audit import AuditEntry
from queue_server.usecases.ports.audit_trail import AuditTrail
from queue_server.usecases.ports.reading import OfficeReader

MOST = 500
ZONE_OF_ALL = "Asia/Ho_Chi_Minh"


class AuditKind(StrEnum):
    """What is asked for."""

    CHANGES = "changes"
    ACTIONS = "actions"


class AuditQuery(Query):
    """Which part of the past."""

    office: Code | None = Field(default=None, description="Left out: all offices, for those who oversee them.")
    kind: AuditKind = Field(
        default=AuditKind.CHANGES,
        description="`changes` of offices, accounts and devices, or `actions` of an office's staff that need a reason.",
    )
    before: Annotated[int, Field(ge=0, le=2**62)] | None = Field(
        default=None, description="`next` of the page before; left out: the newest."
    )
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100


class AuditItem(FromServer, frozen=True, kw_only=True):
    """One entry."""

    at: str
    by: str | None
    """Id of the member of staff, or what did it; null where nobody is known."""
    by_name: str | None
    office: str | None
    what: str
    """Kind of the thing, or type of the event."""
    target: str
    """Its code, id or number."""
    action: str
    changes: dict[str, list[str | None]]
    """Field to [before, after]."""
    reason: str | None


class AuditAnswer(FromServer, frozen=True, kw_only=True):
    """A page of the audit, newest first."""

    entries: list[AuditItem]
    next: int | None
    """``before`` of the next page; null after the last."""


class AuditOperations:
    """Shows the audit."""

    def __init__(self, trail: AuditTrail, reader: OfficeReader, accounts: Accounts) -> None:
        self._trail = trail
        self._reader = reader
        self._accounts = accounts

    @Operation(
        method="GET",
        rule="/audit",
        access=Access(right=Right.AUDIT, place=Place.ASKED),
        answer=AuditAnswer,
    )
    def show_audit(self, query: AuditQuery) -> Reply:
        """Tell who changed what, newest first and page by page.

        Actions are those of one office: priorities, cancellations, holds, returns, pauses, undone steps.
        """
        zone = ZONE_OF_ALL if query.office is None else self._reader.office(query.office).time_zone
        names = {one.id: one.name for one in self._accounts.operators()}
        if query.kind is AuditKind.CHANGES:
            return Reply(self._changes(query, zone, names))
        if query.office is None:
            raise Refusal("invalid", "office: actions are those of one office; name it", "office")
        return Reply(self._actions(query.office, query, zone, names))

    def _changes(self, query: AuditQuery, zone: str, names: dict[str, str]) -> AuditAnswer:
        found = self._trail.changes(query.office, query.before, query.limit)
        return AuditAnswer(
            entries=[_change(entry, zone, names) for _, entry in found],
            next=found[-1][0] if len(found) >= query.limit else None,
        )

    def _actions(self, office: str, query: AuditQuery, zone: str, names: dict[str, str]) -> AuditAnswer:
        found = self._trail.actions(office, query.before, query.limit)
        return AuditAnswer(
            entries=[_action(recorded, zone, names) for recorded in found],
            next=found[-1].revision if len(found) >= query.limit else None,
        )


def _change(entry: AuditEntry, zone: str, names: dict[str, str]) -> AuditItem:
    return AuditItem(
        at=rfc3339(entry.at, zone),
        by=entry.by,
        by_name=names.get(entry.by),
        office=entry.office,
        what=entry.kind,
        target=names.get(entry.target, entry.target),
        action=entry.action.value,
        changes=entry.changes,
        reason=None,
    )


def _action(recorded: Recorded, zone: str, names: dict[str, str]) -> AuditItem:
    event = recorded.event
    by = getattr(event, "by", None)
    target = getattr(event, "number", None) or getattr(event, "counter", None) or recorded.office
    return AuditItem(
        at=rfc3339(recorded.at, zone),
        by=by,
        by_name=names.get(by or ""),
        office=recorded.office,
        what=event.type,
        target=str(target),
        action=event.type,
        changes={},
        reason=getattr(event, "reason", None),
    )
