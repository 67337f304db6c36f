"""Operators' accounts in the hands of administrators: adding, changing, locking out, new passwords."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import differences, refuse_if_changed
from queue_server.usecases.ports.accounts import Accounts, PasswordHasher
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.environment import Clock, Ids
from queue_server.usecases.sign_in import USERNAME, check_password


class StaffAdministration:
    """What administrators do with accounts; those of one office see and change only its staff."""

    def __init__(self, accounts: Accounts, hasher: PasswordHasher, ids: Ids, clock: Clock) -> None:
        self._accounts = accounts
        self._hasher = hasher
        self._ids = ids
        self._clock = clock

    def operators(self, by: Operator) -> Sequence[Operator]:
        """Return whom somebody administers, by user name."""
        return [one for one in self._accounts.operators() if by.office in (None, one.office)]

    def add(self, by: Operator, wanted: Operator, password: str) -> Operator:
        """Add an account; its id is chosen here.

        Raises:
            Refusal: forbidden, taken, invalid (user name, password), office_unknown.
        """
        refuse_unless_administrator(by, wanted.office)
        username = wanted.username.strip().lower()
        if not USERNAME.fullmatch(username):
            raise Refusal("invalid", "a user name has 1 to 64 of a-z, 0-9, dot, dash and underscore", "username")
        check_password(password)
        if any(one.username == username for one in self._accounts.operators()):
            raise Refusal("taken", f"user name {username!r} is taken", "username")
        operator = replace(wanted, id=self._ids.new_id(), username=username)
        entry = self._entry(by, operator, AuditAction.ADDED, differences(None, operator))
        self._accounts.add_operator(operator, self._hasher.hash(password), entry)
        return operator

    def change(
        self,
        by: Operator,
        operator_id: str,
        change: Callable[[Operator], Operator],
        password: str | None,
        tag: str | None,
    ) -> Operator:
        """Change an account; its user name stays. A new password ends the sessions of the account.

        Raises:
            Refusal: forbidden, operator_unknown, changed_meanwhile, last_administrator, invalid, office_unknown.
        """
        before = self.operator(by, operator_id)
        after = replace(change(before), id=before.id, username=before.username)
        refuse_unless_administrator(by, after.office)
        refuse_if_changed(before, after, tag)
        self._refuse_without_administrator(before, after)
        password_hash = None
        if password is not None:
            check_password(password)
            password_hash = self._hasher.hash(password)
        changes = differences(before, after)
        if password is not None:
            changes["password"] = [None, None]
        if changes:
            entry = self._entry(by, after, AuditAction.CHANGED, changes)
            self._accounts.save_operator(before, after, password_hash, entry)
        return after

    def operator(self, by: Operator, operator_id: str) -> Operator:
        """Return one of those whom somebody administers.

        Raises:
            Refusal: not_found.
        """
        for one in self.operators(by):
            if one.id == operator_id:
                return one
        raise Refusal("not_found", f"there is no operator {operator_id!r}")

    def _refuse_without_administrator(self, before: Operator, after: Operator) -> None:
        if not _rules_all(before) or _rules_all(after):
            return
        if not any(_rules_all(one) for one in self._accounts.operators() if one.id != before.id):
            raise Refusal("last_administrator", f"{before.username} is the last administrator of all offices")

    def _entry(
        self, by: Operator, of: Operator, action: AuditAction, changes: dict[str, list[str | None]]
    ) -> AuditEntry:
        return AuditEntry(
            at=self._clock.now(),
            by=by.id,
            office=of.office,
            kind="operator",
            target=of.id,
            action=action,
            changes=changes,
        )


def _rules_all(one: Operator) -> bool:
    return one.role is Role.ADMINISTRATOR and one.office is None and not one.disabled
