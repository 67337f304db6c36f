"""Past-tense facts about counters in an office's log; see ``events``."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterOpened:
    """The counter takes people; without an operator when a call box opened it."""

    type: ClassVar[str] = "counter_opened"
    counter: str
    operator: str | None
    by: str | None = None
    """Id of whoever decided it; None when unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPaused:
    """The counter takes nobody new for a while."""

    type: ClassVar[str] = "counter_paused"
    counter: str
    reason: str | None
    by: str | None = None
    """Id of whoever decided it; None when unknown."""
    until: datetime | None = None
    """When it is meant to end; None if nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterResumed:
    """The pause ended."""

    type: ClassVar[str] = "counter_resumed"
    counter: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosed:
    """The counter takes nobody; its operator left it."""

    type: ClassVar[str] = "counter_closed"
    counter: str
    reason: str | None
    by: str | None = None
    """Id of whoever decided it; None when unknown."""
