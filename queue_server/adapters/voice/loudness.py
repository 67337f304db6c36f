"""Makes clips alike: trims silence, brings all to one loudness, keeps peaks below a ceiling."""

import array
import math
from dataclasses import dataclass

from queue_server.adapters.voice.sound import FULL, RATE, BadSound, Samples

TARGET_DB = -20.0
"""Loudness of every clip: RMS in dB below full scale."""
CEILING_DB = -1.0
TOLERANCE_DB = 1.5
SHORTEST_S = 0.08
LONGEST_S = 8.0

_WINDOW = RATE // 100
_QUIET_DB = -38.0
"""A window this far below the loudest one is silence."""
_BEFORE_S, _AFTER_S = 0.015, 0.03
_FADE = RATE // 200
_KNEE = 0.7
"""Share of the ceiling above which peaks are bent instead of cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What can be measured of a clip."""

    duration_s: float
    rms_db: float
    peak_db: float

    def problems(self) -> list[str]:
        """Return what is out of bounds, each in a few words."""
        found = []
        if not SHORTEST_S <= self.duration_s <= LONGEST_S:
            found.append(f"lasts {self.duration_s:.2f} s; allowed are {SHORTEST_S} to {LONGEST_S:.0f}")
        if abs(self.rms_db - TARGET_DB) > TOLERANCE_DB:
            found.append(f"loudness {self.rms_db:.1f} dBFS; allowed are {TARGET_DB:.0f} ± {TOLERANCE_DB}")
        if self.peak_db > CEILING_DB + 0.05:
            found.append(f"peak {self.peak_db:.1f} dBFS; allowed are {CEILING_DB:.0f} and less")
        return found


def measure(samples: "Samples[int]") -> Figures:
    """Return a clip's figures."""
    peak = max(map(abs, samples), default=0)
    return Figures(duration_s=len(samples) / RATE, rms_db=_db(_rms(samples)), peak_db=_db(peak))


def normalise(samples: "Samples[int]") -> "Samples[int]":
    """Return a clip without silence at its ends, at the common loudness.

    Raises:
        BadSound: nothing is heard in it, or what is left is too short or too long.
    """
    trimmed = _faded(_trimmed(samples))
    seconds = len(trimmed) / RATE
    if not SHORTEST_S <= seconds <= LONGEST_S:
        raise BadSound(f"{seconds:.2f} s without its silence; allowed are {SHORTEST_S} to {LONGEST_S:.0f} s")
    loud = trimmed
    gain = 1.0
    for _ in range(4):
        # Bending peaks takes loudness away, so what is missing is added again.
        gain *= 10 ** ((TARGET_DB - _db(_rms(loud))) / 20)
        loud = _amplified(trimmed, gain)
    return loud


def _trimmed(samples: "Samples[int]") -> "Samples[int]":
    levels = [_rms(samples[start : start + _WINDOW]) for start in range(0, len(samples), _WINDOW)]
    loudest = max(levels, default=0.0)
    if loudest < FULL * 0.002:
        raise BadSound("nothing is heard in it")
    heard = [index for index, level in enumerate(levels) if level >= loudest * 10 ** (_QUIET_DB / 20)]
    first = max(0, heard[0] * _WINDOW - round(_BEFORE_S * RATE))
    return samples[first : (heard[-1] + 1) * _WINDOW + round(_AFTER_S * RATE)]


def _faded(samples: "Samples[int]") -> "Samples[int]":
    """Return a clip that begins and ends without a click."""
    found = samples[:]
    for index in range(min(_FADE, len(found) // 2)):
        found[index] = round(found[index] * index / _FADE)
        found[-1 - index] = round(found[-1 - index] * index / _FADE)
    return found


def _amplified(samples: "Samples[int]", gain: float) -> "Samples[int]":
    ceiling = FULL * 10 ** (CEILING_DB / 20) - 1
    knee = ceiling * _KNEE
    room = ceiling - knee

    def bent(value: float) -> float:
        over = abs(value) - knee
        return value if over <= 0 else math.copysign(knee + room * math.tanh(over / room), value)

    return array.array("h", (round(bent(sample * gain)) for sample in samples))


def _rms(samples: "Samples[int]") -> float:
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples)) if samples else 0.0


def _db(level: float) -> float:
    return 20 * math.log10(max(level, 1.0) / FULL)
