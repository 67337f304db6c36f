"""Recordings that come through the back office: worked on by a process of their own, so that nobody else waits."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from queue_server.adapters.voice.announcements import Voice
from queue_server.adapters.voice.sound import BadSound
from queue_server.domain.errors import Refusal

LONGEST_S = 300.0
"""A hundred recordings take half a minute on a slow computer."""


class Uploads:
    """See ``Recordings``."""

    def __init__(self, voice: Voice, folder: Path) -> None:
        self._voice = voice
        self._folder = folder

    def take(
        self, language: str, counter_names: Sequence[str], name: str, content: bytes
    ) -> tuple[list[str], dict[str, str]]:
        with tempfile.TemporaryDirectory(prefix="moiso-voice-") as folder:
            source = Path(folder) / (PurePosixPath(name.replace("\\", "/")).name or "upload")
            source.write_bytes(content)
            command = [sys.executable, "-m", "queue_server", "voice", "import", "--json", "--lang", language]
            names = [f"--name={one}" for one in counter_names]
            done = subprocess.run(
                [*command, f"--folder={self._folder}", *names, "--", str(source)],
                cwd=folder,
                capture_output=True,
                timeout=LONGEST_S,
                check=False,
            )
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise Refusal("invalid", said[-1] if said else "the recordings can't be read", "file")
        answer = json.loads(done.stdout)
        return list(answer["taken"]), dict(answer["refused"])

    def forget(self, language: str, token: str) -> bool:
        try:
            return self._voice.bank(language).forget_recording(token)
        except BadSound as error:
            raise Refusal("not_found", str(error)) from None
