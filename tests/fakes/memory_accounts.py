"""In-memory twin of operators, sessions and devices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.usecases.ports.audit import AuditEntry
from queue_server.usecases.ports.failures import RuleBroken
from tests.fakes.memory_offices import MemoryDatabase
from tests.fakes.memory_state import State


class MemoryAccounts:
    """See ``Accounts``."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    @property
    def _state(self) -> State:
        return self._database.state

    def add_operator(self, operator: Operator, password_hash: str, audit: AuditEntry | None = None) -> None:
        with self._database.lock:
            if any(one.username == operator.username for one, _ in self._state.operators.values()):
                raise Refusal("invalid", f"user name {operator.username!r} is taken", "username")
            if operator.office is not None:
                self._check_office(operator.office)
            self._state.operators[operator.id] = (operator, password_hash)
            self._note(audit)

    def save_operator(
        self, before: Operator, after: Operator, password_hash: str | None, audit: AuditEntry | None = None
    ) -> None:
        with self._database.lock:
            known, old_hash = self._state.operators.get(before.id, (None, ""))
            if known != before:
                raise Refusal("changed_meanwhile", f"operator {before.username} has been changed")
            if after.office is not None:
                self._check_office(after.office)
            self._state.operators[before.id] = (after, password_hash or old_hash)
            if password_hash is not None or after.disabled:
                self._end_sessions_of(before.id)
            self._note(audit)

    def operators(self) -> Sequence[Operator]:
        return sorted((one for one, _ in self._state.operators.values()), key=lambda one: one.username)

    def operator_for_sign_in(self, username: str) -> tuple[Operator, str] | None:
        return next((pair for pair in self._state.operators.values() if pair[0].username == username), None)

    def set_password(self, operator_id: str, password_hash: str) -> None:
        with self._database.lock:
            if operator_id in self._state.operators:
                self._state.operators[operator_id] = (self._state.operators[operator_id][0], password_hash)
                self._end_sessions_of(operator_id)

    def set_disabled(self, operator_id: str, disabled: bool) -> None:
        with self._database.lock:
            if operator_id in self._state.operators:
                operator, password_hash = self._state.operators[operator_id]
                self._state.operators[operator_id] = (replace(operator, disabled=disabled), password_hash)
                if disabled:
                    self._end_sessions_of(operator_id)

    def add_session(self, token_hash: str, operator_id: str, expires_at: datetime) -> None:
        with self._database.lock:
            if operator_id not in self._state.operators or token_hash in self._state.sessions:
                raise RuleBroken(f"session of operator {operator_id}")
            self._state.sessions[token_hash] = (operator_id, expires_at)

    def operator_of_session(self, token_hash: str, at: datetime) -> Operator | None:
        operator_id, expires_at = self._state.sessions.get(token_hash, ("", at))
        operator = self._state.operators.get(operator_id, (None, ""))[0]
        return None if operator is None or operator.disabled or expires_at <= at else operator

    def end_session(self, token_hash: str) -> None:
        with self._database.lock:
            self._state.sessions.pop(token_hash, None)

    def add_device(self, device: Device, token_hash: str, audit: AuditEntry | None = None) -> None:
        with self._database.lock:
            self._check_office(device.office)
            if any(one.name == device.name for one, _ in self._state.devices.values()):
                raise Refusal("invalid", f"device name {device.name!r} is taken", "name")
            self._state.devices[device.id] = (device, token_hash)
            self._note(audit)

    def save_device(
        self, before: Device, after: Device, token_hash: str | None, audit: AuditEntry | None = None
    ) -> None:
        with self._database.lock:
            known, old_hash = self._state.devices.get(before.id, (None, ""))
            if known != before:
                raise Refusal("changed_meanwhile", f"device {before.name} has been changed")
            if any(one.name == after.name and one.id != after.id for one, _ in self._state.devices.values()):
                raise Refusal("taken", f"device name {after.name!r} is taken", "name")
            self._state.devices[before.id] = (after, token_hash or old_hash)
            self._note(audit)

    def devices(self) -> Sequence[Device]:
        return sorted((one for one, _ in self._state.devices.values()), key=lambda one: one.name)

    def device_of_token(self, token_hash: str) -> Device | None:
        known = self._state.devices.values()
        return next((one for one, token in known if token == token_hash and not one.revoked), None)

    def revoke_device(self, device_id: str) -> None:
        with self._database.lock:
            if device_id in self._state.devices:
                device, token_hash = self._state.devices[device_id]
                self._state.devices[device_id] = (replace(device, revoked=True), token_hash)

    def _note(self, audit: AuditEntry | None) -> None:
        if audit is not None:
            self._state.audit.append(audit)

    def _end_sessions_of(self, operator_id: str) -> None:
        for token_hash in [token for token, (owner, _) in self._state.sessions.items() if owner == operator_id]:
            del self._state.sessions[token_hash]

    def _check_office(self, code: str) -> None:
        if code not in self._state.offices:
            raise Refusal("office_unknown", f"there is no office {code!r}", "office")
