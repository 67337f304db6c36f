"""Draws a ticket as it is printed: one picture in black and white, since no code page has Vietnamese letters."""

import base64
import binascii
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import segno
from PIL import Image, ImageChops, UnidentifiedImageError

from queue_server.adapters.printing.paper_sheet import BLACK, WHITE, Sheet
from queue_server.contract.waiting_minutes import minutes_told
from queue_server.domain.paper import PaperLayout, PaperPart, PaperSize, TicketPaper

DOTS: Final = {80: 576, 58: 384}
"""Printable dots of a line by the width of the paper in mm, at 203 dpi. 57 mm rolls print as 58."""

LONGEST_LOGO: Final = 40_000
"""Characters of a logo's picture in base64; it is stored with the layout and printed on every ticket."""

_WORDS: Final[dict[str, dict[str, str]]] = {
    "vi": {
        "your_number": "Số thứ tự của quý khách",
        "ahead": "Còn {n} người phía trước",
        "first": "Quý khách là người tiếp theo",
        "wait": "Dự kiến chờ {low}–{high} phút",
        "wait_one": "Dự kiến chờ khoảng {high} phút",
        "after_closing": "Có thể quá giờ làm việc",
        "perhaps_after": "Có thể sau giờ nghỉ",
        "perhaps_before": "Có thể ngay trước giờ nghỉ",
        "priority": "ƯU TIÊN – xác nhận tại quầy",
        "scan": "Quét mã để theo dõi lượt gọi",
        "copy": "Bản in lại",
        "footer": "Vui lòng chú ý màn hình và loa gọi số",
    },
    "en": {
        "your_number": "Your number",
        "ahead": "Ahead of you: {n}",
        "first": "You are next",
        "wait": "Likely wait {low}–{high} min",
        "wait_one": "Likely wait about {high} min",
        "after_closing": "Perhaps only after closing time",
        "perhaps_after": "Perhaps only after the break",
        "perhaps_before": "Perhaps even before the break",
        "priority": "PRIORITY – confirmed at the counter",
        "scan": "Scan to follow your turn",
        "copy": "Copy",
        "footer": "Please watch the screen and listen for your number",
    },
}


_TEXT: Final = {PaperSize.SMALL: 27, PaperSize.USUAL: 34, PaperSize.LARGE: 46, PaperSize.HUGE: 62}
_NUMBER: Final = {PaperSize.SMALL: 80, PaperSize.USUAL: 112, PaperSize.LARGE: 150, PaperSize.HUGE: 220}
"""Dots of letters on 80 mm paper."""
_QR: Final = {PaperSize.SMALL: 0.3, PaperSize.USUAL: 0.42, PaperSize.LARGE: 0.55, PaperSize.HUGE: 0.75}
_LOGO: Final = {PaperSize.SMALL: 0.35, PaperSize.USUAL: 0.6, PaperSize.LARGE: 0.8, PaperSize.HUGE: 0.95}
"""Shares of the paper's width."""
_GROUPS: Final = (
    {PaperPart.LOGO, PaperPart.OFFICE, PaperPart.HEADER},
    {PaperPart.NUMBER, PaperPart.SERVICE, PaperPart.PRIORITY, PaperPart.AHEAD, PaperPart.WAIT},
    {PaperPart.QR},
    {PaperPart.NOTE, PaperPart.FOOTER, PaperPart.TIME},
)
"""What belongs together; a dotted line parts it from what stands below."""


class LogoRefused(ValueError):
    """A logo that can't be printed; one sentence."""


def draw_ticket(paper: TicketPaper, layout: PaperLayout, width_mm: int) -> Image.Image:
    """Return a ticket as the dots that are printed.

    Args:
        paper: what stands on it.
        layout: what the office chose.
        width_mm: 80 or 58.
    """
    languages = layout.languages or (paper.language if paper.language in _WORDS else "vi",)
    pen = _Pen(Sheet(DOTS[width_mm]), paper, layout, languages)
    group: set[PaperPart] | None = None
    for line in layout.lines:
        rows = len(pen.sheet.rows)
        _DRAW[line.part](pen, line.size)
        drawn = pen.sheet.rows[rows:]
        mine = next(one for one in _GROUPS if line.part in one)
        if drawn and group is not None and mine != group:
            del pen.sheet.rows[rows:]
            pen.sheet.rule()
            pen.sheet.rows += drawn
        group = mine if drawn else group
    if paper.copy:
        for one in languages:
            pen.sheet.text(f"{_WORDS[one]['copy']} {paper.copy}", pen.text_size(PaperSize.USUAL), bold=True)
    return pen.sheet.whole()


