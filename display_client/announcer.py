"""Which call is spoken when: one queue for an audio zone, without clock, thread or sound. Pure.

The same rules as the TV page's ``announcer.js``; ``tests/vectors/announcer.json`` holds both to them. Times are
seconds of the server's clock since 1970.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from queue_server.contract.messages import Board, BoardCall

PAUSE_S = 0.35
"""Silence between two announcements."""
PREPARE_S = 4.0
"""The longest time from "begin" until the player has its clips and says how long it will take."""
WATCHDOG_S = 2.0
"""How much longer than that the player may take before it is given up."""
LISTED = 200
"""Calls a board lists at most."""
REMEMBERED = 2000
"""Ids kept at most."""
TIME_TO_LIVE_S = 60.0

Outcome = Literal["spoken", "merged", "withdrawn", "expired", "failed"]


@dataclass(frozen=True, slots=True)
class Begin:
    """Tell the server that the call starts, then play it."""

    call: BoardCall
    repeats: int


@dataclass(frozen=True, slots=True)
class End:
    """Tell the server how a call ended."""

    call_id: str
    outcome: Outcome
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Silence the player: the watchdog gave up on it."""


Todo = Begin | End | Stop


@dataclass
class _Waiting:
    call: BoardCall
    from_s: float
    order: tuple[float, int]


