"""The last picture of each screen, and nothing else, is kept."""

import pytest

from queue_server.adapters.media_folder import MediaFolder
from queue_server.adapters.screen_pictures import JPEG, MOST_BYTES, ScreenPictures
from queue_server.domain.errors import Refusal

PICTURE = JPEG + b"\xe0" + bytes(50)


def files(folder):
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_the_newest_picture_takes_the_place_of_the_one_before(tmp_path):
    pictures = ScreenPictures(tmp_path / "screens")
    assert pictures.newest("tv1") is None

    pictures.save("tv1", PICTURE)
    pictures.save("tv1", PICTURE + b"2")

    assert pictures.newest("tv1").content == PICTURE + b"2"
    assert files(tmp_path) == ["tv1.jpg"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "invalid"), (b"<html>", "invalid"), (JPEG + bytes(MOST_BYTES), "too_large")],
)
def test_what_is_no_small_picture_is_refused_and_the_old_one_stays(tmp_path, content, code):
    pictures = ScreenPictures(tmp_path)
    pictures.save("tv1", PICTURE)

    with pytest.raises(Refusal) as refused:
        pictures.save("tv1", content)

    assert refused.value.code == code
    assert pictures.newest("tv1").content == PICTURE


def test_a_device_can_not_name_a_file_elsewhere(tmp_path):
    with pytest.raises(Refusal):
        ScreenPictures(tmp_path).save("../tv1", PICTURE)


def test_pictures_of_screens_are_no_office_s_media(tmp_path):
    media = MediaFolder(tmp_path)
    ScreenPictures(media.screens).save("tv1", PICTURE)

    with pytest.raises(Refusal):
        media.files(".screens")
