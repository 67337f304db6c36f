"""WAV files of any usual kind become one kind."""

import itertools
import math

import pytest

from queue_server.adapters.voice.sound import RATE, BadSound, chime, read_wav, silence, write_wav
from tests.voice_clips import a_wav


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_width_and_number_of_channels_is_read_alike(width, channels):
    found = read_wav(a_wav(0.2, width=width, channels=channels), 5)

    assert len(found) == round(0.6 * RATE)
    assert max(found) == pytest.approx(0.3 * 32767, rel=0.03)


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_other_rates_keep_length_and_pitch(rate):
    found = read_wav(a_wav(0.3, rate=rate, silence_s=0), 5)
    crossings = sum(a < 0 <= b for a, b in itertools.pairwise(found))

    assert len(found) == pytest.approx(0.3 * RATE, abs=2)
    assert crossings == pytest.approx(0.3 * 440, abs=2)
    assert max(found) == pytest.approx(0.3 * 32767, rel=0.05)


def test_what_the_lower_rate_cannot_hold_is_kept_out():
    """A whistle at 20 kHz would come back as a tone at 2 kHz."""
    found = read_wav(a_wav(0.2, rate=48000, frequency=20000, silence_s=0), 5)

    assert max(map(abs, found[200:-200])) < 0.3 * 32767 * 0.02


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3\x03 not a wave", a_wav()[:30]])
def test_what_is_no_wav_is_refused(content):
    with pytest.raises(BadSound, match="not a PCM WAV file"):
        read_wav(content, 5)


def test_a_file_that_is_too_long_is_refused_before_it_is_decoded():
    with pytest.raises(BadSound, match="longer than 2 s"):
        read_wav(a_wav(2.0), 2)


def test_writing_and_reading_change_nothing():
    before = chime()

    assert read_wav(write_wav(before), 5) == before


def test_the_chime_ends_in_silence_and_is_not_cut():
    found = chime()

    assert len(found) / RATE == pytest.approx(0.7, abs=0.01)
    assert max(map(abs, found)) < 32768 * 10 ** (-1 / 20)
    assert max(map(abs, found[-100:])) < 200
    assert math.sqrt(sum(one * one for one in silence(0.1))) == 0
