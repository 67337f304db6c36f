"""LED matrices that can be bought: chains of MAX7219 modules on SPI, and HUB75 panels through ``rgbmatrix``."""

from collections.abc import Mapping
from typing import Any, Protocol

from display_client.config import MatrixSettings
from display_client.failure import DisplayFailure
from display_client.matrix_board import Ink, Picture

Colour = tuple[int, int, int]

COLOURS: Mapping[Ink, Colour] = {
    Ink.OFF: (0, 0, 0),
    Ink.NUMBER: (255, 176, 0),
    Ink.TEXT: (255, 255, 255),
    Ink.ALARM: (255, 40, 20),
}


class Panel(Protocol):
    """A matrix that shows pictures of its size."""

    width: int
    height: int

    def show(self, picture: Picture) -> None:
        """Bring the matrix to this picture."""

    def close(self) -> None:
        """Leave it dark."""


class Max7219Panel:
    """A chain of 8 by 8 modules behind MAX7219 chips, through luma.led_matrix.

    Args:
        settings: size and arrangement of the modules.
        serial: luma's serial interface, for tests; None opens the SPI port of the settings.
    """

    def __init__(self, settings: MatrixSettings, serial: Any = None) -> None:
        try:
            from luma.core.interface.serial import noop, spi
            from luma.led_matrix.device import max7219
            from PIL import Image
        except ImportError as error:
            raise DisplayFailure(f"a max7219 matrix needs the extra led: pip install 'moiso[led]' ({error})") from None
        self.width, self.height = settings.width, settings.height
        self._new_image = Image.new
        try:
            port = serial or spi(port=settings.spi_port, device=settings.spi_device, gpio=noop())
            self._device = max7219(
                port,
                width=self.width,
                height=self.height,
                rotate=settings.rotate,
                block_orientation=settings.block_orientation,
                blocks_arranged_in_reverse_order=settings.reverse_order,
            )
        except Exception as error:  # noqa: BLE001  luma raises its own kinds and those of the system
            name = f"/dev/spidev{settings.spi_port}.{settings.spi_device}"
            raise DisplayFailure(f"the matrix at {name} could not be opened: {error}") from None
        self._device.contrast(round(settings.brightness * 255 / 100))

    def show(self, picture: Picture) -> None:
        image = self._new_image("1", (self.width, self.height))
        image.putdata([255 if pixel else 0 for row in picture.rows for pixel in row])
        self._device.display(image)

    def close(self) -> None:
        self._device.cleanup()


class Hub75Panel:
    """Colour panels on a Raspberry Pi, through hzeller's ``rgbmatrix`` module or one with the same interface.

    Args:
        settings: size and wiring of the panels.
        module: the module, for tests; None imports ``rgbmatrix``.
    """

    def __init__(self, settings: MatrixSettings, module: Any = None) -> None:
        try:
            from PIL import Image
        except ImportError as error:
            raise DisplayFailure(f"a hub75 matrix needs the extra led: pip install 'moiso[led]' ({error})") from None
        rgbmatrix = module or _rgbmatrix()
        self._new_image = Image.new
        options = rgbmatrix.RGBMatrixOptions()
        options.rows = settings.panel_rows
        options.cols = settings.panel_columns
        options.chain_length = max(1, settings.width // settings.panel_columns)
        options.parallel = max(1, settings.height // settings.panel_rows)
        options.brightness = settings.brightness
        options.hardware_mapping = settings.hardware_mapping
        options.gpio_slowdown = settings.gpio_slowdown
        # The program keeps its user, or it could not write the last board any more.
        options.drop_privileges = False
        self._matrix = rgbmatrix.RGBMatrix(options=options)
        self._canvas = self._matrix.CreateFrameCanvas()
        self.width, self.height = settings.width, settings.height

    def show(self, picture: Picture) -> None:
        image = self._new_image("RGB", (self.width, self.height))
        image.putdata([COLOURS[pixel] for row in picture.rows for pixel in row])
        self._canvas.SetImage(image)
        self._canvas = self._matrix.SwapOnVSync(self._canvas)

    def close(self) -> None:
        self._matrix.Clear()


def _rgbmatrix() -> Any:
    try:
        import rgbmatrix
    except ImportError:
        raise DisplayFailure(
            "a hub75 matrix needs the module rgbmatrix: build it on the Raspberry Pi as "
            "https://github.com/hzeller/rpi-rgb-led-matrix tells (bindings/python)"
        ) from None
    return rgbmatrix


def open_panel(settings: MatrixSettings) -> Panel:
    """Return the matrix that is configured.

    Raises:
        DisplayFailure: a library is missing, or the matrix can't be opened.
    """
    return Max7219Panel(settings) if settings.driver == "max7219" else Hub75Panel(settings)
