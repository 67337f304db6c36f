"""A board that is followed and painted again and again: what terminals and LED matrices share."""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from display_client.board import Seen, last_calls, zone_of
from display_client.config import Display
from display_client.feed import Feed
from display_client.kept_board import KeptBoard
from display_client.layout import View
from display_client.screens.wakes import Wake, Wakes, next_wakes
from display_client.wording import WORDINGS
from queue_server.contract.messages import Board, BoardAuth, DisplayCommand, DisplayStatus
from queue_server.release import release

logger = logging.getLogger(__name__)

BLINK_S = 0.5
"""Half a period of blinking; 1 Hz stays far below the 3 Hz that can cause seizures."""

NOTE_LENGTH, SHOWN_CALLS = 300, 3
NOTE_FOR_S = 15.0
PATTERN_FOR_S = 6.0
CONNECTING_FOR_S = 5.0
"""How long after the start a missing answer is no trouble yet."""


class Painter(Protocol):
    """Where views go."""

    def show(self, view: View) -> None:
        """Bring the output to this view.

        Raises:
            OSError: the output is gone.
        """

    def repaint(self) -> None:
        """Trust nothing that was painted before."""

    def resolution(self) -> str:
        """Return the size of the output, "" if it has none."""


@dataclass
class BoardScreen:
    """Shows what the feed has until it is told to stop.

    Args:
        display: settings of this run.
        painter: where views go.
        wakes: what wakes the screen before its next frame.
        kind: what it reports to be.
        frame_s: seconds between two looks at the clock.
    """

    display: Display
    painter: Painter
    wakes: Wakes
    kind: str = "terminal"
    frame_s: float = BLINK_S
    _seen: Seen = field(default_factory=Seen)
    _note: str = ""
    _note_until_s: float = 0.0
    _pattern_until_s: float = 0.0
    _connecting_until_s: float = 0.0
    feed: Feed = field(init=False)

    def __post_init__(self) -> None:
        display = self.display
        self.feed = Feed(
            server=display.server,
            auth=BoardAuth(office=display.office, token=display.token, display=display.name),
            kept=KeptBoard.of(display.state_folder, display.office, display.name),
            status=self._status,
            changed=lambda: self.wakes.put(Wake.CHANGED),
            commanded=self.wakes.put,
        )

    def run(self) -> None:
        """Show the board until a STOP.

        Raises:
            OSError: the output is gone.
        """
        self._connecting_until_s = time.monotonic() + CONNECTING_FOR_S
        self.feed.start()
        try:
            while True:
                self.painter.show(self._view(time.monotonic(), datetime.now().astimezone()))
                for wake in next_wakes(self.wakes, self.frame_s):
                    if wake is Wake.STOP:
                        return
                    self._heed(wake)
        finally:
            self.feed.stop()

    def _view(self, now_s: float, now: datetime) -> View:
        latest, wording = self.feed.latest, WORDINGS[self.display.language]
        if latest.board is not None:
            self._seen = self._seen.with_board(latest.board, now_s)
            now = now.astimezone(zone_of(latest.board))
        refusal = self.feed.refusal
        note = self._note if now_s < self._note_until_s else wording.refused.format(refusal) if refusal else ""
        return View(
            board=latest.board,
            wording=wording,
            language=self.display.language,
            clock=now,
            fresh=self._seen.fresh(now_s),
            lit=int(now_s / BLINK_S) % 2 == 0,
            stale=latest.stale(now_s),
            connecting=not latest.live and not refusal and now_s < self._connecting_until_s,
            age_s=latest.age_s(now_s),
            pattern=now_s < self._pattern_until_s,
            note=note,
        )

    def _heed(self, wake: Wake | DisplayCommand) -> None:
        match wake:
            case Wake.RESIZED:
                self.painter.repaint()
            case DisplayCommand(command="reload"):
                self.painter.repaint()
                self.feed.reconnect()
            case DisplayCommand(command="identify"):
                display = self.display
                where = f"{display.name} · {display.office} · {display.server}"
                self._note = WORDINGS[display.language].this_display.format(where)
                self._note_until_s = time.monotonic() + NOTE_FOR_S
            case DisplayCommand(command="test"):
                self._pattern_until_s = time.monotonic() + PATTERN_FOR_S
            case DisplayCommand():
                logger.info("the order %s does not concern a display without sound", wake.command)

    def _status(self) -> DisplayStatus:
        board = self.feed.latest.board
        return DisplayStatus(
            version=release(),
            resolution=self.painter.resolution(),
            screen=self.kind,
            revision=board.revision if board else 0,
            note=f"{self.display.name}: {_calls_in_words(board)}"[:NOTE_LENGTH],
        )


def _calls_in_words(board: Board | None) -> str:
    """Return the newest calls as staff read them from afar, the newest first: "A007 → Quầy 1 · A006 → Quầy 2"."""
    calls = last_calls(board)[:SHOWN_CALLS] if board else []
    return " · ".join(f"{call.number} → {call.counter_name}" for call in calls) or "–"
