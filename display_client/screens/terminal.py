"""The board full screen in a terminal, or one line per change where the output is no terminal."""

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path

from display_client.config import Display
from display_client.letting_in import ShowCode
from display_client.screens.ansi import FullScreen, whole_terminal
from display_client.screens.board_screen import BoardScreen
from display_client.screens.log_lines import LogLines
from display_client.screens.wakes import ENDING, Wake, Wakes, on_signals
from display_client.wording import WORDINGS

logger = logging.getLogger(__name__)

LOG_BYTES = 1 << 20


def run(display: Display) -> int:
    """Show the board until the program is told to end, and return its exit code."""
    wakes: Wakes = Wakes()
    output = sys.stdout.fileno()
    actions = dict.fromkeys(ENDING, partial(wakes.put, Wake.STOP))
    # After a suspension the shell has written over the screen, as if its size had changed.
    actions |= dict.fromkeys((signal.SIGWINCH, signal.SIGCONT), partial(wakes.put, Wake.RESIZED))
    with on_signals(actions):
        if not os.isatty(output) or os.environ.get("TERM", "dumb") == "dumb":
            return _shown(BoardScreen(display, LogLines(_print_line), wakes))
        with _log_beside_the_screen(display.state_folder), whole_terminal(output):
            return _shown(BoardScreen(display, FullScreen(output), wakes))


@contextmanager
def showing_codes(display: Display) -> Iterator[ShowCode]:
    """Print each code on a line."""
    wording = WORDINGS[display.language]
    yield lambda code: _print_line(f"{wording.let_in.format(code) if code else wording.connecting}\n")


def _shown(screen: BoardScreen) -> int:
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


class _LogFile(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's own name
        """Lose the line: what logging says of a full disk goes to the terminal, over the board."""


def _file_handler(folder: Path, formatter: logging.Formatter | None) -> logging.Handler:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(folder / "terminal.log", maxBytes=LOG_BYTES, backupCount=1)
    except OSError:
        return logging.NullHandler()
    handler.setFormatter(formatter)
    return handler
