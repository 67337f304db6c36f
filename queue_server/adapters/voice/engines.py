"""Speech engines: programs on this computer that say a phrase into a WAV file."""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from queue_server.domain.phrases import Phrase

PHRASE_S = 60.0
"""Longest time an engine may need for one phrase; loading a large model counts."""

LETTER_VOICE = {"vi": "vi", "en": "en-gb"}
WORDS_PER_MINUTE = {"vi": "165", "en": "175"}


class EngineMissing(Exception):
    """An engine that can't be used here; one sentence that says what to do."""


class Engine(Protocol):
    """Says phrases."""

    @property
    def name(self) -> str:
        """Return what it is called."""

    @property
    def licence(self) -> str:
        """Return the terms of what it makes."""

    def say(self, phrase: Phrase) -> bytes:
        """Return a WAV file.

        Raises:
            EngineMissing: it failed; what it said.
        """


@dataclass(frozen=True, slots=True)
class Espeak:
    """espeak-ng, which Debian has; English is good, Vietnamese a stop-gap until somebody records it."""

    command: str = "espeak-ng"
    name: str = "espeak-ng"
    licence: str = "made with espeak-ng (GPL-3.0-or-later); clips are output of the program and free to use"

    def check(self) -> None:
        """Make sure that it is there.

        Raises:
            EngineMissing: it isn't.
        """
        if shutil.which(self.command) is None:
            raise EngineMissing(
                "espeak-ng is not installed; install it (sudo apt-get install -y espeak-ng) and run this again, or "
                "record the phrases and bring them in with: queue-server voice import"
            )

    def say(self, phrase: Phrase) -> bytes:
        voice, speed = LETTER_VOICE[phrase.language], WORDS_PER_MINUTE[phrase.language]
        return _into_file([self.command, "-v", voice, "-s", speed, "-b", "1", "--stdin", "-w"], phrase.text)


@dataclass(frozen=True, slots=True)
class Piper:
    """Piper with a model file that the operator owns."""

    command: str
    model: Path
    name: str = "piper"
    licence: str = "as the Piper model's owner allows"

    def check(self) -> None:
        """Make sure that program and model are there.

        Raises:
            EngineMissing: one of them isn't.
        """
        if not self.model.is_file():
            raise EngineMissing(f"the Piper model {self.model} is not there; give the .onnx file with --model")
        self._program()

    def say(self, phrase: Phrase) -> bytes:
        return _into_file([*self._program(), "--model", str(self.model), "--output_file"], phrase.text)

    def _program(self) -> list[str]:
        if shutil.which(self.command) is not None:
            return [self.command]
        if importlib.util.find_spec("piper") is not None:
            return [sys.executable, "-m", "piper"]
        raise EngineMissing(
            f"Piper is not installed: there is no program {self.command!r} and no Python package piper; "
            "install piper-tts, or use --engine espeak-ng"
        )


def _into_file(command: list[str], text: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="moiso-voice-") as folder:
        path = Path(folder) / "said.wav"
        try:
            ended = subprocess.run(
                [*command, str(path)], input=f"{text}\n".encode(), capture_output=True, timeout=PHRASE_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineMissing(f"{command[0]} could not say {text!r}: {error}") from None
        if ended.returncode != 0 or not path.is_file():
            said = ended.stderr.decode(errors="replace").strip().splitlines()
            raise EngineMissing(f"{command[0]} could not say {text!r}: {said[-1] if said else 'it made no file'}")
        return path.read_bytes()
