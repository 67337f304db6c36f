"""Paints lines on a terminal with ANSI sequences, touching only lines that changed."""

import os
import shutil
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from display_client.cells import Line, Style
from display_client.layout import View, compose

ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J"
"""Alternate screen, cursor hidden, cleared: what the shell had printed comes back at the end."""

LEAVE = "\x1b[0m\x1b[?25h\x1b[?1049l"

RESET = "\x1b[0m"

STYLES = {
    Style.PLAIN: "",
    Style.QUIET: "\x1b[2m",
    Style.STRONG: "\x1b[1m",
    Style.TITLE: "\x1b[7m",
    Style.NUMBER: "\x1b[1;33m",
    Style.FLASH: "\x1b[1;7;33m",
    Style.ALARM: "\x1b[1;37;41m",
}


def ansi(line: Line) -> str:
    """Return a line as text with its styles."""
    return "".join(f"{STYLES[span.style]}{span.text}{RESET if STYLES[span.style] else ''}" for span in line)


@dataclass
class FullScreen:
    """Shows views on the terminal behind a file descriptor."""

    output: int
    _size: tuple[int, int] = (0, 0)
    _shown: list[str] = field(default_factory=list)

    def show(self, view: View) -> None:
        """Bring the screen to this view."""
        size = terminal_size(self.output)
        self.paint(compose(view, *size), size)

    def paint(self, lines: Sequence[Line], size: tuple[int, int]) -> None:
        """Write the lines that differ from what the screen shows.

        Raises:
            OSError: the terminal is gone.
        """
        parts = []
        if size != self._size:
            parts.append(f"{RESET}\x1b[2J")
            self._size, self._shown = size, []
        fresh = [ansi(line) for line in lines]
        for row, text in enumerate(fresh):
            if row >= len(self._shown) or self._shown[row] != text:
                # Cleared before writing: clearing after a full line would take its last cell on some terminals.
                parts.append(f"\x1b[{row + 1};1H\x1b[2K{text}")
        self._shown = fresh
        _write(self.output, "".join(parts))

    def repaint(self) -> None:
        """Write every line at the next view, since something else has written on the terminal."""
        self._size = (0, 0)

    def resolution(self) -> str:
        """Return columns and rows: ``80x24``."""
        columns, rows = terminal_size(self.output)
        return f"{columns}x{rows}"


def terminal_size(output: int) -> tuple[int, int]:
    """Return columns and rows of the terminal; 80x24 when it does not say."""
    try:
        columns, rows = os.get_terminal_size(output)
    except OSError:
        columns, rows = 0, 0
    fallback = shutil.get_terminal_size((80, 24))
    return columns or fallback.columns, rows or fallback.lines


@contextmanager
def whole_terminal(output: int) -> Iterator[None]:
    """Take the whole terminal while the block runs, without cursor or echo, and give it back as it was."""
    keys = sys.stdin.fileno() if sys.stdin is not None and sys.stdin.isatty() else None
    before = termios.tcgetattr(keys) if keys is not None else None
    if keys is not None:
        quiet = termios.tcgetattr(keys)
        quiet[3] &= ~termios.ECHO
        termios.tcsetattr(keys, termios.TCSANOW, quiet)
    _write(output, ENTER)
    try:
        yield
    finally:
        try:
            _write(output, LEAVE)
            if keys is not None and before is not None:
                termios.tcsetattr(keys, termios.TCSAFLUSH, before)
        except (OSError, termios.error):
            pass  # the terminal is gone, there is nothing to give back


def _write(output: int, text: str) -> None:
    data = text.encode("utf-8", errors="replace")
    while data:
        data = data[os.write(output, data) :]
