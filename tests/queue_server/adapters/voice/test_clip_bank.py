"""A bank holds a clip for each phrase; recordings win over the engine's."""

import json

import pytest

from queue_server.adapters.voice.clip_bank import ClipBank
from queue_server.adapters.voice.sound import BadSound
from queue_server.domain.phrases import Phrase
from tests.voice_clips import ToneEngine, a_wav

ONE, TWO = Phrase("n1", "một", "vi"), Phrase("n2", "hai", "vi")


@pytest.fixture
def bank(tmp_path):
    found = ClipBank(tmp_path, "vi")
    engine = ToneEngine()
    for phrase in (ONE, TWO):
        found.synthesise(engine, phrase)
    found.write_manifest(engine, [ONE, TWO])
    return found


def test_the_manifest_says_where_the_clips_come_from(bank):
    manifest = json.loads((bank.folder / "manifest.json").read_text(encoding="utf-8"))

    assert manifest == {
        "language": "vi",
        "engine": "tones",
        "licence": "none",
        "rate": 22050,
        "tokens": {"n1": "một", "n2": "hai"},
    }
    assert bank.engine() == "tones"


def test_a_recording_wins_until_it_is_taken_away(bank):
    made = bank.content("n1")

    bank.record("n1", a_wav(0.5, rate=48000, channels=2))
    assert bank.clips()["n1"].recorded
    assert bank.content("n1") != made
    assert bank.check([ONE, TWO]) == []

    assert bank.forget_recording("n1")
    assert bank.content("n1") == made
    assert not bank.forget_recording("n1")


def test_a_clip_has_another_version_after_every_change(bank):
    before = bank.clips()["n1"].version
    bank.record("n1", a_wav(0.5))

    assert bank.clips()["n1"].version != before


def test_building_again_keeps_recordings(bank):
    bank.record("n1", a_wav(0.5))
    recorded = bank.content("n1")

    bank.synthesise(ToneEngine(), ONE)

    assert bank.content("n1") == recorded


def test_the_check_names_what_is_missing_damaged_or_out_of_bounds(bank):
    (bank.folder / "synthetic" / "n1.wav").write_bytes(b"RIFF")
    (bank.folder / "synthetic" / "n2.wav").write_bytes(a_wav(0.3, strength=0.99, silence_s=0))

    found = ClipBank(bank.folder.parent, "vi").check([ONE, TWO, Phrase("n3", "ba", "vi")])

    assert [line.split(":")[0] for line in found] == ["n1", "n2", "n2", "n3"]
    assert "missing (ba)" in found[-1]


@pytest.mark.parametrize("token", ["../n1", "", "n1/../../x", "N1", ".hidden"])
def test_a_token_never_leads_out_of_the_folder(bank, token):
    with pytest.raises(BadSound, match="no token"):
        bank.record(token, a_wav())
    with pytest.raises(BadSound, match="no token"):
        bank.forget_recording(token)
    assert bank.content(token) is None


def test_a_refused_recording_changes_nothing(bank):
    before = bank.content("n1")

    with pytest.raises(BadSound):
        bank.record("n1", b"noise")

    assert bank.content("n1") == before
    assert list((bank.folder).glob("**/.new-*")) == []
