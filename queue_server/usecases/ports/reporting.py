"""Questions of those who look at many offices or many days."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from queue_server.domain.rating import Rating
from queue_server.domain.reporting import PastTicket

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTickets:
    """What the tickets of an office tell now."""

    waiting: int
    waiting_since: datetime | None
    """When the one that has waited longest entered its leg."""
    issued: int
    """On the newest service day."""
    served: int
    """Of these, finished."""
    no_show: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFigures:
    """An office now, in a few numbers."""

    office: str
    name: str
    time_zone: str
    service_day: date | None
    tickets: OfficeTickets
    open_counters: int
    """Counters that take people now."""
    counters: int
    complete_at: datetime | None
    """Until when a forwarded office is known here; None for an office that works here, which is known until now."""
    behind: int = 0
    """Changes of a forwarded office that are known to be missing here."""
    is_forwarded: bool = False


class ProvinceReader(Protocol):
    """Questions about many offices at once; those that work here and those that are forwarded alike."""

    def figures(self) -> Sequence[OfficeFigures]:
        """Return all offices as they are now, by code."""

    def collect(self, office: str, first: date, last: date, take: Callable[[Iterable[PastTicket]], None]) -> None:
        """Hand over the tickets of an office's service days from one to another, without order.

        They come in slices, so that many days need little memory, and keep nobody waiting.
        """

    def collect_ratings(self, office: str, first: date, last: date, take: Callable[[Iterable[Rating]], None]) -> None:
        """Hand over the ratings of an office's service days likewise."""

    def compute(self, work: Callable[[], T]) -> T:
        """Run work that takes long and asks the database nothing where it keeps nobody waiting; return its answer."""
