"""The Idempotency-Key header: names a request so that its repeat gets the stored answer."""

import hashlib
import re
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from queue_server.adapters.web.asked import asked
from queue_server.adapters.web.callers import Caller
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import Once

T = TypeVar("T")

HEADER = "Idempotency-Key"

REPLAYED = "Idempotent-Replayed"
"""``true`` on an answer that is the stored one of an earlier copy of the request."""

VISIBLE_ASCII = r"^[\x21-\x7e]{1,128}$"

_KEY = re.compile(VISIBLE_ASCII + r"\Z")


_ABOUT = (
    "Chosen by the caller, new for each intention. A repeat with the same key changes nothing and gets the first "
    "answer again; the same key with another request is refused. Kept 48 h."
)


class KeyHeader(BaseModel):
    """The header of operations that require a key, for the documentation."""

    key: str = Field(alias="Idempotency-Key", pattern=VISIBLE_ASCII, description=_ABOUT)


class OptionalKeyHeader(KeyHeader):
    """The header of operations that take a key, for the documentation."""

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.update(required=[]))


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A request that acts at most once; without a key it acts each time."""

    key: str | None
    request_hash: str

    def once(self, kind: type[T]) -> Once[T] | None:
        """Return what the use case stores with its answer."""
        return None if self.key is None else Once(key=self.key, request_hash=self.request_hash, kind=kind)


def read_key(*, required: bool) -> str | None:
    """Return the present request's key.

    Raises:
        Refusal: idempotency_key_missing, also for one that is no key.
    """
    key = asked().headers.get(HEADER)
    if key is None and not required:
        return None
    if key is None or not _KEY.match(key):
        raise Refusal("idempotency_key_missing", "send an Idempotency-Key of 1 to 128 visible ASCII characters")
    return key


def request_key(key: str | None, caller: Caller, body: BaseModel | None) -> RequestKey:
    """Return the key in its scope - office and path, credential - with the hash of what was asked.

    The body is hashed as understood, so order, blanks and fields left at their defaults make no difference.
    """
    if key is None:
        return RequestKey(None, "")
    canonical = "" if body is None else body.model_dump_json()
    one = asked()
    scoped = _digest("\n".join((one.path, caller.scope, key)))
    return RequestKey(f"http {scoped}", _digest("\n".join((one.method, one.path, canonical))))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
