"""A picture as the bytes of an ESC/POS printer, in pieces after each of which the printer can be asked, and back.

Source: Epson's ESC/POS command reference: GS v 0 (raster), ESC J (feed), GS V (cut), DLE EOT (status).
"""

from dataclasses import dataclass
from typing import Final

from PIL import Image

BAND: Final = 96
"""Lines of dots in one piece: 7 kB on 80 mm paper, well within a printer's buffer."""

PROFILE: Final = "TM-T20II"
"""A common one; of it only the width is used, and that silences a warning."""

FEED: Final = b"\x1b\x4a\x60"
"""96 dots: the cutter is above the head."""
CUT: Final = b"\x1d\x56\x01"


@dataclass(frozen=True, slots=True)
class PrinterBytes:
    """A job: pieces of the picture, and the end without which nothing falls out."""

    pieces: tuple[bytes, ...]
    end: bytes

    @property
    def whole(self) -> bytes:
        """Everything in one."""
        return b"".join(self.pieces) + self.end


def printer_bytes(picture: Image.Image) -> PrinterBytes:
    """Return a picture of black and white dots as a job."""
    # Its import sets up the root logger, which is the program's business, and takes a while.
    from escpos.printer import Dummy

    pieces = []
    for top in range(0, picture.height, BAND):
        band = picture.crop((0, top, picture.width, min(top + BAND, picture.height)))
        printer = Dummy(profile=PROFILE)
        printer.image(band, impl="bitImageRaster", center=False, fragment_height=BAND)
        pieces.append(printer.output)
    return PrinterBytes(pieces=(b"\x1b\x40" + pieces[0], *pieces[1:]), end=FEED + CUT)


def picture_of(data: bytes, width: int) -> Image.Image:
    """Return what a printer makes of a job: the paper up to the cut.

    Args:
        data: bytes as ``printer_bytes`` makes them.
        width: dots of a line.

    Raises:
        ValueError: a command that such jobs don't have.
    """
    strips: list[Image.Image] = []
    at = 0
    while at < len(data):
        command = data[at : at + 2]
        if command == b"\x1b\x40":
            at += 2
        elif command == b"\x1b\x4a":
            strips.append(Image.new("1", (width, data[at + 2]), 1))
            at += 3
        elif command == b"\x1d\x56":
            at += 3
        elif command == b"\x1d\x76":
            across, lines = data[at + 4] | data[at + 5] << 8, data[at + 6] | data[at + 7] << 8
            body = data[at + 8 : at + 8 + across * lines]
            strips.append(Image.frombytes("1", (across * 8, lines), bytes(255 - one for one in body)))
            at += 8 + across * lines
        else:
            raise ValueError(f"command {command.hex()} at {at}")
    paper = Image.new("1", (width, sum(strip.height for strip in strips)), 1)
    y = 0
    for strip in strips:
        paper.paste(strip, (0, y))
        y += strip.height
    return paper
