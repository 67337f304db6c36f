"""The newest board and line of each office, read once for all who ask."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, Protocol, TypeVar

import msgspec

from queue_server.adapters.wire import board_message
from queue_server.contract.messages import Board
from queue_server.domain.opening_hours import Holidays, no_holidays
from queue_server.usecases.board import Boards, BoardView, LineView
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader

FRESH_S = 5.0
"""What is older is made anew for who asks: without any change calls leave a board after 90 s."""


class _Revised(Protocol):
    @property
    def revision(self) -> int: ...


V = TypeVar("V", bound=_Revised)


class Newest(Generic[V]):
    """Keeps the newest value of each office that anybody asked for; many who ask at once cause one reading."""

    def __init__(self, make: Callable[[str], V], reader: OfficeReader, clock: Clock) -> None:
        self._make = make
        self._reader = reader
        self._clock = clock
        self._lock = Lock()
        self._locks: dict[str, Lock] = {}
        self._kept: dict[str, tuple[float, V]] = {}

    def of(self, office: str) -> V:
        """Return the value at the newest revision in the database, also when another program wrote it.

        Raises:
            Refusal: office_unknown.
        """
        return self.at_least(office, self._reader.revision(office))

    def at_least(self, office: str, revision: int) -> V:
        """Return the value at this revision or a newer one.

        Raises:
            Refusal: office_unknown.
        """
        found = self._find(office, revision)
        if found is not None:
            return found
        with self._lock:
            lock = self._locks.setdefault(office, Lock())
        with lock:
            found = self._find(office, revision)
            if found is None:
                made_at = self._clock.monotonic()
                found = self._make(office)
                self._kept[office] = (made_at, found)
            return found

    def _find(self, office: str, revision: int) -> V | None:
        made_at, value = self._kept.get(office, (0.0, None))
        if value is None or value.revision < revision or self._clock.monotonic() - made_at >= FRESH_S:
            return None
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A board ready to be sent."""

    message: Board
    json: msgspec.Raw
    """The message as JSON; goes into other messages as it is."""

    @property
    def revision(self) -> int:
        """Revision of the office."""
        return self.message.revision


BoardCache = Newest[Edition]
LineCache = Newest[LineView]


def board_cache(reader: OfficeReader, clock: Clock, holidays: Holidays = no_holidays) -> BoardCache:
    """Return what gives out boards, both to who asks and to all when they change."""
    boards = Boards(reader, clock, holidays)
    return Newest(lambda office: _edition(boards.board(office)), reader, clock)


def line_cache(reader: OfficeReader, clock: Clock, holidays: Holidays = no_holidays) -> LineCache:
    """Return what gives out lines, for phones."""
    return Newest(Boards(reader, clock, holidays).line, reader, clock)


def _edition(view: BoardView) -> Edition:
    message = board_message(view)
    return Edition(message=message, json=msgspec.Raw(msgspec.json.encode(message)))
