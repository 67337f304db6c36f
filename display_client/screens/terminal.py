"""The board full screen in a terminal, or one line per change where the output is no terminal."""

import logging
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Protocol

from display_client.board import Seen, zone_of
from display_client.config import Display
from display_client.feed import Feed
from display_client.kept_board import KeptBoard
from display_client.layout import View
from display_client.screens.ansi import FullScreen, whole_terminal
from display_client.screens.log_lines import LogLines
from display_client.screens.wakes import ENDING, Wake, Wakes, next_wakes, on_signals
from display_client.version import installed_version
from display_client.wording import WORDINGS
from queue_server.contract.messages import BoardAuth, DisplayCommand, DisplayStatus

logger = logging.getLogger(__name__)

FRAME_S = 0.5
"""Time between two looks at the clock; blinking at 1 Hz stays far below the 3 Hz that can cause seizures."""

NOTE_FOR_S = 15.0
PATTERN_FOR_S = 6.0
LOG_BYTES = 1 << 20


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
class TerminalScreen:
    """Shows what the feed has until it is told to stop."""

    display: Display
    painter: Painter
    wakes: Wakes
    _seen: Seen = field(default_factory=Seen)
    _note: str = ""
    _note_until_s: float = 0.0
    _pattern_until_s: float = 0.0
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
        self.feed.start()
        try:
            while True:
                self.painter.show(self._view(time.monotonic(), datetime.now().astimezone()))
                for wake in next_wakes(self.wakes, FRAME_S):
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
            lit=int(now_s / FRAME_S) % 2 == 0,
            stale=latest.stale(now_s),
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
            version=installed_version(),
            resolution=self.painter.resolution(),
            screen="terminal",
            revision=board.revision if board else 0,
            note=self.display.name,
        )


def run(display: Display) -> int:
    """Show the board until the program is told to end, and return its exit code."""
    wakes: Wakes = Wakes()
    output = sys.stdout.fileno()
    actions = dict.fromkeys(ENDING, partial(wakes.put, Wake.STOP))
    # After a suspension the shell has written over the screen, as if its size had changed.
    actions |= dict.fromkeys((signal.SIGWINCH, signal.SIGCONT), partial(wakes.put, Wake.RESIZED))
    with on_signals(actions):
        if not os.isatty(output) or os.environ.get("TERM", "dumb") == "dumb":
            return _shown(TerminalScreen(display, LogLines(_print_line), wakes))
        with _log_beside_the_screen(display.state_folder), whole_terminal(output):
            return _shown(TerminalScreen(display, FullScreen(output), wakes))


def _shown(screen: TerminalScreen) -> int:
    try:
        screen.run()
    except OSError as error:
        logger.warning("the output was closed: %s", error)
        return 1
    return 0


def _print_line(line: str) -> None:
    os.write(sys.stdout.fileno(), line.encode("utf-8", errors="replace"))


@contextmanager
def _log_beside_the_screen(folder: Path) -> Iterator[None]:
    """Send log lines to a file while they would be painted over the board."""
    root = logging.getLogger()
    before = root.handlers[:]
    if sys.stderr is not None and sys.stderr.isatty():
        root.handlers[:] = [_file_handler(folder, before[0].formatter if before else None)]
    try:
        yield
    finally:
        root.handlers[:] = before


def _file_handler(folder: Path, formatter: logging.Formatter | None) -> logging.Handler:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(folder / "terminal.log", maxBytes=LOG_BYTES, backupCount=1)
    except OSError:
        return logging.NullHandler()
    handler.setFormatter(formatter)
    return handler
