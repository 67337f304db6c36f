"""What every change of an office's configuration leaves behind, whoever makes it where."""

from queue_server.domain.events import OfficeConfigured
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.changing import OfficeTransaction


def configured(
    tx: OfficeTransaction,
    by: str,
    kind: str,
    target: str,
    changes: dict[str, list[str | None]],
    action: AuditAction = AuditAction.CHANGED,
) -> None:
    """Tell everybody that an office is set up anew, and the audit who changed what."""
    tx.record(OfficeConfigured(by=by))
    tx.audit(
        AuditEntry(at=tx.at, by=by, office=tx.office.code, kind=kind, target=target, action=action, changes=changes)
    )
