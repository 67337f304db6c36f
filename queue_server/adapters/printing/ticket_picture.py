"""Draws a ticket as it is printed: one picture in black and white, since no code page has Vietnamese letters."""

import base64
import binascii
import io
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Final

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFont, UnidentifiedImageError

from queue_server.domain.paper import PaperLayout, TicketPaper

DOTS: Final = {80: 576, 58: 384}
"""Printable dots of a line by the width of the paper in mm, at 203 dpi. 57 mm rolls print as 58."""

FONTS: Final = Path(__file__).resolve().parents[2] / "fonts"
WHITE, BLACK = 255, 0
LONGEST_LOGO: Final = 200_000
"""Bytes of a logo's picture."""

_WORDS: Final[dict[str, dict[str, str]]] = {
    "vi": {
        "your_number": "Số thứ tự của bạn",
        "ahead": "Trước bạn: {n} người",
        "first": "Bạn là người tiếp theo",
        "wait": "Dự kiến chờ {low}–{high} phút",
        "wait_one": "Dự kiến chờ khoảng {high} phút",
        "priority": "ƯU TIÊN – xác nhận tại quầy",
        "scan": "Quét mã để theo dõi lượt của bạn",
        "copy": "Bản in lại",
        "footer": "Vui lòng chú ý màn hình và loa gọi số",
    },
    "en": {
        "your_number": "Your number",
        "ahead": "Ahead of you: {n}",
        "first": "You are next",
        "wait": "Likely wait {low}–{high} min",
        "wait_one": "Likely wait about {high} min",
        "priority": "PRIORITY – confirmed at the counter",
        "scan": "Scan to follow your turn",
        "copy": "Copy",
        "footer": "Please watch the screen and listen for your number",
    },
}


class LogoRefused(ValueError):
    """A logo that can't be printed; one sentence."""


@dataclass
class _Sheet:
    """A growing strip of paper."""

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
        """Write a line of capitals and digits without the room that marks and tails would need."""
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


def draw_ticket(paper: TicketPaper, layout: PaperLayout, width_mm: int) -> Image.Image:
    """Return a ticket as the dots that are printed.

    Args:
        paper: what stands on it.
        layout: what the office chose.
        width_mm: 80 or 58.
    """
    words = _WORDS.get(paper.language, _WORDS["vi"])
    sheet = _Sheet(DOTS[width_mm])
    unit = sheet.width / 576
    big, usual, small = int(150 * unit), int(34 * max(unit, 0.8)), int(27 * max(unit, 0.85))
    if layout.logo:
        sheet.picture(_logo(layout.logo, sheet.width))
        sheet.space(8)
    sheet.text(paper.office_name, usual, bold=True)
    _chosen(sheet, layout.header, paper.language, small)
    sheet.rule()
    sheet.text(words["your_number"], small)
    sheet.number(paper.number, _fitting(paper.number, big, sheet.width))
    sheet.text(paper.service_name, usual, bold=True)
    if paper.priority:
        sheet.text(words["priority"], small, bold=True)
    _line(sheet, paper, layout, words, small)
    if layout.show_qr and paper.url:
        sheet.rule()
        sheet.picture(_qr(paper.url, int(sheet.width * 0.42)))
        sheet.text(words["scan"], small)
    sheet.rule()
    if paper.service_note:
        sheet.text(paper.service_note, small)
    if not _chosen(sheet, layout.footer, paper.language, small):
        sheet.text(words["footer"], small)
    stamp = f"{paper.issued_at:%H:%M  %d/%m/%Y}"
    sheet.text(f"{stamp}  ·  {words['copy']} {paper.copy}" if paper.copy else stamp, small)
    return sheet.whole()


def check_logo(logo: str) -> None:
    """Refuse what is no printable picture.

    Raises:
        LogoRefused: it isn't base64 of a PNG, or is too large.
    """
    _logo(logo, DOTS[80])


def _line(sheet: _Sheet, paper: TicketPaper, layout: PaperLayout, words: dict[str, str], size: int) -> None:
    if layout.show_ahead:
        sheet.text(words["ahead"].format(n=paper.ahead) if paper.ahead else words["first"], size)
    if layout.show_wait and paper.wait_s is not None and paper.ahead:
        low, high = (max(1, ceil(seconds / 60)) for seconds in paper.wait_s)
        sheet.text(words["wait" if low < high else "wait_one"].format(low=low, high=high), size)


def _chosen(sheet: _Sheet, texts: dict[str, str], language: str, size: int) -> bool:
    """Write the office's own text; return whether there was one."""
    text = texts.get(language) or texts.get("vi", "")
    if text:
        sheet.text(text, size)
    return bool(text)


def _qr(url: str, wanted: int) -> Image.Image:
    matrix = [list(row) for row in segno.make(url, micro=False, error="m").matrix_iter(border=4)]
    size = len(matrix)
    image = Image.new("L", (size, size), WHITE)
    image.putdata([BLACK if dark else WHITE for row in matrix for dark in row])
    scale = max(3, round(wanted / size))
    return image.resize((size * scale, size * scale), Image.Resampling.NEAREST)


def _logo(logo: str, width: int) -> Image.Image:
    if len(logo) > LONGEST_LOGO:
        raise LogoRefused(f"has {len(logo)} characters; at most {LONGEST_LOGO} are allowed")
    try:
        picture = Image.open(io.BytesIO(base64.b64decode(logo, validate=True)), formats=["PNG"])
        picture.load()
    except (binascii.Error, UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise LogoRefused("is no PNG picture") from None
    flat = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    flat.alpha_composite(picture.convert("RGBA"))
    grey = flat.convert("L")
    grey.thumbnail((int(width * 0.6), 160))
    # Greys become patterns of dots, as thermal paper knows only black.
    return ImageChops.darker(grey.convert("1").convert("L"), grey.point(lambda one: WHITE))


def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"), size)


def _fitting(text: str, size: int, width: int) -> int:
    """Return the largest size up to this one at which a text fits on one line."""
    while size > 20 and _font(size, True).getlength(text) > width * 0.96:
        size -= 4
    return size


def _broken(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > width * 0.96:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines
