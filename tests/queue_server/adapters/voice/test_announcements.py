"""A whole announcement as one file, and the banks as they are built at set-up."""

import os

import pytest

from queue_server.adapters.voice.announcements import Voice
from queue_server.adapters.voice.clip_bank import ClipBank
from queue_server.adapters.voice.engines import Espeak
from queue_server.adapters.voice.loudness import measure
from queue_server.adapters.voice.sound import RATE, read_wav
from queue_server.domain.announcement import CallKind
from queue_server.domain.phrases import LANGUAGES, phrases, tokens
from tests.voice_clips import ToneEngine

TOKENS = tokens("A012", CallKind.CALL, "Quầy 3")
LONGEST_S = 7.5
"""With eight calls a minute each has this long."""


def worked_s():
    """Return the processor's seconds spent by this process and the programs it ran; a busy computer changes nothing."""
    return sum(os.times()[:4])


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Both banks, made by espeak-ng, and how much work it was in seconds."""
    folder, began = tmp_path_factory.mktemp("banks"), worked_s()
    for language in LANGUAGES:
        bank, wanted = ClipBank(folder, language), phrases(language, ["Tiếp nhận hồ sơ"])
        for phrase in wanted:
            bank.synthesise(Espeak(), phrase)
        bank.write_manifest(Espeak(), wanted)
    return Voice(folder), worked_s() - began


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_built_bank_has_every_phrase_within_bounds(built, language):
    """Peak and loudness of every clip are measured from the file."""
    voice, _ = built

    assert voice.bank(language).check(phrases(language, ["Tiếp nhận hồ sơ"])) == []


def test_both_banks_are_less_than_30_s_of_work(built, record_figure):
    _, seconds = built
    record_figure("seconds to build both banks", round(seconds, 1))

    assert seconds < 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_announcement_has_no_holes_and_is_heard_from_start_to_end(built, language):
    voice, _ = built

    found = read_wav(voice.joined({language: TOKENS}, with_chime=False), 60)

    clips = [len(read_wav(voice.clip(language, token), 8)) / RATE for token in TOKENS]
    assert len(found) / RATE == pytest.approx(sum(clips) + 0.03 * (len(TOKENS) - 1), abs=0.01)
    window = RATE // 20
    levels = [measure(found[at : at + window]).rms_db for at in range(0, len(found) - window, window)]
    longest_pause = max(map(len, "".join("s" if level < -45 else "." for level in levels).split(".")))
    assert longest_pause <= 4
    assert measure(found).rms_db == pytest.approx(-20, abs=2.5)


def test_a_call_in_two_languages_leaves_room_for_eight_a_minute(built):
    voice, _ = built

    for number, counter in (("A012", "Quầy 3"), ("B777", "Quầy 12"), ("H045", "Quầy 4")):
        words = tokens(number, CallKind.CALL, counter)
        whole = voice.joined(dict.fromkeys(LANGUAGES, words), with_chime=True)
        assert len(read_wav(whole, 60)) / RATE < LONGEST_S


def test_what_a_bank_lacks_is_left_out_and_without_any_clip_it_chimes(tmp_path):
    voice = Voice(tmp_path)
    chime = read_wav(voice.chime(), 5)
    assert read_wav(voice.joined({"vi": TOKENS}, with_chime=False), 5) == chime

    bank = voice.bank("vi")
    for phrase in phrases("vi"):
        if phrase.token != "n3":
            bank.synthesise(ToneEngine(), phrase)
    whole = read_wav(voice.joined({"vi": TOKENS, "en": TOKENS}, with_chime=False), 60)

    assert len(whole) > 5 * RATE * 0.15
    assert voice.clips("xx") == {}
    assert voice.clip("xx", "n1") is None
