"""Clips and whole announcements as files: public, cached for as long as they stay the same."""

import io
import wave

import pytest

from queue_server.adapters.voice import clip_bank
from queue_server.adapters.voice.announcements import Voice
from queue_server.adapters.web.voice_files import install_voice_files
from queue_server.domain.phrases import phrases
from tests.voice_clips import ToneEngine, a_wav
from tests.web_app import a_web_app


@pytest.fixture
def web(tmp_path):
    found = a_web_app()
    voice = Voice(tmp_path)
    for phrase in phrases("vi"):
        voice.bank("vi").synthesise(ToneEngine(), phrase)
    install_voice_files(found.app, voice, found.deps.reader)
    return found


@pytest.fixture
def bank(tmp_path, web):
    return Voice(tmp_path).bank("vi")


def seconds(answer):
    with wave.open(io.BytesIO(answer.data)) as file:
        return file.getnframes() / file.getframerate()


def test_the_index_leads_to_every_clip_and_each_is_kept_for_good(web):
    client = web.client()
    index = client.get("/voice/vi/index.json")

    assert index.headers["Cache-Control"] == "no-cache"
    assert set(index.json["clips"]) == {phrase.token for phrase in phrases("vi")}
    for token, version in list(index.json["clips"].items())[:5]:
        answer = client.get(f"/voice/vi/{token}.wav?v={version}")
        assert answer.status_code == 200
        assert answer.mimetype == "audio/wav"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_clip_that_changed_has_another_address(web, bank, monkeypatch):
    client = web.client()
    before = client.get("/voice/vi/index.json").json["clips"]["n1"]

    monkeypatch.setattr(clip_bank, "LOOK_AGAIN_S", -1.0)
    bank.record("n1", a_wav(0.5))

    assert client.get("/voice/vi/index.json").json["clips"]["n1"] != before
    assert client.get(f"/voice/vi/n1.wav?v={before}").headers["Cache-Control"] == "no-cache"


def test_an_unchanged_index_is_not_sent_again(web):
    client = web.client()
    tag = client.get("/voice/vi/index.json").headers["ETag"]

    assert client.get("/voice/vi/index.json", headers={"If-None-Match": tag}).status_code == 304


def test_a_call_can_be_fetched_as_one_file(web):
    """For loudspeakers that are given an address, and for previews."""
    client = web.client("operator")
    for path, body in (
        ("/counters/songcong:1/open", None),
        ("/offices/songcong/tickets", {"service": "land"}),
        ("/counters/songcong:1/call-next", {}),
    ):
        client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": path})
    call = web.client().get("/api/v1/offices/songcong/board").json["calls"][-1]

    answer = web.client().get(f"/announcements/{call['call_id']}.wav")

    assert answer.status_code == 200
    assert seconds(answer) > 0.7 + len(call["tokens"]["vi"]) * 0.1


@pytest.mark.parametrize(
    "path", ["/announcements/nothing.wav", "/voice/vi/nothing.wav", "/voice/xx/n1.wav", "/voice/vi/..%2Fn1.wav"]
)
def test_what_is_not_there_is_not_found(web, path):
    assert web.client().get(path).status_code == 404


def test_without_any_bank_there_is_a_chime_and_an_empty_index(web):
    assert seconds(web.client().get("/voice/chime.wav")) == pytest.approx(0.7, abs=0.01)
    index = web.client().get("/voice/en/index.json").json
    assert index["clips"] == {}
    kept = [web.client().get(f"/voice/chime.wav?v={one}").headers["Cache-Control"] for one in (index["chime"], "old")]
    assert ["immutable" in kept[0], kept[1]] == [True, "no-cache"]
