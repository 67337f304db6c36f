"""Time and randomness of the computer it runs on."""

import secrets
import time
from datetime import UTC, datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

ID_BYTES = 10
TOKEN_BYTES = 18
"""144 random bits: 24 letters of base64."""


class SystemClock:
    """The computer's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class RandomIds:
    """Ids and secrets from the operating system's random source."""

    def new_id(self) -> str:
        return secrets.token_hex(ID_BYTES)

    def new_token(self) -> str:
        return secrets.token_urlsafe(TOKEN_BYTES)


class Argon2:
    """Password hashes as RFC 9106 recommends for memory-constrained environments, with the library's defaults."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
