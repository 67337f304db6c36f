"""What is brought in for screens is looked into: a broken file on the wall helps nobody."""

import pytest

from queue_server.adapters.media_content import Fault, fault_of
from tests.media_files import a_picture, a_webm, an_mp4

PICTURES = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}
LARGE = (7000, 6000)


def fault(tmp_path, end, content):
    path = tmp_path / f"file.{end}"
    path.write_bytes(content)
    return fault_of(path, end)


@pytest.mark.parametrize("end", PICTURES)
def test_pictures_are_looked_into(tmp_path, end):
    whole = a_picture(PICTURES[end])

    assert fault(tmp_path, end, whole) is None
    assert fault(tmp_path, end, b"<script>alert(1)</script>") is Fault.NOT_AS_NAMED
    for other in set(PICTURES) - {end}:
        assert fault(tmp_path, end, a_picture(PICTURES[other])) is Fault.NOT_AS_NAMED


def test_a_picture_that_was_cut_off_is_refused(tmp_path):
    assert fault(tmp_path, "png", a_picture("PNG")[:-20]) is Fault.DAMAGED


def test_a_picture_that_would_fill_a_small_computer_s_memory_is_refused(tmp_path):
    """A few kilobytes can unpack to gigabytes."""
    assert fault(tmp_path, "png", a_picture("PNG", LARGE)) is Fault.TOO_MANY_PIXELS


@pytest.mark.parametrize("codec", ["avc1", "vp09", "av01"])
def test_films_that_screens_play_are_taken(tmp_path, codec):
    assert fault(tmp_path, "mp4", an_mp4(codec)) is None


@pytest.mark.parametrize("codec", ["hvc1", "hev1", "mp4v", "apcn"])
def test_films_that_screens_do_not_play_are_refused(tmp_path, codec):
    assert fault(tmp_path, "mp4", an_mp4(codec)) is Fault.UNPLAYABLE


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_film_that_was_cut_off_is_refused(tmp_path, cut):
    """Its index stands at the end, so no player could begin."""
    assert fault(tmp_path, "mp4", an_mp4()[:-cut]) is Fault.DAMAGED


def test_a_film_is_what_its_name_says(tmp_path):
    assert fault(tmp_path, "webm", a_webm()) is None
    assert fault(tmp_path, "webm", a_webm(b"matroska")) is Fault.NOT_AS_NAMED
    assert fault(tmp_path, "webm", a_webm()[:12]) is Fault.DAMAGED
    assert fault(tmp_path, "webm", an_mp4()) is Fault.NOT_AS_NAMED
    assert fault(tmp_path, "mp4", a_webm()) is Fault.NOT_AS_NAMED
    assert fault(tmp_path, "mp4", b"") is Fault.NOT_AS_NAMED
