"""What a line at work tells the rest of the bridge."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from firmware_bridge.protocol.events import UnitEvent
from firmware_bridge.protocol.statistics import LineStatistics, UnitStatistics


@dataclass(frozen=True, slots=True)
class LineUp:
    """The port is open."""


@dataclass(frozen=True, slots=True)
class LineDown:
    """The port could not be opened, or failed."""

    reason: str


@dataclass(frozen=True, slots=True)
class LineFigures:
    """Copies of a line's counters, every 10 s."""

    line: LineStatistics
    units: dict[int, UnitStatistics]


LineNews = UnitEvent | LineUp | LineDown | LineFigures


@dataclass(frozen=True, slots=True)
class LineReport:
    """Something that happened on a line."""

    line: str
    news: LineNews
    at: float
    """Monotonic seconds."""


T_contra = TypeVar("T_contra", contravariant=True)


class Inbox(Protocol[T_contra]):
    """The end of a bounded ``queue.Queue`` where things are put in."""

    def put(self, item: T_contra, block: bool = True, timeout: float | None = None) -> None:
        """Add an item, waiting while it is full.

        Raises:
            queue.Full: it stayed full for so long.
        """
