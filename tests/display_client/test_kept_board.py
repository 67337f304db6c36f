"""The last board on disk."""

from datetime import timedelta

import pytest

from display_client.kept_board import KeptBoard
from tests.display_client.boards import MORNING, a_board


@pytest.fixture
def kept(tmp_path):
    return KeptBoard.of(tmp_path / "state", "songcong", "lobby")


def test_a_board_comes_back_with_its_age(kept):
    """After a power cut in the night the display tells how old its numbers are."""
    kept.save(a_board(7), MORNING)

    assert kept.load(MORNING + timedelta(minutes=3)) == (a_board(7), 180.0)


def test_a_clock_that_was_set_back_gives_no_negative_age(kept):
    """Small computers start in 1970."""
    kept.save(a_board(), MORNING)

    assert kept.load(MORNING - timedelta(days=9))[1] == 0.0


def test_nothing_kept_is_nothing(kept):
    """The first start of a display."""
    assert kept.load(MORNING) is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"kept_at": "2026-02-23T08:05:12+07:00", "board": {}}', b"\xff\xfe"])
def test_a_damaged_file_is_ignored(kept, content):
    """A display must start whatever its disk holds."""
    kept.path.parent.mkdir()
    kept.path.write_bytes(content)

    assert kept.load(MORNING) is None


def test_a_time_without_offset_is_ignored(kept):
    """Its age can't be known."""
    kept.save(a_board(), MORNING)
    kept.path.write_text(kept.path.read_text(encoding="utf-8").replace("+07:00", "", 1), encoding="utf-8")

    assert kept.load(MORNING) is None


def test_a_disk_that_can_not_be_written_does_not_end_the_display(tmp_path, caplog):
    """A full or read-only memory card is a warning."""
    (tmp_path / "state").write_text("a file where the folder should be", encoding="ascii")
    KeptBoard.of(tmp_path / "state", "songcong", "lobby").save(a_board(), MORNING)

    assert "was not kept" in caplog.text


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "", "a/b", "Sảnh chính"])
def test_a_name_can_not_leave_the_folder(tmp_path, name):
    """Names come from people."""
    assert KeptBoard.of(tmp_path, "songcong", name).path.parent == tmp_path


def test_offices_and_displays_have_files_of_their_own(tmp_path):
    """Two displays on one computer don't overwrite each other."""
    paths = {KeptBoard.of(tmp_path, office, name).path for office in "ab" for name in "cd"}

    assert len(paths) == 4
