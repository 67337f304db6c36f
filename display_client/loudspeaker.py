"""The sound device of this computer."""

import array
import threading
from typing import Protocol

from display_client.clips import RATE
from display_client.failure import DisplayFailure

BLOCK = RATE // 20
"""Samples written at once: a stop is heard after 50 ms."""


class Loudspeaker(Protocol):
    """Plays one thing at a time."""

    def play(self, pcm: bytes, volume: float) -> None:
        """Play samples to their end, or until ``stop``.

        Raises:
            OSError: the device can't play now.
        """

    def stop(self) -> None:
        """Be silent at once."""


class SoundDevice:
    """A sound device by PortAudio, through the package sounddevice."""

    def __init__(self, device: str | None) -> None:
        """Make sure that there is one.

        Raises:
            DisplayFailure: the package, PortAudio or a device is missing.
        """
        try:
            import sounddevice  # type: ignore[import-untyped]
        except ModuleNotFoundError:
            raise DisplayFailure("the package sounddevice is missing: pip install 'moiso[speaker]'") from None
        except OSError as error:
            raise DisplayFailure(f"sound can't be played: {error}; apt-get install -y libportaudio2") from None
        try:
            sounddevice.check_output_settings(device=device or None, channels=1, dtype="int16")
        except (ValueError, sounddevice.PortAudioError) as error:
            raise DisplayFailure(f"sound device {device or '(default)'} can't be used: {error}") from None
        self._library = sounddevice
        self._device = device or None
        self._stopping = threading.Event()

    def play(self, pcm: bytes, volume: float) -> None:
        self._stopping.clear()
        samples = array.array("h", pcm)
        if volume < 1:
            samples = array.array("h", (int(sample * volume) for sample in samples))
        try:
            with self._library.RawOutputStream(samplerate=RATE, channels=1, dtype="int16", device=self._device) as out:
                for start in range(0, len(samples), BLOCK):
                    if self._stopping.is_set():
                        return
                    out.write(samples[start : start + BLOCK].tobytes())
        except self._library.PortAudioError as error:
            raise OSError(str(error)) from None

    def stop(self) -> None:
        self._stopping.set()