def check_logo(logo: str) -> None:
    """Refuse what is no printable picture.

    Raises:
        LogoRefused: it isn't base64 of a PNG, or is too large.
    """
    _picture_of(logo, DOTS[80])


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes parts of one ticket on a sheet."""

    sheet: Sheet
    paper: TicketPaper
    layout: PaperLayout
    languages: Sequence[str]

    def text_size(self, size: PaperSize) -> int:
        """Return the height of letters on this width; small ones shrink less."""
        unit = self.sheet.width / DOTS[80]
        return int(_TEXT[size] * max(unit, 0.85 if size is PaperSize.SMALL else 0.8))

    def words(self, key: str, size: PaperSize, *, bold: bool = False, **values: object) -> None:
        """Write words in each language."""
        for one in self.languages:
            self.sheet.text(_WORDS[one][key].format(**values), self.text_size(size), bold=bold)

    def chosen(self, texts: dict[str, str], size: PaperSize, *, bold: bool = False, otherwise: str = "") -> None:
        """Write a text in each language that has one, else in Vietnamese, else another one."""
        found = [texts[one] for one in self.languages if texts.get(one)]
        for one in dict.fromkeys(found or [texts.get("vi") or otherwise]):
            if one:
                self.sheet.text(one, self.text_size(size), bold=bold)


def _logo(pen: _Pen, size: PaperSize) -> None:
    if pen.layout.logo:
        pen.sheet.picture(_picture_of(pen.layout.logo, int(pen.sheet.width * _LOGO[size])))
        pen.sheet.space(8)


def _office(pen: _Pen, size: PaperSize) -> None:
    pen.sheet.text(pen.paper.office_name, pen.text_size(size), bold=True)


def _number(pen: _Pen, size: PaperSize) -> None:
    pen.words("your_number", PaperSize.SMALL)
    pen.sheet.number(pen.paper.number, int(_NUMBER[size] * pen.sheet.width / DOTS[80]))


def _service(pen: _Pen, size: PaperSize) -> None:
    pen.chosen(pen.paper.service_names, size, bold=True, otherwise=pen.paper.service_name)


def _priority(pen: _Pen, size: PaperSize) -> None:
    if pen.paper.priority:
        pen.words("priority", size, bold=True)


def _ahead(pen: _Pen, size: PaperSize) -> None:
    pen.words("ahead" if pen.paper.ahead else "first", size, n=pen.paper.ahead)


def _wait(pen: _Pen, size: PaperSize) -> None:
    if pen.paper.wait_s is not None and pen.paper.ahead:
        low, high = minutes_told(*pen.paper.wait_s)
        pen.words("wait" if low < high else "wait_one", size, low=low, high=high)
        if pen.paper.after_closing:
            pen.words("after_closing", size)
        elif pen.paper.over_break is not None:
            pen.words(pen.paper.over_break, size)


def _qr(pen: _Pen, size: PaperSize) -> None:
    if pen.paper.url:
        pen.sheet.picture(_code_of(pen.paper.url, int(pen.sheet.width * _QR[size])))
        pen.words("scan", PaperSize.SMALL)


def _footer(pen: _Pen, size: PaperSize) -> None:
    if pen.layout.footer:
        pen.chosen(pen.layout.footer, size)
    else:
        pen.words("footer", size)


def _time(pen: _Pen, size: PaperSize) -> None:
    pen.sheet.text(f"{pen.paper.issued_at:%H:%M  %d/%m/%Y}", pen.text_size(size))


_DRAW: Final[dict[PaperPart, Callable[[_Pen, PaperSize], None]]] = {
    PaperPart.LOGO: _logo,
    PaperPart.OFFICE: _office,
    PaperPart.HEADER: lambda pen, size: pen.chosen(pen.layout.header, size),
    PaperPart.NUMBER: _number,
    PaperPart.SERVICE: _service,
    PaperPart.PRIORITY: _priority,
    PaperPart.AHEAD: _ahead,
    PaperPart.WAIT: _wait,
    PaperPart.QR: _qr,
    PaperPart.NOTE: lambda pen, size: pen.chosen(pen.paper.service_notes, size),
    PaperPart.FOOTER: _footer,
    PaperPart.TIME: _time,
}


def _code_of(url: str, wanted: int) -> Image.Image:
    matrix = [list(row) for row in segno.make(url, micro=False, error="m").matrix_iter(border=4)]
    size = len(matrix)
    image = Image.new("L", (size, size), WHITE)
    image.putdata([BLACK if dark else WHITE for row in matrix for dark in row])
    scale = max(3, round(wanted / size))
    return image.resize((size * scale, size * scale), Image.Resampling.NEAREST)


def _picture_of(logo: str, widest: int) -> Image.Image:
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
    grey.thumbnail((widest, 200))
    # Greys become patterns of dots, as thermal paper knows only black.
    return ImageChops.darker(grey.convert("1").convert("L"), grey.point(lambda one: WHITE))
