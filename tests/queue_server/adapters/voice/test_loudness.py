"""Clips come out alike, however they were recorded."""

import array
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.adapters.voice.loudness import measure, normalise
from queue_server.adapters.voice.sound import RATE, BadSound, read_wav
from tests.voice_clips import a_wav, samples


@settings(max_examples=25)
@given(strength=st.floats(0.01, 0.99), frequency=st.floats(100, 3000), seconds=st.floats(0.2, 0.6))
def test_loud_and_soft_recordings_come_out_alike(strength, frequency, seconds):
    found = measure(normalise(samples(seconds, strength=strength, frequency=frequency)))

    assert found.problems() == []
    assert found.rms_db == pytest.approx(-20, abs=0.3)


def test_speech_with_high_peaks_stays_below_the_ceiling():
    """Short loud bursts in a soft sound would be cut off otherwise."""
    chance = random.Random(7)
    spiky = array.array("h", (chance.randint(-300, 300) for _ in range(RATE // 2)))
    for at in range(0, len(spiky), 1000):
        spiky[at] = 30000

    found = measure(normalise(spiky))

    assert found.peak_db <= -1.0
    assert found.rms_db == pytest.approx(-20, abs=1.5)


def test_silence_around_the_word_is_cut():
    found = normalise(read_wav(a_wav(0.4, silence_s=0.8), 5))

    assert len(found) / RATE == pytest.approx(0.4, abs=0.07)
    assert found[0] == found[-1] == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (array.array("h", bytes(2 * RATE)), "nothing is heard"),
        (array.array("h"), "nothing is heard"),
        (samples(0.01), "0.0. s without its silence"),
        (samples(9.0), "without its silence"),
    ],
)
def test_what_is_no_word_is_refused(content, why):
    with pytest.raises(BadSound, match=why):
        normalise(content)