@dataclass
class Announcer:
    """Every id ends as exactly one of spoken, merged, withdrawn, expired or failed.

    Args:
        ended: ids that were begun or ended earlier, or by another display.
    """

    ended: dict[str, None] = field(default_factory=dict)
    _board: Board | None = None
    _is_master: bool = False
    _waiting: list[_Waiting] = field(default_factory=list)
    _speaking: BoardCall | None = None
    _deadline_s: float = 0.0
    _quiet_until_s: float = float("-inf")
    _turn: int = 0

    def offer(self, board: Board, now_s: float) -> list[Todo]:
        """Take the newest board of the office."""
        todo: list[Todo] = []
        if self._board is not None and self._board.epoch != board.epoch:
            todo += [self._end(item.call.call_id, "withdrawn") for item in self._waiting]
            self._waiting = []
        self._board = board
        if len(self.ended) > REMEMBERED:
            self.ended = dict.fromkeys(list(self.ended)[-REMEMBERED // 2 :])
        return [*todo, *self._take_in(board, now_s), *self.tick(now_s)] if self._is_master else todo

    def set_master(self, is_master: bool, now_s: float, ended: Iterable[str] = ()) -> list[Todo]:
        """Begin or cease to speak for the zone; ``ended`` are the ids the server knows to be begun or ended."""
        self.ended |= dict.fromkeys(ended)
        self._waiting = [item for item in self._waiting if item.call.call_id not in self.ended]
        if self._is_master == is_master:
            return self.tick(now_s) if is_master else []
        self._is_master = is_master
        if not is_master:
            # Somebody else will say how these end; what is being spoken is spoken to its end.
            self._waiting = []
            return []
        return [*(self._take_in(self._board, now_s) if self._board else []), *self.tick(now_s)]

    def tick(self, now_s: float) -> list[Todo]:
        """Let time pass."""
        todo: list[Todo] = []
        if self._speaking is not None and now_s >= self._deadline_s:
            call_id = self._speaking.call_id
            self._fall_silent(now_s)
            todo += [Stop(), self._end(call_id, "failed", "the player did not come to an end")]
        if not self._is_master:
            return todo
        late = [item for item in self._waiting if self._is_late(item, now_s)]
        self._waiting = [item for item in self._waiting if item not in late]
        todo += [self._end(item.call.call_id, "expired") for item in late]
        if self._speaking is None and now_s >= self._quiet_until_s:
            todo += self._begin_next(now_s)
        return todo

    def prepared(self, call_id: str, duration_s: float, now_s: float) -> None:
        """Take in that the player has its clips and will take so long."""
        if self._speaking is not None and self._speaking.call_id == call_id:
            self._deadline_s = now_s + duration_s + WATCHDOG_S

    def finished(self, call_id: str, now_s: float, *, failed: bool = False, error: str | None = None) -> list[Todo]:
        """Take in that the player came to its end, or could not play; ``error`` also tells what was missing."""
        if self._speaking is None or self._speaking.call_id != call_id:
            return []
        self._fall_silent(now_s)
        return [self._end(call_id, "failed" if failed else "spoken", error), *self.tick(now_s)]

    def wake_s(self) -> float | None:
        """Return when to tick again at the latest, None if nothing changes by itself."""
        times = [] if self._speaking is None else [self._deadline_s]
        if self._is_master:
            times += [item.from_s + self._time_to_live_s() + 0.001 for item in self._waiting]
            if self._speaking is None:
                times += [max(item.from_s, self._quiet_until_s) for item in self._waiting]
        return min(times, default=None)

    def _take_in(self, board: Board, now_s: float) -> list[Todo]:
        todo = self._withdraw_gone(board.calls)
        merges = board.voice is None or board.voice.merge
        passed: set[str] = set()
        for call in board.calls:
            before = [
                item
                for item in self._waiting
                if merges and call.kind == "call" and item.call.number == call.number and item.call.call_id in passed
            ]
            self._waiting = [item for item in self._waiting if item not in before]
            todo += [self._end(item.call.call_id, "merged") for item in before]
            if call.call_id not in self.ended and all(item.call.call_id != call.call_id for item in self._waiting):
                self._waiting.append(self._item(call, before))
            passed.add(call.call_id)
        return todo + self._withdraw_left(board.calls, now_s)

    def _withdraw_left(self, calls: list[BoardCall], now_s: float) -> list[Todo]:
        """Nobody is to come whose ticket left the counter; what was too old before that has expired."""
        over = {call.call_id for call in calls if call.withdrawn}
        left = [item for item in self._waiting if item.call.call_id in over]
        self._waiting = [item for item in self._waiting if item not in left]
        return [self._end(item.call.call_id, "expired" if self._is_late(item, now_s) else "withdrawn") for item in left]

    def _withdraw_gone(self, calls: list[BoardCall]) -> list[Todo]:
        """A call that left the board was withdrawn, unless it only made room for newer ones."""
        listed = {call.call_id for call in calls}
        full_since = _seconds(calls[0].called_at) if len(calls) >= LISTED else float("-inf")
        gone = [
            item
            for item in self._waiting
            if item.call.call_id not in listed and _seconds(item.call.called_at) > full_since
        ]
        self._waiting = [item for item in self._waiting if item not in gone]
        return [self._end(item.call.call_id, "withdrawn") for item in gone]

    def _item(self, call: BoardCall, before: list[_Waiting]) -> _Waiting:
        """The newest call of a ticket takes the place of those of it that still wait."""
        from_s = _seconds(call.announce_at)
        self._turn += 1
        order = min((item.order for item in before), default=(from_s, self._turn))
        return _Waiting(call, from_s, order)

    def _begin_next(self, now_s: float) -> list[Todo]:
        due = sorted((item for item in self._waiting if item.from_s <= now_s), key=lambda item: item.order)
        if not due:
            return []
        call = due[0].call
        self._waiting = [item for item in self._waiting if item is not due[0]]
        self.ended[call.call_id] = None
        self._speaking, self._deadline_s = call, now_s + PREPARE_S
        voice = self._board.voice if self._board else None
        # Repeating one call would make others late.
        return [Begin(call, 1 if len(due) > 1 or voice is None else voice.repeats)]

    def _fall_silent(self, now_s: float) -> None:
        self._speaking = None
        self._quiet_until_s = now_s + PAUSE_S

    def _end(self, call_id: str, outcome: Outcome, error: str | None = None) -> End:
        self.ended[call_id] = None
        return End(call_id, outcome, error)

    def _is_late(self, item: _Waiting, now_s: float) -> bool:
        return now_s > item.from_s + self._time_to_live_s()

    def _time_to_live_s(self) -> float:
        voice = self._board.voice if self._board else None
        return TIME_TO_LIVE_S if voice is None else voice.time_to_live_s


def _seconds(rfc3339: str) -> float:
    return datetime.fromisoformat(rfc3339).timestamp()
