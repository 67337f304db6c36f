"""Runs the announcer of a speaker: what to play, what to tell the server, and whether it speaks at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from display_client.announcer import Announcer, Begin, End, Stop, Todo
from display_client.announcer_memory import AnnouncerMemory, Report
from queue_server.contract.audio import AudioAnswer
from queue_server.contract.messages import Board, BoardCall

LEASE_EVERY_S = 3.0
LEASE_S = 8.0
"""Without a renewal for so long somebody else may speak, so this speaker must not."""
SAMPLES = 20
LATER = frozenset({"forbidden", "busy", "server_error"})
"""Refusals after which a report is sent again."""

AudioState = Literal["none", "locked", "ready"]


@dataclass
class AnnouncerDesk:
    """Has no thread: whoever runs it calls it from one, with the time.

    Args:
        memory: what earlier runs did.
        play: begins to play a call, so many times, and returns at once.
        stop: silences the player.
        wall_s: this computer's clock, for the time before the server's is known.
    """

    memory: AnnouncerMemory
    play: Callable[[BoardCall, int], None]
    stop: Callable[[], None]
    wall_s: float
    volume: float = 1.0
    is_master: bool = False
    _announcer: Announcer = field(init=False)
    _has_rivals: bool = False
    _asked_s: float = float("-inf")
    _samples: list[tuple[float, float]] = field(default_factory=list)
    _set_up: int | None = None
    _ordered: float | None = None

    def __post_init__(self) -> None:
        self._announcer = Announcer(ended=dict.fromkeys(self.memory.ids))

    def offer(self, board: Board, now_s: float) -> None:
        """Take the newest board."""
        self._do(self._announcer.offer(board, self._server_s(now_s)))

    def tick(self, now_s: float) -> None:
        """Let time pass."""
        if self._has_rivals and self.is_master and now_s - self._asked_s > LEASE_S:
            self.is_master = False
            self._do(self._announcer.set_master(False, self._server_s(now_s)))
        self._do(self._announcer.tick(self._server_s(now_s)))

    def answered(self, answer: AudioAnswer, server_s: float, sent_s: float, now_s: float) -> None:
        """Take in who speaks; ``server_s`` is the server's clock, the others are monotonic of this computer."""
        # Of the last answers the quickest says best what the server's clock shows.
        self._samples = [*self._samples, (now_s - sent_s, server_s - (sent_s + now_s) / 2)][-SAMPLES:]
        self._asked_s, self._has_rivals = sent_s, answer.rivals > 0
        if self._set_up not in (None, answer.volume):
            self._ordered = None
        self._set_up = answer.volume
        self.volume = answer.volume / 100 if self._ordered is None else self._ordered
        self.is_master = answer.master
        self._do(self._announcer.set_master(answer.master, self._server_s(now_s), answer.ended))

    def order(self, volume: float) -> None:
        """Be as loud as staff order, 0 to 1, until the display is set up otherwise."""
        self.volume = self._ordered = volume

    def prepared(self, call_id: str, duration_s: float, now_s: float) -> None:
        """Take in how long the player will take."""
        self._announcer.prepared(call_id, duration_s, self._server_s(now_s))

    def played(self, call_id: str, now_s: float, *, failed: bool, error: str | None) -> None:
        """Take in that the player came to its end."""
        self._do(self._announcer.finished(call_id, self._server_s(now_s), failed=failed, error=error))

    def told(self, report: Report, ok: bool, code: str | None) -> bool:
        """Take in the server's answer to a report; return whether to go on with the next."""
        if not ok and code in LATER:
            return False
        self.memory.told(report)
        return True

    def wake_in_s(self, now_s: float) -> float | None:
        """Return the seconds until the next tick that can change anything, None if none does."""
        wake_s = self._announcer.wake_s()
        return None if wake_s is None else max(0.0, wake_s - self._server_s(now_s))

    def _server_s(self, now_s: float) -> float:
        if not self._samples:
            return self.wall_s + now_s
        return now_s + min(self._samples)[1]

    def _do(self, todo: list[Todo]) -> None:
        for one in todo:
            match one:
                case Begin():
                    self.memory.begin(one.call.call_id)
                    self.play(one.call, one.repeats)
                case Stop():
                    self.stop()
                case End():
                    self.memory.end(one.call_id, one.outcome, one.error)
