"""What workers tell each other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class News:
    """An office has changed, or there is an order for one of its devices."""

    office: str
    revision: int
    """Newest revision that is told of; 0 if there is only an order."""
    urgent: bool
    """More than waiting counts has changed."""
    ordered: bool = False
    """A device of the office has been sent an order."""

    def and_(self, other: "News") -> "News":
        """Return both in one."""
        return News(
            office=self.office,
            revision=max(self.revision, other.revision),
            urgent=self.urgent or other.urgent,
            ordered=self.ordered or other.ordered,
        )


Hear = Callable[[News], None]


class Wakeups(Protocol):
    """This worker's ear and mouth among the others of one database; what is lost on the way does no harm."""

    @property
    def works(self) -> bool:
        """Whether the others can be reached."""

    def tell(self, news: News) -> None:
        """Note what others are to be told; never waits."""

    def start(self) -> None:
        """Begin to listen and to tell."""

    def stop(self) -> None:
        """End both soon."""
