"""One request on the line and how its answer is recognised, whatever the language spoken."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """An answer inside the bytes received so far."""

    data: tuple[int, ...]
    """What the unit answered; empty for a confirmed write."""
    end: int
    """Offset behind the answer's last byte."""
    skipped: int = 0
    """Stray bytes before the answer."""
    refusal: int | None = None
    """The unit's reason for not doing it (Modbus exception code), None when it did."""


class AnswerRule(Protocol):
    """Recognises the answer to one request."""

    @property
    def length(self) -> int:
        """Bytes of the expected answer; sets how long to wait for it."""

    def find(self, received: bytes) -> Found | None:
        """Return the answer if it is complete anywhere in the bytes, else None."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, and the rule for its answer."""

    request: bytes
    answer: AnswerRule | None
    """None when nobody answers: broadcasts and one-way displays."""
    quiet_s: float = 0.0
    """Silence the device needs after this exchange, beyond the line's own."""


class Failure(Enum):
    """Why an exchange brought no answer."""

    TIMEOUT = "timeout"
    """Nothing was heard."""
    DAMAGED = "damaged"
    """Something was heard, but not an intact answer to the request."""
    BABBLE = "babble"
    """The line never fell silent, so the request was not sent."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an exchange ended."""

    found: Found | None
    """The answer; None when it failed or when nobody answers such a request."""
    failure: Failure | None
    started_at: float
    ended_at: float

    @property
    def done(self) -> bool:
        """Whether the request was carried out as far as the line can tell."""
        return self.failure is None and (self.found is None or self.found.refusal is None)
