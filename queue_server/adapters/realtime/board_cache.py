"""The newest board of each office, read and encoded once for all who ask."""

from dataclasses import dataclass
from threading import Lock

import msgspec

from queue_server.adapters.wire import board_message
from queue_server.contract.messages import Board
from queue_server.usecases.board import Boards, OfficeView
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader

FRESH_S = 5.0
"""A board kept longer is made anew for who asks: without any change its calls leave it after 90 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One office at one revision, ready to be sent."""

    view: OfficeView
    message: Board
    json: msgspec.Raw
    """The message as JSON; goes into other messages as it is."""
    made_at: float

    @property
    def revision(self) -> int:
        """Revision of the office."""
        return self.message.revision


class BoardCache:
    """Keeps the newest edition of each office that anybody asked for."""

    def __init__(self, reader: OfficeReader, boards: Boards, clock: Clock) -> None:
        self._reader = reader
        self._boards = boards
        self._clock = clock
        self._lock = Lock()
        self._locks: dict[str, Lock] = {}
        self._editions: dict[str, Edition] = {}

    def newest(self, office: str) -> Edition:
        """Return the board with the newest revision in the database, also when another program wrote it.

        Raises:
            Refusal: office_unknown.
        """
        return self.at_least(office, self._reader.revision(office))

    def at_least(self, office: str, revision: int) -> Edition:
        """Return the board at this revision or a newer one; many who ask at once cause one reading.

        Raises:
            Refusal: office_unknown.
        """
        edition = self._kept(office, revision)
        if edition is not None:
            return edition
        with self._lock:
            lock = self._locks.setdefault(office, Lock())
        with lock:
            edition = self._kept(office, revision)
            if edition is None:
                edition = self._make(office)
                self._editions[office] = edition
            return edition

    def _kept(self, office: str, revision: int) -> Edition | None:
        edition = self._editions.get(office)
        if edition is None or edition.revision < revision:
            return None
        return edition if self._clock.monotonic() - edition.made_at < FRESH_S else None

    def _make(self, office: str) -> Edition:
        made_at = self._clock.monotonic()
        view = self._boards.office(office)
        message = board_message(view.board)
        return Edition(view=view, message=message, json=msgspec.Raw(msgspec.json.encode(message)), made_at=made_at)
