"""The clips of the voice banks, kept on the disk, so that calls are spoken while the server is away."""

import http.client
import io
import json
import logging
import re
import urllib.request
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from display_client import kept_file
from queue_server.contract.board_extras import BoardVoice
from queue_server.contract.messages import BoardCall

logger = logging.getLogger(__name__)

RATE = 22050
WITHIN_S, AFTER_CHIME_S, BETWEEN_S = 0.03, 0.05, 0.2
"""Silence between clips, after the chime, between languages and repeats; as the TV page has it."""
ANSWER_S = 10.0
LARGEST = 4_000_000
ANY = ("vi",)
"""The index of every language knows the chime, which is all that an office without spoken languages needs."""

_TOKEN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Speech:
    """One announcement, ready to be played: mono 16 bit at 22.05 kHz."""

    pcm: bytes
    missing: tuple[str, ...]
    """Clips that the banks don't have: ``vi/n7``."""

    @property
    def duration_s(self) -> float:
        """Return how long it lasts."""
        return len(self.pcm) / (2 * RATE)


class Clips:
    """Fetches clips and joins them."""

    def __init__(self, server: str, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._versions: dict[str, str] = {}

    def refresh(self, languages: Sequence[str]) -> None:
        """Bring all clips of these languages here, and those that changed; what can't be had now stays as it is."""
        try:
            for language in languages or ANY:
                index = json.loads(self._get(f"voice/{language}/index.json"))
                chime = str(index["chime"])
                self._fetch(f"voice/chime.wav?v={chime}", "chime", chime)
                for token, version in index["clips"].items() if languages else ():
                    if _TOKEN.fullmatch(token):
                        self._fetch(f"voice/{language}/{token}.wav?v={version}", f"{language}/{token}", str(version))
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning("the clips can't be brought up to date now: %s", error)

    def speech(self, call: BoardCall, voice: BoardVoice | None, repeats: int) -> Speech:
        """Return an announcement; what is missing is left out, and without any clip it chimes."""
        languages = [one for one in (voice.languages if voice else []) if call.tokens.get(one)]
        missing: list[str] = []
        spoken = [self._sentence(language, call.tokens[language], missing) for language in languages]
        sentences = [one for one in spoken if one] * repeats
        chime = self._clip("chime") if voice is None or voice.chime or not sentences else b""
        pcm = chime + (_silence(AFTER_CHIME_S) if chime and sentences else b"") + _silence(BETWEEN_S).join(sentences)
        return Speech(pcm, tuple(missing))

    def chime(self) -> Speech:
        """Return the chime alone."""
        return Speech(self._clip("chime"), ())

    def _sentence(self, language: str, tokens: Sequence[str], missing: list[str]) -> bytes:
        found = []
        for token in tokens:
            pcm = self._clip(f"{language}/{token}") if _TOKEN.fullmatch(token) else b""
            if pcm:
                found.append(pcm)
            else:
                missing.append(f"{language}/{token}")
        return _silence(WITHIN_S).join(found)

    def _clip(self, name: str) -> bytes:
        """Return a clip's samples, nothing if there is none."""
        try:
            with wave.open(io.BytesIO((self._folder / f"{name}.wav").read_bytes())) as file:
                if file.getparams()[:3] != (1, 2, RATE):
                    return b""
                samples: bytes = file.readframes(file.getnframes())
                return samples if len(samples) == 2 * file.getnframes() else b""
        except (OSError, EOFError, wave.Error):
            return b""

    def _fetch(self, path: str, name: str, version: str) -> None:
        file, mark = self._folder / f"{name}.wav", self._folder / f"{name}.version"
        if self._versions.get(name) is None and mark.is_file() and self._clip(name):
            self._versions[name] = mark.read_text(encoding="utf-8", errors="replace")
        if self._versions.get(name) == version:
            return
        kept_file.put(file, self._get(path))
        kept_file.put(mark, version.encode())
        self._versions[name] = version

    def _get(self, path: str) -> bytes:
        # The server's address was checked to be http or https when it was read.
        with urllib.request.urlopen(f"{self._server}/{path}", timeout=ANSWER_S) as answer:
            content: bytes = answer.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ValueError(f"{path} is larger than {LARGEST} bytes")
        return content


def _silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))
