"""Operators: their accounts, passwords and sessions."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.ports.accounts import Accounts, PasswordHasher
from queue_server.usecases.ports.environment import Clock, Ids

SESSION_LASTS = timedelta(hours=12)
PASSWORD_LENGTH = (8, 200)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session; the token is shown this once."""

    token: str
    operator: Operator


class SignIn:
    """Lets staff in and out."""

    def __init__(self, accounts: Accounts, hasher: PasswordHasher, ids: Ids, clock: Clock) -> None:
        self._accounts = accounts
        self._hasher = hasher
        self._ids = ids
        self._clock = clock
        self._nobody: str | None = None

    def sign_in(self, username: str, password: str) -> SignedIn:
        """Begin a session.

        Raises:
            Refusal: unauthorized; it does not tell whether the name or the password was wrong, also not by its time.
        """
        found = self._accounts.operator_for_sign_in(username.strip().lower())
        if found is None:
            self._hasher.matches(self._hash_of_nobody(), password)
            raise Refusal("unauthorized", "user name or password is wrong")
        operator, password_hash = found
        if not self._hasher.matches(password_hash, password) or operator.disabled:
            raise Refusal("unauthorized", "user name or password is wrong")
        token = self._ids.new_token()
        self._accounts.add_session(hash_token(token), operator.id, self._clock.now() + SESSION_LASTS)
        return SignedIn(token=token, operator=operator)

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._accounts.end_session(hash_token(token))

    def operator_of(self, token: str) -> Operator | None:
        """Return who a session token belongs to, None if nobody (any more)."""
        return self._accounts.operator_of_session(hash_token(token), self._clock.now())

    def _hash_of_nobody(self) -> str:
        if self._nobody is None:
            self._nobody = self._hasher.hash(self._ids.new_token())
        return self._nobody


class Staff:
    """Manages operators' accounts."""

    def __init__(self, accounts: Accounts, hasher: PasswordHasher, ids: Ids) -> None:
        self._accounts = accounts
        self._hasher = hasher
        self._ids = ids

    def add(self, username: str, role: Role, password: str, office: str | None = None) -> Operator:
        """Create an account; without an office it works in all of them.

        Raises:
            Refusal: invalid, for a bad or taken user name or a bad password.
        """
        username = username.strip().lower()
        if not USERNAME.fullmatch(username):
            raise Refusal("invalid", "a user name has 1 to 64 of a-z, 0-9, dot, dash and underscore", "username")
        check_password(password)
        operator = Operator(id=self._ids.new_id(), username=username, name=username, role=role, office=office)
        self._accounts.add_operator(operator, self._hasher.hash(password))
        return operator

    def set_password(self, username: str, password: str) -> None:
        """Change a password and end the operator's sessions.

        Raises:
            Refusal: operator_unknown, invalid.
        """
        check_password(password)
        self._accounts.set_password(self._known(username).id, self._hasher.hash(password))

    def disable(self, username: str) -> None:
        """Lock an operator out at once.

        Raises:
            Refusal: operator_unknown.
        """
        self._accounts.set_disabled(self._known(username).id, True)

    def all(self) -> Sequence[Operator]:
        """Return all operators by user name."""
        return self._accounts.operators()

    def _known(self, username: str) -> Operator:
        found = self._accounts.operator_for_sign_in(username.strip().lower())
        if found is None:
            raise Refusal("operator_unknown", f"there is no operator {username!r}", "username")
        return found[0]


def check_password(password: str) -> None:
    """Refuse passwords that are too short or too long.

    Raises:
        Refusal: invalid.
    """
    shortest, longest = PASSWORD_LENGTH
    if not shortest <= len(password) <= longest:
        raise Refusal("invalid", f"a password has {shortest} to {longest} characters", "password")


def hash_token(token: str) -> str:
    """Return the hash under which a random token is stored; random tokens need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
