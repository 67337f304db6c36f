"""Recordings come as files, folders and ZIPs; what can't be used is named and keeps nothing else out."""

import io
import zipfile

import pytest

from queue_server.adapters.voice import recordings
from queue_server.adapters.voice.clip_bank import ClipBank
from queue_server.adapters.voice.recordings import import_recordings
from queue_server.adapters.voice.sound import BadSound
from tests.voice_clips import a_wav

TOKENS = frozenset({"n1", "n2", "invite"})


@pytest.fixture
def bank(tmp_path):
    return ClipBank(tmp_path / "banks", "vi")


def a_zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_is_taken_with_folders_and_without_junk(bank, tmp_path):
    source = a_zip(
        tmp_path / "r.zip",
        {
            "giọng Hà/n1.wav": a_wav(),
            "giọng Hà/INVITE.WAV": a_wav(),
            "__MACOSX/._n1.wav": b"junk",
            "readme.txt": b"hello",
        },
    )

    done = import_recordings(bank, TOKENS, [source])

    assert sorted(done.taken) == ["invite", "n1"]
    assert done.refused == {}
    assert set(bank.clips()) == {"n1", "invite"}


def test_one_bad_file_keeps_no_other_out(bank, tmp_path):
    source = a_zip(tmp_path / "r.zip", {"n1.wav": b"no sound", "n2.wav": a_wav(), "n99.wav": a_wav()})

    done = import_recordings(bank, TOKENS, [source])

    assert done.taken == ["n2"]
    assert set(done.refused) == {"n1.wav", "n99.wav"}
    assert "named after no phrase" in done.refused["n99.wav"]


def test_files_and_folders_are_taken(bank, tmp_path):
    folder = tmp_path / "takes"
    folder.mkdir()
    (folder / "n1.wav").write_bytes(a_wav())
    single = tmp_path / "n2.wav"
    single.write_bytes(a_wav())

    assert import_recordings(bank, TOKENS, [folder, single]).taken == ["n1", "n2"]


def test_a_zip_that_unpacks_to_too_much_is_stopped(bank, tmp_path, monkeypatch):
    """The sizes a ZIP names may be lies, so what comes out is counted."""
    monkeypatch.setattr(recordings, "LARGEST_ZIP", 60_000)
    source = a_zip(tmp_path / "r.zip", {"n1.wav": a_wav(), "n2.wav": a_wav(), "invite.wav": b"\0" * 200_000})

    done = import_recordings(bank, TOKENS, [source])

    assert done.taken == ["n1"]
    assert all("too much" in reason for reason in done.refused.values())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken"])
def test_what_is_no_zip_is_refused_as_a_whole(bank, tmp_path, content):
    path = tmp_path / "r.zip"
    path.write_bytes(content)

    with pytest.raises(BadSound, match="is not a ZIP file"):
        import_recordings(bank, TOKENS, [path])


def test_too_many_files_are_refused(bank, tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for index in range(301):
            archive.writestr(f"{index}.wav", b"")
    path = tmp_path / "r.zip"
    path.write_bytes(buffer.getvalue())

    with pytest.raises(BadSound, match="more than 300"):
        import_recordings(bank, TOKENS, [path])


def test_a_missing_file_is_named(bank, tmp_path):
    with pytest.raises(BadSound, match="there is no such file"):
        import_recordings(bank, TOKENS, [tmp_path / "n1.wav"])
