"""Sounds for tests: tones instead of speech, made in no time."""

import array
import io
import math
import wave


def a_wav(seconds=0.4, *, rate=22050, width=2, channels=1, frequency=440.0, strength=0.3, silence_s=0.2):
    """A tone with silence around it, as a WAV file."""
    values = [0.0] * round(silence_s * rate)
    values += [strength * math.sin(2 * math.pi * frequency * index / rate) for index in range(round(seconds * rate))]
    values += [0.0] * round(silence_s * rate)
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        top = 2 ** (8 * width - 1) - 1
        shift = 128 if width == 1 else 0
        frames = [round(value * top) + shift for value in values]
        whole = (frame.to_bytes(width, "little", signed=width > 1) * channels for frame in frames)
        file.writeframes(b"".join(whole))
    return written.getvalue()


def samples(seconds=0.4, **options):
    """The same as samples, without silence."""
    with wave.open(io.BytesIO(a_wav(seconds, silence_s=0, **options))) as file:
        return array.array("h", file.readframes(file.getnframes()))


class ToneEngine:
    """An engine that hums: one pitch for each phrase."""

    name = "tones"
    licence = "none"

    def __init__(self):
        self.said = []

    def say(self, phrase):
        self.said.append(phrase.token)
        return a_wav(0.15, frequency=300.0 + len(self.said), silence_s=0.05)
