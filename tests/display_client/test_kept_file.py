"""What a display keeps on its disk."""

import os

import pytest

from display_client import kept_file


def test_a_file_is_made_and_replaced_with_its_folders(tmp_path):
    path = tmp_path / "voice" / "vi" / "a.wav"

    kept_file.put(path, b"one")
    kept_file.put(path, b"two")

    assert path.read_bytes() == b"two"
    assert [one.name for one in path.parent.iterdir()] == ["a.wav"]


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "board.json"
    kept_file.put(path, b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        kept_file.put(path, b"new")

    assert path.read_bytes() == b"old"
