"""Who may come in: operators, sessions, devices; and how offices are set up."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from queue_server.domain.device import Device
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator
from queue_server.usecases.ports.audit import AuditEntry


class Accounts(Protocol):
    """Operators, their sessions, and devices; secrets are stored as hashes only."""

    def add_operator(self, operator: Operator, password_hash: str, audit: AuditEntry | None = None) -> None:
        """Store a new operator.

        Raises:
            Refusal: invalid, when the user name is taken.
        """

    def save_operator(
        self, before: Operator, after: Operator, password_hash: str | None, audit: AuditEntry | None = None
    ) -> None:
        """Replace what is known of an operator, and the password hash if one is given.

        A new password, and locking somebody out, ends the operator's sessions.

        Raises:
            Refusal: changed_meanwhile, when the operator is not (any more) as ``before``; office_unknown.
        """

    def operators(self) -> Sequence[Operator]:
        """Return all operators by user name."""

    def operator_for_sign_in(self, username: str) -> tuple[Operator, str] | None:
        """Return an operator with the password hash, by user name."""

    def set_password(self, operator_id: str, password_hash: str) -> None:
        """Store a new password hash and end all sessions of the operator."""

    def set_disabled(self, operator_id: str, disabled: bool) -> None:
        """Disable or enable an operator; disabling ends all sessions."""

    def add_session(self, token_hash: str, operator_id: str, expires_at: datetime) -> None:
        """Store a session."""

    def operator_of_session(self, token_hash: str, at: datetime) -> Operator | None:
        """Return who a session belongs to, None if it is unknown, over, or its operator is disabled."""

    def end_session(self, token_hash: str) -> None:
        """End a session; ending an unknown one is no error."""

    def add_device(self, device: Device, token_hash: str, audit: AuditEntry | None = None) -> None:
        """Store a new device; with a first box its office works there, and is changed here no more.

        Raises:
            Refusal: invalid, when the name is taken; office_unknown.
        """

    def save_device(
        self, before: Device, after: Device, token_hash: str | None, audit: AuditEntry | None = None
    ) -> None:
        """Replace a device's name and state, and the hash of its token if one is given.

        Raises:
            Refusal: changed_meanwhile, when the device is not (any more) as ``before``; taken, for its name.
        """

    def devices(self) -> Sequence[Device]:
        """Return all devices by name."""

    def device_of_token(self, token_hash: str) -> Device | None:
        """Return the device of a token, None if unknown or revoked."""

    def revoke_device(self, device_id: str) -> None:
        """Revoke a device's token; without its last box an office works here again."""


class OfficeSetup(Protocol):
    """Writes offices as configured; used at first start and by the back office."""

    def add_office(self, office: Office, by: str) -> bool:
        """Store an office with services and counters; return False, changing nothing, if its code is known."""

    def remove_office(self, office: str, by: str, check: Callable[[Office], None]) -> None:
        """Remove an office in which nothing happened yet, with all that is configured in it.

        Args:
            check: may refuse to remove the office as it is now.

        Raises:
            Refusal: office_unknown; office_on_box; office_used, after the first ticket, appointment or result slip;
                office_staffed, while accounts belong to it; and what ``check`` raises.
        """


class PasswordHasher(Protocol):
    """Slow hashes for what people choose."""

    def hash(self, password: str) -> str:
        """Return a salted hash that says how it was made."""

    def matches(self, password_hash: str, password: str) -> bool:
        """Return whether the password is the one that was hashed."""
