"""The bytes sent to the printer are the picture of the preview, to the dot."""

import pytest
from PIL import Image, ImageChops

from queue_server.adapters.printing.escpos_job import BAND, CUT, picture_of, printer_bytes
from queue_server.adapters.printing.ticket_picture import draw_ticket
from queue_server.domain.paper import PaperLayout


@pytest.mark.parametrize("width", [80, 58])
def test_the_printer_prints_what_the_preview_shows(paper, width):
    picture = draw_ticket(paper(), PaperLayout(), width)

    printed = picture_of(printer_bytes(picture).whole, picture.width)

    same = printed.crop((0, 0, *picture.size))
    assert ImageChops.difference(same.convert("L"), picture.convert("L")).getbbox() is None
    assert printed.height > picture.height, "the cutter is above the head"


def test_no_piece_is_larger_than_a_band_and_only_the_end_cuts(paper):
    """A job that breaks off before its end leaves nothing that falls out."""
    job = printer_bytes(draw_ticket(paper(), PaperLayout(), 80))

    assert len(job.pieces) > 5
    assert all(len(piece) <= BAND * 72 + 20 for piece in job.pieces)
    assert not any(CUT in piece for piece in job.pieces)
    assert job.end.endswith(CUT)


def test_other_commands_are_not_taken_for_a_picture():
    with pytest.raises(ValueError, match="command 1b21"):
        picture_of(b"\x1b\x21\x00", 576)


def test_a_picture_smaller_than_a_band_is_one_piece():
    assert len(printer_bytes(Image.new("1", (576, 10), 1)).pieces) == 1
