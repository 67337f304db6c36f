"""The calls of a board on an LED matrix."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from display_client.config import Display
from display_client.layout import View
from display_client.letting_in import ShowCode
from display_client.matrix_board import Picture, compose, text_picture
from display_client.screen_hours import is_on
from display_client.screens.board_screen import BoardScreen
from display_client.screens.matrix_panels import Panel, open_panel
from display_client.screens.wakes import ENDING, Wake, Wakes, on_signals

logger = logging.getLogger(__name__)

FRAME_S = 0.05


@dataclass
class MatrixPainter:
    """Paints views on a panel, only when a pixel changed: some drivers take long for a picture.

    Args:
        panel: the matrix.
        hours: when it is lit; a fresh call is shown at any time.
    """

    panel: Panel
    hours: str = ""
    _shown: Picture | None = field(default=None, init=False)

    def show(self, view: View) -> None:
        """Bring the matrix to this view."""
        size = (self.panel.width, self.panel.height)
        lit = is_on(self.hours, view.clock) or bool(view.fresh) or view.pattern or bool(view.note)
        picture = compose(view, *size, time.monotonic()) if lit else Picture(*size)
        if picture != self._shown:
            self.panel.show(picture)
            self._shown = picture

    def repaint(self) -> None:
        """Send the next picture whatever the matrix shows."""
        self._shown = None

    def resolution(self) -> str:
        """Return columns and rows: ``32x8``."""
        return f"{self.panel.width}x{self.panel.height}"


@contextmanager
def showing_codes(display: Display) -> Iterator[ShowCode]:
    """Show each code as large as it fits; three dots while the server does not answer."""
    panel = open_panel(display.matrix)
    try:
        yield lambda code: panel.show(text_picture(code or "…", panel.width, panel.height))
    finally:
        panel.close()


def run(display: Display) -> int:
    """Show the board until the program is told to end, and return its exit code."""
    panel = open_panel(display.matrix)
    wakes: Wakes = Wakes()
    logger.info("a %s matrix of %d by %d shows the board", display.matrix.driver, panel.width, panel.height)
    screen = BoardScreen(display, MatrixPainter(panel, display.hours), wakes, kind="led-matrix", frame_s=FRAME_S)
    try:
        with on_signals(dict.fromkeys(ENDING, partial(wakes.put, Wake.STOP))):
            screen.run()
    finally:
        panel.close()
    return 0
