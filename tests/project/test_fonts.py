"""The fonts for paper and PDF have every letter that is printed."""

from pathlib import Path

import pytest
from PIL import ImageFont

FONTS = Path(__file__).resolve().parents[2] / "queue_server/fonts"
MARKED = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789" + MARKED + "".join(MARKED).upper() + "–“”…·"


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_no_vietnamese_letter_is_missing(weight):
    """A missing one would print as an empty box."""
    font = ImageFont.truetype(str(FONTS / f"NotoSans-{weight}.ttf"), 40)
    box = font.getmask("\ue000").getbbox(), bytes(font.getmask("\ue000"))

    missing = [one for one in LETTERS if (font.getmask(one).getbbox(), bytes(font.getmask(one))) == box]

    assert missing == []


def test_the_licence_is_with_them():
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8")
