"""What is written to a terminal."""

import os

import pytest

from display_client.cells import Span, Style
from display_client.screens.ansi import FullScreen, ansi, terminal_size


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    yield reading, writing
    os.close(reading)
    os.close(writing)


def written(reading):
    try:
        return os.read(reading, 1 << 16).decode()
    except BlockingIOError:
        return ""


def a_line(text):
    return (Span(text),)


def test_a_styled_piece_ends_its_style():
    """Colours must not leak into the next piece."""
    assert ansi((Span("A", Style.STRONG), Span("b"))) == "\x1b[1mA\x1b[0mb"


def test_only_changed_lines_are_written(pipe):
    """A slow serial console can follow."""
    reading, writing = pipe
    screen = FullScreen(writing)
    screen.paint([a_line("one"), a_line("two")], (10, 2))
    written(reading)

    screen.paint([a_line("one"), a_line("three")], (10, 2))

    assert written(reading) == "\x1b[2;1H\x1b[2Kthree"


def test_an_unchanged_screen_writes_nothing(pipe):
    """Twice a second, all day."""
    reading, writing = pipe
    screen = FullScreen(writing)
    screen.paint([a_line("one")], (10, 1))
    written(reading)

    screen.paint([a_line("one")], (10, 1))

    assert written(reading) == ""


@pytest.mark.parametrize("disturb", [lambda screen: screen.repaint(), lambda screen: None])
def test_a_new_size_or_a_foreign_hand_repaints_everything(pipe, disturb):
    """Half an old picture is worse than a flicker."""
    reading, writing = pipe
    screen = FullScreen(writing)
    screen.paint([a_line("one")], (10, 1))
    written(reading)
    disturb(screen)

    screen.paint([a_line("one")], (11, 1))

    assert written(reading) == "\x1b[0m\x1b[2J\x1b[1;1H\x1b[2Kone"


def test_without_a_terminal_the_size_is_the_usual_one(pipe, monkeypatch):
    """Serial consoles often don't tell."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("LINES", raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", os.terminal_size)

    assert terminal_size(pipe[1]) == (80, 24)
