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
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.sign_in import USERNAME, check_password


class StaffAdministration:
    """What administrators do with accounts; those of one office see and change only its staff."""

    def __init__(
        self, accounts: Accounts, hasher: PasswordHasher, ids: Ids, clock: Clock, reader: OfficeReader
    ) -> None:
        self._accounts = accounts
        self._hasher = hasher
        self._ids = ids
        self._clock = clock
        self._reader = reader

    def operators(self, by: Operator) -> Sequence[Operator]:
        """Return whom somebody administers, by user name."""
        return [one for one in self._accounts.operators() if by.office in (None, one.office)]

    def add(self, by: Operator, wanted: Operator, password: str) -> Operator:
        """Add an account; its id is chosen here.

        Raises:
            Refusal: forbidden, taken, invalid (user name, password, skills), service_unknown, office_unknown.
        """
        refuse_unless_administrator(by, wanted.office)
        username = wanted.username.strip().lower()
        if not USERNAME.fullmatch(username):
            raise Refusal("invalid", "a user name has 1 to 64 of a-z, 0-9, dot, dash and underscore", "username")
        check_password(password)
        self._check_skills(wanted)
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
            Refusal: forbidden, operator_unknown, changed_meanwhile, last_administrator, invalid, service_unknown,
                office_unknown.
        """
        before = self.operator(by, operator_id)
        after = replace(change(before), id=before.id, username=before.username)
        refuse_unless_administrator(by, after.office)
        refuse_if_changed(before, after, tag)
        self._refuse_without_administrator(before, after)
        if after.skills != before.skills or after.office != before.office:
            self._check_skills(after)
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

    def _check_skills(self, wanted: Operator) -> None:
        """Refuse skills that can't be meant.

        Raises:
            Refusal: service_unknown, invalid, office_unknown; all with the field.
        """
        if not wanted.skills:
            return
        offices = self._reader.offices() if wanted.office is None else [self._reader.office(wanted.office)]
        known = {service.code for one in offices for service in one.services}
        for skill in wanted.skills:
            if skill.service not in known:
                allowed = ", ".join(sorted(known))
                raise Refusal(
                    "service_unknown", f"skills: there is no service {skill.service!r}; known are {allowed}", "skills"
                )
        if all(skill.weight <= 0 for skill in wanted.skills):
            raise Refusal("invalid", "skills: give one service a number above 0, or leave all of them empty", "skills")

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
