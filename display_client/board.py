"""What a display knows of its office: the newest board, how old it is, and which calls stand out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from queue_server.contract.messages import Beat, Board, BoardCall
from queue_server.contract.rooms import STALE_AFTER_S

FRESH_FOR_S = 15.0
"""Seconds a call keeps the large panel and blinks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest board and when the server was last heard.

    Times are monotonic seconds of the display's computer and are always given by the caller.
    """

    board: Board | None = None
    heard_s: float | None = None
    """When the server was last heard (before this run: when the board was kept); None when it never was."""
    live: bool = False
    """False until this run of the display has heard the server: a board from the disk is old by definition."""

    def with_board(self, board: Board, now_s: float) -> "Latest":
        """Return what is known after a board arrived: the newest revision of an epoch wins, a new epoch starts anew."""
        return replace(self, board=newer(self.board, board), heard_s=now_s, live=True)

    def with_beat(self, now_s: float) -> "Latest":
        """Return what is known after a heartbeat."""
        return replace(self, heard_s=now_s, live=True)

    def behind(self, beat: Beat) -> bool:
        """Return whether a heartbeat tells of a board that has not arrived."""
        return self.board is None or self.board.epoch != beat.epoch or self.board.revision < beat.revision

    def stale(self, now_s: float) -> bool:
        """Return whether people must not rely on the board: not heard for 12 s, or not in this run."""
        return not self.live or self.heard_s is None or now_s - self.heard_s > STALE_AFTER_S

    def age_s(self, now_s: float) -> float | None:
        """Return the seconds since the board was last confirmed, None when it never was."""
        return None if self.heard_s is None else max(0.0, now_s - self.heard_s)


def newer(held: Board | None, arrived: Board) -> Board:
    """Return the board to keep. An equal revision keeps the held one, so that a repeat changes nothing."""
    if held is not None and held.epoch == arrived.epoch and held.revision >= arrived.revision:
        return held
    return arrived


def current_calls(board: Board) -> list[BoardCall]:
    """Return for each counter that shows a number its newest call of that number, newest first.

    A call that was undone, or whose ticket has left the counter, is not among them.
    """
    numbers = {counter.counter: counter.number for counter in board.counters if counter.number is not None}
    found: dict[str, BoardCall] = {}
    for call in reversed(board.calls):
        if numbers.get(call.counter) == call.number:
            found.setdefault(call.counter, call)
    return list(found.values())


def last_calls(board: Board) -> list[BoardCall]:
    """Return the calls newest first, each number at a counter once, with its newest call."""
    found: dict[tuple[str, str], BoardCall] = {}
    for call in reversed(board.calls):
        found.setdefault((call.number, call.counter), call)
    return list(found.values())


def zone_of(board: Board) -> tzinfo | None:
    """Return the offset of the office's clock when the board was made, None if the board does not say."""
    try:
        return datetime.fromisoformat(board.at).tzinfo
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Seen:
    """When this display saw each call of the board for the first time; wrong clocks can't disturb it."""

    epoch: str | None = None
    first_s: Mapping[str, float] | None = None

    def with_board(self, board: Board, now_s: float) -> "Seen":
        """Return the memory after a board: calls found on the first board of an epoch are old news."""
        if self.first_s is None or self.epoch != board.epoch:
            return Seen(board.epoch, dict.fromkeys((call.call_id for call in board.calls), now_s - FRESH_FOR_S))
        return Seen(board.epoch, {call.call_id: self.first_s.get(call.call_id, now_s) for call in board.calls})

    def fresh(self, now_s: float) -> frozenset[str]:
        """Return the ids of calls that were first seen less than 15 s ago."""
        first_s = self.first_s or {}
        return frozenset(call_id for call_id, at_s in first_s.items() if now_s - at_s < FRESH_FOR_S)
