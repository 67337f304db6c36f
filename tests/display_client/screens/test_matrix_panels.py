"""Pictures on real matrices' wires: bytes for MAX7219 chips, frames for HUB75 panels."""

import subprocess
import sys
from pathlib import Path

import pytest

from display_client.config import MatrixSettings
from display_client.failure import DisplayFailure
from display_client.matrix_board import Ink, Picture, compose
from display_client.screens.matrix_panels import COLOURS, Hub75Panel, Max7219Panel
from tests.display_client.boards import a_board, a_call, a_counter, a_view

ROOT = Path(__file__).resolve().parents[3]
DIGIT_0, INTENSITY, SHUTDOWN, TEST = 0x01, 0x0A, 0x0C, 0x0F
"""Registers. Source: MAX7219/MAX7221 data sheet, table 2."""


class Wire:
    """A serial port that keeps what is written, a list of (register, value) for each transfer."""

    def __init__(self):
        self.transfers = []

    def data(self, data):
        self.transfers.append(list(zip(data[::2], data[1::2], strict=True)))

    command = data

    def cleanup(self):
        pass

    def columns(self, modules):
        """Return what the newest eight transfers leave in the chips' digit registers, by (module, register).

        What is sent first is pushed furthest down the chain, to the module on the right.
        """
        digits = {}
        for transfer in self.transfers[-8:]:
            for place, (register, value) in enumerate(transfer):
                digits[modules - 1 - place, register] = value
        assert set(digits) == {(module, DIGIT_0 + column) for module in range(modules) for column in range(8)}
        return digits


def a_picture(width=32, height=8, **changes):
    board = a_board(calls=[a_call()], counters=[a_counter()])
    return compose(a_view(**({"board": board} | changes)), width, height, 0.0)


def test_a_chain_gets_the_pixels_of_each_module_in_its_digit_registers():
    """A digit register is a column of a module, its lowest bit the top row."""
    wire = Wire()
    panel = Max7219Panel(MatrixSettings(block_orientation=0), wire)
    picture = a_picture()

    panel.show(picture)

    assert picture.lit > 40
    assert wire.columns(4) == {
        (module, DIGIT_0 + column): sum(bool(picture.rows[row][module * 8 + column]) << row for row in range(8))
        for module in range(4)
        for column in range(8)
    }


def test_modules_turned_by_a_quarter_get_their_pixels_turned():
    """The common boards of four have their digits as rows, the lowest at the bottom."""
    wire = Wire()
    panel = Max7219Panel(MatrixSettings(block_orientation=-90), wire)
    picture = a_picture()

    panel.show(picture)

    assert wire.columns(4) == {
        (module, DIGIT_0 + digit): sum(bool(picture.rows[7 - digit][module * 8 + bit]) << bit for bit in range(8))
        for module in range(4)
        for digit in range(8)
    }


def test_a_chain_is_switched_on_and_as_bright_as_set():
    wire = Wire()

    Max7219Panel(MatrixSettings(brightness=40), wire)

    sent = [set(transfer) for transfer in wire.transfers]
    assert {(SHUTDOWN, 1)} in sent
    assert {(TEST, 0)} in sent
    assert sent[-1] == {(INTENSITY, 102 >> 4)}


def test_a_dark_picture_is_all_zeros():
    wire = Wire()
    panel = Max7219Panel(MatrixSettings(width=64, height=16), wire)

    panel.show(Picture(64, 16))

    assert set(wire.columns(16).values()) == {0}


def test_a_matrix_that_can_t_be_opened_is_one_sentence():
    with pytest.raises(DisplayFailure, match=r"/dev/spidev7\.1 could not be opened"):
        Max7219Panel(MatrixSettings(spi_port=7, spi_device=1))


class FakeRgbMatrix:
    """The interface of hzeller's ``rgbmatrix`` as far as it is used; keeps options and frames."""

    class RGBMatrixOptions:
        pass

    def __init__(self):
        self.frames = []
        self.cleared = False

    def RGBMatrix(self, options):  # noqa: N802
        self.options = options
        return self

    def CreateFrameCanvas(self):  # noqa: N802
        return self.Canvas(self)

    def SwapOnVSync(self, canvas):  # noqa: N802
        self.frames.append(canvas.image)
        return self.Canvas(self)

    def Clear(self):  # noqa: N802
        self.cleared = True

    class Canvas:
        def __init__(self, matrix):
            self.matrix = matrix

        def SetImage(self, image):  # noqa: N802
            self.image = image


def test_panels_get_the_colours_of_each_pixel():
    fake = FakeRgbMatrix()
    panel = Hub75Panel(MatrixSettings(driver="hub75", width=64, height=32), fake)
    picture = a_picture(64, 32, stale=True)

    panel.show(picture)

    (image,) = fake.frames
    assert (image.mode, image.size) == ("RGB", (64, 32))
    assert [image.getpixel((x, y)) for y in range(32) for x in range(64)] == [
        COLOURS[pixel] for row in picture.rows for pixel in row
    ]
    assert COLOURS[Ink.OFF] == (0, 0, 0)


def test_panels_are_wired_as_set():
    fake = FakeRgbMatrix()
    settings = MatrixSettings(
        driver="hub75", width=128, height=64, brightness=70, hardware_mapping="adafruit-hat", gpio_slowdown=4
    )

    panel = Hub75Panel(settings, fake)
    panel.close()

    options = fake.options
    assert (options.rows, options.cols, options.chain_length, options.parallel) == (32, 64, 2, 2)
    assert (options.brightness, options.hardware_mapping, options.gpio_slowdown) == (70, "adafruit-hat", 4)
    assert options.drop_privileges is False
    assert fake.cleared


def test_a_missing_library_is_named():
    """It has to be built on the Raspberry Pi, which nobody guesses."""
    with pytest.raises(DisplayFailure, match="rpi-rgb-led-matrix"):
        Hub75Panel(MatrixSettings(driver="hub75", width=64, height=32))


def test_without_the_extra_the_command_says_what_to_install():
    program = (
        "import sys\n"
        "sys.modules['luma'] = None\n"
        "from display_client.main import main\n"
        "sys.exit(main(['led-matrix', '--server', 'http://127.0.0.1:9', '--office', 'songcong']))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], check=False, cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 1
    assert "pip install 'moiso[led]'" in done.stderr
    assert "Traceback" not in done.stderr
