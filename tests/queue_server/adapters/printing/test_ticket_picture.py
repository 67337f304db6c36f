"""A ticket on paper says everything, fits both widths, and its code can be scanned."""

import base64
import io
from math import ceil

import pytest
import zxingcpp
from PIL import Image, ImageFont

from queue_server.adapters.printing.paper_sheet import FONTS, _broken
from queue_server.adapters.printing.ticket_picture import DOTS, LogoRefused, check_logo, draw_ticket
from queue_server.domain.paper import PaperLayout, PaperPart, PaperSize, paper_lines
from queue_server.domain.shipped_papers import SHIPPED_PAPERS


def scanned(picture):
    return [one.text for one in zxingcpp.read_barcodes(picture.convert("L"))]


def a_logo(size=(300, 120), kind="PNG", mode="RGBA"):
    file = io.BytesIO()
    Image.new(mode, size, "red").save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("width", [80, 58])
@pytest.mark.parametrize("language", ["vi", "en", "fr"])
def test_the_code_leads_to_the_phone_page_on_both_widths(paper, width, language):
    picture = draw_ticket(paper(language=language), PaperLayout(), width)

    assert picture.width == DOTS[width]
    assert picture.mode == "1"
    assert scanned(picture) == [paper().url]


@pytest.mark.parametrize("width", [80, 58])
@pytest.mark.parametrize("name", list(SHIPPED_PAPERS))
def test_every_layout_that_comes_with_the_program_can_be_scanned(paper, name, width):
    assert scanned(draw_ticket(paper(), SHIPPED_PAPERS[name], width)) == [paper().url]


@pytest.mark.parametrize("size", list(PaperSize))
def test_lines_stand_in_their_order_and_size(paper, size):
    """The number's height is that of its size; above the code or below it."""
    number, code = (PaperPart.NUMBER, size), (PaperPart.QR, PaperSize.USUAL)
    above = draw_ticket(paper(), PaperLayout(lines=paper_lines(number, code)), 80)
    below = draw_ticket(paper(), PaperLayout(lines=paper_lines(code, number)), 80)
    usual = draw_ticket(paper(), PaperLayout(lines=paper_lines((PaperPart.NUMBER, PaperSize.SMALL))), 80)
    sized = draw_ticket(paper(), PaperLayout(lines=paper_lines(number)), 80)

    assert above.height == below.height
    assert above.tobytes() != below.tobytes()
    assert sized.height >= usual.height
    assert (sized.height > usual.height) == (size is not PaperSize.SMALL)


@pytest.mark.parametrize("width", [80, 58])
def test_nothing_touches_the_edges_of_the_paper(paper, width):
    """The longest texts are broken into lines, the longest number gets smaller."""
    long = paper(
        number="AB123456",
        office_name="Trung tâm Phục vụ hành chính công Uỷ ban nhân dân huyện đảo Bạch Long Vĩ",
        service_name="Lao động – Thương binh và Xã hội, Bảo trợ xã hội",
        service_notes={"vi": "Mang theo giấy chứng sinh, căn cước công dân và giấy chứng nhận kết hôn"},
    )

    picture = draw_ticket(long, PaperLayout(header={"vi": "Tầng 1, số 45 đường Nghĩa Tân " * 3}), width).convert("L")

    left, right = picture.crop((0, 0, 2, picture.height)), picture.crop((picture.width - 2, 0, *picture.size))
    assert left.getextrema() == right.getextrema() == (255, 255)


def test_what_the_office_does_not_want_is_left_out(paper):
    everything = draw_ticket(paper(), PaperLayout(), 80)
    least = draw_ticket(paper(), PaperLayout(lines=paper_lines((PaperPart.NUMBER, PaperSize.LARGE))), 80)

    assert scanned(least) == []
    assert least.height < everything.height - 200


def test_every_part_changes_the_paper(paper):
    """Class, copy, wait, footer and note are really printed."""
    plain = draw_ticket(paper(), PaperLayout(), 80).tobytes()

    for other, layout in (
        (paper(priority=True), PaperLayout()),
        (paper(copy=1), PaperLayout()),
        (paper(ahead=0), PaperLayout()),
        (paper(wait_s=None), PaperLayout()),
        (paper(after_closing=True), PaperLayout()),
        (paper(over_break="perhaps_after"), PaperLayout()),
        (paper(over_break="perhaps_before"), PaperLayout()),
        (paper(service_notes={"vi": "Mang theo căn cước"}), PaperLayout()),
        (paper(language="en"), PaperLayout()),
        (paper(), PaperLayout(footer={"vi": "Hẹn gặp lại"})),
        (paper(), PaperLayout(logo=a_logo())),
        (paper(), PaperLayout(languages=("vi", "en"))),
    ):
        assert draw_ticket(other, layout, 80).tobytes() != plain


@pytest.mark.parametrize(
    ("logo", "words"),
    [
        ("not base64!", "no PNG"),
        (base64.b64encode(b"no picture").decode(), "no PNG"),
        (a_logo(kind="JPEG", mode="RGB"), "no PNG"),
        ("A" * 40_001, "at most 40000"),
    ],
)
def test_a_logo_that_cannot_be_printed_is_refused(logo, words):
    with pytest.raises(LogoRefused, match=words):
        check_logo(logo)


@pytest.mark.parametrize("width", [384, 576])
@pytest.mark.parametrize(
    "text",
    [
        "Trung tâm Phục vụ hành chính công phường Nghĩa Đô",
        "Vui lòng chú ý màn hình và loa gọi số",
        "Lao động – Thương binh và Xã hội, Bảo trợ xã hội",
    ],
)
def test_no_word_stands_alone_below_the_rest(text, width):
    """Lines of one text are of about the same length, and no more than are needed."""
    font = ImageFont.truetype(str(FONTS / "NotoSans-Bold.ttf"), 36)

    lines = _broken(text, font, width)

    assert " ".join(lines) == text
    lengths = [font.getlength(one) for one in lines]
    assert max(lengths) <= width * 0.97
    assert len(lines) == 1 or min(lengths) > max(lengths) * 0.4
    assert len(lines) <= ceil(font.getlength(text) / (width * 0.96)) + 1


def test_a_word_that_is_longer_than_the_paper_has_a_line_of_its_own():
    font = ImageFont.truetype(str(FONTS / "NotoSans-Bold.ttf"), 36)

    assert _broken("a Uỷbannhândânhuyệnđảobạchlongvĩ b\nc", font, 200) == [
        "a",
        "Uỷbannhândânhuyệnđảobạchlongvĩ",
        "b",
        "c",
    ]
