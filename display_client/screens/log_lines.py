"""A board as one line of text per change, for logs, pipes and tests."""

from collections.abc import Callable
from dataclasses import dataclass, field

from display_client.board import last_calls
from display_client.cells import clean
from display_client.layout import View, reliability
from display_client.wording import Wording, text_in
from queue_server.contract.messages import Board


@dataclass
class LogLines:
    """Writes a line when the board, its reliability or the note changed."""

    write: Callable[[str], None]
    _board: tuple[str, int] | None = None
    _reliability: tuple[bool, bool] | None = None
    """Whether the board was stale, and whether it was because the display had just begun."""
    _note: str = ""
    _told: set[str] = field(default_factory=set)

    def show(self, view: View) -> None:
        """Write what is new in this view."""
        if (view.stale, view.connecting) != self._reliability:
            self._reliability = view.stale, view.connecting
            self._line(view, reliability(view))
        if view.note != self._note:
            self._note = view.note
            if view.note:
                self._line(view, clean(view.note))
        board = view.board
        if board is not None and (board.epoch, board.revision) != self._board:
            self._board = (board.epoch, board.revision)
            self._line(view, f"r{board.revision} {describe(board, view, self._told)}")
            self._told = {call.call_id for call in board.calls}

    def repaint(self) -> None:
        """Leave everything as it is: what was written stays written."""

    def resolution(self) -> str:
        """Return nothing: lines have no size."""
        return ""

    def _line(self, view: View, text: str) -> None:
        self.write(f"{view.clock.isoformat(timespec='seconds')} {text}\n")


def describe(board: Board, view: View, told: set[str]) -> str:
    """Return the board in one line: calls not told before, counters, waiting counts."""
    calls = [
        f"{clean(call.number)} → {clean(call.counter_name)}" for call in last_calls(board) if call.call_id not in told
    ]
    counters = [
        f"{clean(counter.name)} {_at(counter.number, counter.state, view.wording)}" for counter in board.counters
    ]
    services = [
        f"{clean(text_in(view.language, service.name) or service.service)} {service.waiting}"
        for service in board.services
    ]
    return " | ".join(", ".join(part) for part in (list(reversed(calls)), counters, services) if part)


def _at(number: str | None, state: str, wording: Wording) -> str:
    if number is None or state in {"closed", "paused"}:
        return wording.states.get(state, state)
    return f"►{clean(number)}" if state == "calling" else clean(number)
