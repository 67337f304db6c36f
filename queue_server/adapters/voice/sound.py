"""Sound as numbers: WAV files of any usual kind to mono 16 bit at 22.05 kHz, and back."""

import array
import io
import math
import sys
import wave
from functools import cache

RATE = 22050
"""Samples a second of every clip: what espeak-ng and Piper make, and more than a loudspeaker in a hall can tell."""

FULL = 32768
TAPS = 24
"""Neighbours on each side that a resampled value is made from."""
PHASES = 512

Samples = array.array  # of "h"


class BadSound(ValueError):
    """A file that is not a WAV file we can use; one sentence."""


def read_wav(content: bytes, longest_s: float) -> "Samples[int]":
    """Return a WAV file as mono 16 bit at 22.05 kHz.

    Args:
        content: PCM with 8, 16, 24 or 32 bit, any number of channels, 8 to 192 kHz.
        longest_s: longer files are refused before they are decoded.

    Raises:
        BadSound: it isn't such a file.
    """
    try:
        with wave.open(io.BytesIO(content)) as file:
            channels, width, rate, frames = file.getparams()[:4]
            if not 8000 <= rate <= 192000:
                raise BadSound(f"{rate} samples a second; allowed are 8000 to 192000")
            if frames > longest_s * rate:
                raise BadSound(f"longer than {longest_s:.0f} s")
            raw = file.readframes(frames)
    except (wave.Error, EOFError) as error:
        raise BadSound(f"not a PCM WAV file ({error})") from None
    return _resampled(
        _mono(_as_16_bit(raw[: len(raw) // (width * channels) * width * channels], width), channels), rate
    )


def write_wav(samples: "Samples[int]") -> bytes:
    """Return a WAV file, mono 16 bit at 22.05 kHz."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(_little_endian(samples).tobytes())
    return written.getvalue()


def silence(seconds: float) -> "Samples[int]":
    """Return samples nobody hears."""
    return array.array("h", bytes(2 * round(seconds * RATE)))


def chime() -> "Samples[int]":
    """Return the chime before a call: two falling tones that fade, 0.7 s."""
    found = array.array("h", bytes(2 * round(0.7 * RATE)))
    for frequency, after_s, strength in ((784.0, 0.0, 0.30), (587.3, 0.22, 0.34)):
        start = round(after_s * RATE)
        for index in range(start, len(found)):
            t = (index - start) / RATE
            fade = math.exp(-6.5 * t) * min(1.0, t / 0.004) * min(1.0, (len(found) - index) / (0.05 * RATE))
            tone = math.sin(2 * math.pi * frequency * t) + 0.25 * math.sin(4 * math.pi * frequency * t)
            found[index] += round(FULL * strength * fade * tone)
    return found


def _as_16_bit(raw: bytes, width: int) -> "Samples[int]":
    if width == 1:
        return array.array("h", ((byte - 128) << 8 for byte in raw))
    if width == 2:
        found = array.array("h", raw)
        return _little_endian(found)
    # Of little-endian 24 and 32 bit the two highest bytes of each value are the 16 bit.
    kept = bytearray(len(raw) // width * 2)
    kept[0::2] = raw[width - 2 :: width]
    kept[1::2] = raw[width - 1 :: width]
    return _little_endian(array.array("h", bytes(kept)))


def _little_endian(samples: "Samples[int]") -> "Samples[int]":
    """Return samples with the bytes of a WAV file, or of this computer; on nearly all it is the same."""
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return samples


def _mono(samples: "Samples[int]", channels: int) -> "Samples[int]":
    if channels == 1:
        return samples
    parts = [samples[channel::channels] for channel in range(channels)]
    return array.array("h", (sum(values) // channels for values in zip(*parts, strict=True)))


def _resampled(samples: "Samples[int]", rate: int) -> "Samples[int]":
    """Return samples at 22.05 kHz, by a windowed sinc that also keeps out what the lower rate can't hold."""
    if rate == RATE:
        return samples
    padding = [0] * TAPS
    padded = [*padding, *samples, *padding]
    found = array.array("h")
    for index in range(len(samples) * RATE // rate):
        whole, rest = divmod(index * rate, RATE)
        weights = _weights(rest * PHASES // RATE, min(1.0, RATE / rate))
        value = sum(map(float.__mul__, weights, map(float, padded[whole + 1 : whole + 2 * TAPS + 1])))
        found.append(max(-FULL, min(FULL - 1, round(value))))
    return found


@cache
def _weights(phase: int, cutoff: float) -> tuple[float, ...]:
    offset = phase / PHASES
    weights = []
    for tap in range(-TAPS + 1, TAPS + 1):
        x = tap - offset
        sinc = cutoff if x == 0 else math.sin(math.pi * cutoff * x) / (math.pi * x)
        weights.append(sinc * (0.5 + 0.5 * math.cos(math.pi * x / (TAPS + 1))))
    total = sum(weights)
    return tuple(weight / total for weight in weights)
