"""Clips on a speaker's disk: brought up to date, and brought again if a power cut spoilt them."""

import io
import json
import wave

import pytest

from display_client.clips import RATE, Clips
from tests.display_client.clip_server import ClipServer


def a_clip(frames):
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"\1\0" * frames)
    return file.getvalue()


@pytest.fixture
def server():
    with ClipServer() as server:
        server.files = {
            "/voice/chime.wav": a_clip(10),
            "/voice/vi/index.json": json.dumps({"clips": {"n7": "v1"}, "chime": "c1"}).encode(),
            "/voice/vi/n7.wav": a_clip(20),
        }
        yield server


@pytest.fixture
def folder(server, tmp_path):
    Clips(server.base, tmp_path).refresh(["vi"])
    return tmp_path


def test_what_is_here_and_has_not_changed_is_not_fetched_again(server, folder):
    server.asked.clear()

    Clips(server.base, folder).refresh(["vi"])

    assert server.asked == ["/voice/vi/index.json"]


@pytest.mark.parametrize("languages", [["vi"], []])
def test_a_chime_that_changed_is_fetched_again(server, folder, languages):
    """A new release may chime otherwise; a loudspeaker runs for years."""
    server.files["/voice/vi/index.json"] = json.dumps({"clips": {"n7": "v1"}, "chime": "c2"}).encode()
    server.files["/voice/chime.wav"] = a_clip(30)
    server.asked.clear()
    clips = Clips(server.base, folder)

    clips.refresh(languages)

    assert len(clips.chime().pcm) == 60
    assert server.asked == ["/voice/vi/index.json", "/voice/chime.wav"]


@pytest.mark.parametrize("name", ["chime", "vi/n7"])
@pytest.mark.parametrize(
    ("clip", "mark"), [(b"", None), (b"", b""), (None, b"\xff\xfe"), (a_clip(20)[:40], None), (a_clip(20)[:50], None)]
)
def test_what_a_power_cut_spoilt_is_fetched_again(server, folder, name, clip, mark):
    """Memory cards lose what was written last: files are empty then, or full of rubbish."""
    whole = (folder / f"{name}.wav").read_bytes()
    if clip is not None:
        (folder / f"{name}.wav").write_bytes(clip)
    if mark is not None:
        (folder / f"{name}.version").write_bytes(mark)

    Clips(server.base, folder).refresh(["vi"])

    assert (folder / f"{name}.wav").read_bytes() == whole


@pytest.mark.parametrize("index", [b"[]", b"{}", b"\xff", b'{"clips": 7}', None])
def test_a_server_that_talks_nonsense_ends_nothing(server, folder, index):
    """None: it hangs up in the middle of the answer."""
    server.files["/voice/vi/index.json"] = index
    clips = Clips(server.base, folder)

    clips.refresh(["vi"])

    assert clips.chime().pcm == b"\1\0" * 10
