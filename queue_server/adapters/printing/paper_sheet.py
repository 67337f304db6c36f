"""A strip of paper that grows line by line: text, numbers and pictures in black and white."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

FONTS: Final = Path(__file__).resolve().parents[2] / "fonts"
WHITE, BLACK = 255, 0

_MARGIN: Final = 0.96
"""Share of the width that text takes at most."""

_NARROWER: Final = tuple(share / 100 for share in range(96, 48, -4))
"""Shares of that width at which lines are tried."""


@dataclass
class Sheet:
    """A growing strip of paper, as wide as a printer's line."""

    width: int
    rows: list[Image.Image] = field(default_factory=list)

    def text(self, text: str, size: int, *, bold: bool = False, gap: int = 0) -> None:
        """Write centred lines, broken where they are too long."""
        font = _font(size, bold)
        for line in _broken(text, font, self.width):
            left, _, right, _ = font.getbbox(line)
            # Marks above capitals and tails below stay within Noto's own line height.
            image = Image.new("L", (self.width, int(size * 1.4)), WHITE)
            ImageDraw.Draw(image).text(((self.width - (right - left)) / 2 - left, 0), line, font=font, fill=BLACK)
            self.rows.append(image)
        self.space(gap)

    def number(self, text: str, size: int) -> None:
        """Write a line of capitals and digits without the room for marks and tails, smaller if it has to."""
        size = _fitting(text, size, self.width)
        font = _font(size, bold=True)
        left, top, right, bottom = font.getbbox(text)
        image = Image.new("L", (self.width, int(bottom - top) + size // 4), WHITE)
        at = ((self.width - (right - left)) / 2 - left, size / 8 - top)
        ImageDraw.Draw(image).text(at, text, font=font, fill=BLACK)
        self.rows.append(image)

    def space(self, height: int) -> None:
        """Leave paper blank."""
        self.rows.append(Image.new("L", (self.width, height), WHITE))

    def rule(self) -> None:
        """Draw a dotted line."""
        image = Image.new("L", (self.width, 13), WHITE)
        draw = ImageDraw.Draw(image)
        for x in range(8, self.width - 8, 12):
            draw.rectangle((x, 5, x + 5, 6), fill=BLACK)
        self.rows.append(image)

    def picture(self, picture: Image.Image) -> None:
        """Paste a picture in the middle."""
        image = Image.new("L", (self.width, picture.height), WHITE)
        image.paste(picture, ((self.width - picture.width) // 2, 0))
        self.rows.append(image)

    def whole(self) -> Image.Image:
        """Return everything as one picture of black and white dots."""
        sheet = Image.new("L", (self.width, sum(row.height for row in self.rows)), WHITE)
        y = 0
        for row in self.rows:
            sheet.paste(row, (0, y))
            y += row.height
        return sheet.point(lambda grey: WHITE if grey > 127 else BLACK).convert("1", dither=Image.Dither.NONE)


def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"), size)


def _fitting(text: str, size: int, width: int) -> int:
    """Return the largest size up to this one at which a text fits on one line."""
    while size > 20 and _font(size, True).getlength(text) > width * _MARGIN:
        size -= 4
    return size


def _broken(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return lines that fit, as few as possible and of about the same length: no word stands alone below the rest."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        words = [(word, font.getlength(word)) for word in paragraph.split()]
        blank = font.getlength(" ")
        best = _filled(words, blank, width * _MARGIN)
        for share in _NARROWER if len(best) > 1 else ():
            narrower = _filled(words, blank, width * _MARGIN * share)
            if len(narrower) > len(best):
                break
            best = narrower
        lines += best
    return lines


def _filled(words: list[tuple[str, float]], blank: float, width: float) -> list[str]:
    """Return lines of words, each with its width, as long as the width allows; a longer word has a line of its own."""
    lines, length = [""], 0.0
    for word, size in words:
        if lines[-1] and length + blank + size > width:
            lines.append("")
            length = 0.0
        length += size + (blank if lines[-1] else 0)
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
