"""Devices in the hands of administrators: adding, renaming, revoking, new tokens."""

from collections.abc import Sequence
from dataclasses import replace

from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.events import OfficeConfigured
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import differences, refuse_if_changed
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.environment import Clock, Ids
from queue_server.usecases.sign_in import hash_token


class DeviceAdministration:
    """What administrators do with devices; a token is told once, when it is made."""

    def __init__(self, offices: Offices, accounts: Accounts, ids: Ids, clock: Clock) -> None:
        self._offices = offices
        self._accounts = accounts
        self._ids = ids
        self._clock = clock

    def devices(self, by: Operator) -> Sequence[Device]:
        """Return the devices somebody administers, by name."""
        return [one for one in self._accounts.devices() if by.office in (None, one.office)]

    def device(self, by: Operator, device_id: str) -> Device:
        """Return one of them.

        Raises:
            Refusal: not_found.
        """
        for one in self.devices(by):
            if one.id == device_id:
                return one
        raise Refusal("not_found", f"there is no device {device_id!r}")

    def add(self, by: Operator, office: str, name: str, kind: DeviceKind) -> tuple[Device, str]:
        """Add a device and return it with its token.

        Raises:
            Refusal: forbidden, taken, office_unknown.
        """
        refuse_unless_administrator(by, office)
        if any(one.name == name for one in self._accounts.devices()):
            raise Refusal("taken", f"device name {name!r} is taken", "name")
        device = Device(id=self._ids.new_id(), name=name, kind=kind, office=office)
        token = self._ids.new_token()
        entry = self._entry(by, device, AuditAction.ADDED, differences(None, device))
        self._accounts.add_device(device, hash_token(token), entry)
        return device, token

    def change(self, by: Operator, device_id: str, name: str, revoked: bool, tag: str | None) -> Device:
        """Rename a device, or make its token worthless; a kiosk keeps its lock and its printer under the new name.

        Raises:
            Refusal: forbidden, not_found, taken, changed_meanwhile.
        """
        before = self.device(by, device_id)
        refuse_unless_administrator(by, before.office)
        after = replace(before, name=name, revoked=revoked)
        refuse_if_changed(before, after, tag)
        if after != before:
            entry = self._entry(by, after, AuditAction.CHANGED, differences(before, after))
            self._accounts.save_device(before, after, None, entry)
        if before.kind is DeviceKind.KIOSK and name != before.name:
            self._carry_along(before, name, by.id)
        return after

    def _carry_along(self, kiosk: Device, name: str, by: str) -> None:
        try:
            self._offices.change(kiosk.office, lambda tx: _rename(tx, kiosk.name, name, by))
        except Refusal as refusal:
            if refusal.code != "office_on_box":  # there nothing is kept here
                raise

    def renew(self, by: Operator, device_id: str) -> tuple[Device, str]:
        """Give a device a new token; the old one is worthless from then on.

        Raises:
            Refusal: forbidden, not_found, changed_meanwhile.
        """
        before = self.device(by, device_id)
        refuse_unless_administrator(by, before.office)
        after, token = replace(before, revoked=False), self._ids.new_token()
        entry = self._entry(by, after, AuditAction.CHANGED, {"token": [None, None]})
        self._accounts.save_device(before, after, hash_token(token), entry)
        return after, token

    def _entry(self, by: Operator, of: Device, action: AuditAction, changes: dict[str, list[str | None]]) -> AuditEntry:
        return AuditEntry(
            at=self._clock.now(),
            by=by.id,
            office=of.office,
            kind="device",
            target=of.id,
            action=action,
            changes=changes,
        )


def _rename(tx: OfficeTransaction, old: str, new: str, by: str) -> None:
    """Let what an office keeps of a kiosk by its name go along; what was kept by the new one was another's."""
    before = tx.office.rules
    locks = (one for one in before.kiosk_locks if one.kiosk != new)
    places = (one for one in before.paper_places if one.place != new)
    rules = replace(
        before,
        kiosk_locks=tuple(replace(one, kiosk=new) if one.kiosk == old else one for one in locks),
        paper_places=tuple(replace(one, place=new) if one.place == old else one for one in places),
    )
    if rules != before:
        tx.save_office(replace(tx.office, rules=rules))
        tx.record(OfficeConfigured(by=by))
