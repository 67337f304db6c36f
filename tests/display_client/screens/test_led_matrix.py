"""The LED matrix as people start it, with a recording module in the place of ``rgbmatrix``."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime

import pytest

from display_client.matrix_board import Ink
from display_client.screens.led_matrix import MatrixPainter
from display_client.screens.matrix_panels import COLOURS
from queue_server.contract.codec import to_wire
from tests.display_client.boards import HANOI, a_board, a_call, a_counter, a_view
from tests.display_client.screens.test_terminal import ROOT, order, server  # noqa: F401  a fixture
from tests.program_log import ProgramLog, judge

RECORDER = """
import json, os

class RGBMatrixOptions:
    pass

class Canvas:
    def SetImage(self, image):
        self.image = image

class RGBMatrix:
    def __init__(self, options):
        pass
    def CreateFrameCanvas(self):
        return Canvas()
    def SwapOnVSync(self, canvas):
        pixels = [list(pixel) for pixel in canvas.image.getdata()]
        fresh = os.environ["FRAME"] + ".new"
        with open(fresh, "w") as file:
            json.dump(pixels, file)
        os.replace(fresh, os.environ["FRAME"])
        return Canvas()
    def Clear(self):
        with open(os.environ["FRAME"] + ".cleared", "w"):
            pass
"""
LONG_S = 20.0


class Matrix:
    """The running program and its newest frame."""

    def __init__(self, url, folder):
        (folder / "rgbmatrix.py").write_text(RECORDER)
        config = folder / "display.toml"
        config.write_text(
            '[display]\nstate_folder = "state"\n[display.matrix]\ndriver = "hub75"\nwidth = 64\nheight = 32\n'
        )
        self.frame = folder / "frame.json"
        self.frame.unlink(missing_ok=True)
        options = ["--server", url, "--office", "songcong", "--name", "door"]
        self.log = ProgramLog(folder / "errors.log")
        with self.log.path.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "display_client", "led-matrix", "--config", str(config), *options],
                cwd=ROOT,
                env={**os.environ, "FRAME": str(self.frame), "PYTHONPATH": f"{folder}:{ROOT}"},
                stderr=errors,
            )

    def inks(self):
        """Return how many pixels each ink has in the newest frame."""
        if not self.frame.exists():
            return {}
        pixels = [tuple(pixel) for pixel in json.loads(self.frame.read_text())]
        return {ink: pixels.count(COLOURS[ink]) for ink in Ink}

    def wait(self, condition):
        """Wait for a frame."""
        end = time.monotonic() + LONG_S
        while not condition(self.inks()):
            assert time.monotonic() < end, self.inks()
            assert self.process.poll() is None
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=LONG_S) == 0
        assert self.frame.with_name("frame.json.cleared").exists()
        judge(self.log.complaints())


@pytest.fixture
def start(server, tmp_path):  # noqa: F811
    running = []

    def start():
        running.append(Matrix(server.url, tmp_path))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def numbers(inks):
    return inks.get(Ink.NUMBER, 0) > 20


def test_calls_appear_and_a_lost_server_is_seen(server, start):  # noqa: F811
    matrix = start()
    matrix.wait(lambda inks: numbers(inks) and not inks[Ink.ALARM])
    before = matrix.inks()[Ink.NUMBER]

    call = a_call("B111", "3", call_id="new")
    order(server, board=to_wire(a_board(2, calls=[call], counters=[a_counter("3", "calling", "B111")])))
    matrix.wait(lambda inks: numbers(inks) and inks[Ink.NUMBER] != before)

    order(server, beats=False)
    matrix.wait(lambda inks: inks.get(Ink.ALARM, 0) > 0)
    matrix.stop()


def test_after_its_own_restart_without_a_server_the_last_board_is_there_and_marked(server, start):  # noqa: F811
    matrix = start()
    matrix.wait(numbers)
    matrix.stop()
    server.kill()
    server.wait()

    again = start()

    again.wait(lambda inks: numbers(inks) and inks[Ink.ALARM] > 0)
    again.stop()


class StillPanel:
    """A panel that counts."""

    width, height = 64, 16

    def __init__(self):
        self.pictures = []

    def show(self, picture):
        self.pictures.append(picture)


def test_a_picture_that_did_not_change_is_not_sent_again():
    panel = StillPanel()
    painter = MatrixPainter(panel)

    for _ in range(3):
        painter.show(a_view())
    painter.repaint()
    painter.show(a_view())

    assert len(panel.pictures) == 2
    assert painter.resolution() == "64x16"


def test_outside_its_hours_it_is_dark_but_for_a_fresh_call():
    panel = StillPanel()
    painter = MatrixPainter(panel, "06:30-18:00")
    night = datetime(2026, 2, 23, 21, 0, tzinfo=HANOI)

    painter.show(a_view(clock=night))
    painter.show(a_view(clock=night, fresh=frozenset({"A007-1-1"})))

    assert panel.pictures[0].lit == 0
    assert panel.pictures[1].lit > 0
