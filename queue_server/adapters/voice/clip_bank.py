"""A voice bank: one folder per language with the clips an engine made and those people recorded, which win.

FOLDER/vi/manifest.json       engine, licence, rate, and the text of each token
FOLDER/vi/synthetic/n7.wav    made by the engine
FOLDER/vi/recorded/n7.wav     recorded; deleting it brings the engine's back
"""

import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from queue_server.adapters.voice.engines import Engine
from queue_server.adapters.voice.loudness import LONGEST_S, Figures, measure, normalise
from queue_server.adapters.voice.sound import RATE, BadSound, read_wav, write_wav
from queue_server.domain.phrases import Phrase

SYNTHETIC, RECORDED = "synthetic", "recorded"
RAW_LONGEST_S = 20.0
"""Of a recording as it comes, with silence around it."""
LOOK_AGAIN_S = 1.0
"""Time for which the list of clips is kept."""

_TOKEN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A file of the bank."""

    token: str
    path: Path
    recorded: bool
    version: str
    """Another one after every change."""


class ClipBank:
    """The clips of one language."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder = folder / language
        self.language = language
        self._kept: tuple[float, dict[str, Clip]] = (float("-inf"), {})

    def clips(self) -> Mapping[str, Clip]:
        """Return the clips by token; a recorded one hides the engine's."""
        looked_at, found = self._kept
        if time.monotonic() - looked_at > LOOK_AGAIN_S:
            found = {clip.token: clip for kind in (SYNTHETIC, RECORDED) for clip in self._of(kind)}
            self._kept = (time.monotonic(), found)
        return found

    def content(self, token: str) -> bytes | None:
        """Return a clip's WAV file, None if there is none."""
        clip = self.clips().get(token)
        try:
            return None if clip is None else clip.path.read_bytes()
        except FileNotFoundError:
            self._forget()
            return None

    def synthesise(self, engine: Engine, phrase: Phrase) -> Figures:
        """Store what an engine says.

        Raises:
            EngineMissing: the engine failed.
            BadSound: what it made can't be used.
        """
        return self._put(SYNTHETIC, phrase.token, engine.say(phrase))

    def record(self, token: str, content: bytes) -> Figures:
        """Store a recording.

        Raises:
            BadSound: it can't be used.
        """
        return self._put(RECORDED, token, content)

    def forget_recording(self, token: str) -> bool:
        """Remove a recording, so that the engine's clip counts again; return whether there was one."""
        path = self._path(RECORDED, token)
        there = path.is_file()
        path.unlink(missing_ok=True)
        self._forget()
        return there

    def write_manifest(self, engine: Engine, phrases: list[Phrase]) -> None:
        """Say where the engine's clips come from."""
        manifest = {
            "language": self.language,
            "engine": engine.name,
            "licence": engine.licence,
            "rate": RATE,
            "tokens": {phrase.token: phrase.text for phrase in phrases},
        }
        _write(self.folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())

    def engine(self) -> str | None:
        """Return what made the clips that are not recorded, None if nothing did."""
        try:
            manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return str(manifest.get("engine")) if isinstance(manifest, dict) else None

    def check(self, phrases: list[Phrase]) -> list[str]:
        """Return what is wrong: phrases without a clip, clips that can't be read or are out of bounds."""
        clips, found = self.clips(), []
        for phrase in phrases:
            clip = clips.get(phrase.token)
            if clip is None:
                found.append(f"{phrase.token}: missing ({phrase.text})")
                continue
            try:
                problems = measure(read_wav(clip.path.read_bytes(), LONGEST_S)).problems()
            except (BadSound, OSError) as error:
                problems = [str(error)]
            found += [f"{phrase.token}: {problem}" for problem in problems]
        return found

    def _put(self, kind: str, token: str, content: bytes) -> Figures:
        samples = normalise(read_wav(content, RAW_LONGEST_S))
        _write(self._path(kind, token), write_wav(samples))
        self._forget()
        return measure(samples)

    def _path(self, kind: str, token: str) -> Path:
        if not _TOKEN.fullmatch(token):
            raise BadSound(f"{token!r} is no token")
        return self.folder / kind / f"{token}.wav"

    def _of(self, kind: str) -> Iterator[Clip]:
        for path in sorted((self.folder / kind).glob("*.wav")):
            if _TOKEN.fullmatch(path.stem):
                status = path.stat()
                version = f"{status.st_mtime_ns:x}-{status.st_size:x}"
                yield Clip(token=path.stem, path=path, recorded=kind == RECORDED, version=version)

    def _forget(self) -> None:
        self._kept = (float("-inf"), {})


def _write(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
