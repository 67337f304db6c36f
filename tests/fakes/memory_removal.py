"""In-memory twin of removing an office."""

from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.audit import AuditAction, AuditEntry


def remove_office(state, code, by, at, check):
    if code not in state.offices:
        raise Refusal("office_unknown", f"there is no office {code!r}", "office")
    check(state.offices[code])
    if any(one.office == code for one in (*state.tickets.values(), *state.appointments.values())):
        raise Refusal("office_used", f"office {code} has a past")
    if any(office == code for office, _ in state.slips):
        raise Refusal("office_used", f"office {code} has a past")
    staff = [one.username for one, *_ in state.operators.values() if one.office == code]
    if staff:
        raise Refusal("office_staffed", f"office {code} has staff: {', '.join(sorted(staff))}")
    del state.offices[code]
    changes = {"revision": [str(state.revisions.pop(code) + 1), None]}
    state.audit.append(
        AuditEntry(at=at, by=by, office=code, kind="office", target=code, action=AuditAction.REMOVED, changes=changes)
    )
    state.events = [one for one in state.events if one.office != code]
    state.devices = {key: one for key, one in state.devices.items() if one[0].office != code}
    state.units = {key: one for key, one in state.units.items() if one[0] != code}


def last_revision(state, code):
    removed = [
        one for one in state.audit if (one.office, one.kind, one.action) == (code, "office", AuditAction.REMOVED)
    ]
    return int(removed[-1].changes["revision"][0]) if removed else 0
