"""Past days lived again in a process of their own, so that the server goes on serving."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Lock

from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.replays import Replayed

LONGEST_S = 120.0


class CommandReplays:
    """See ``Replays``; runs ``queue-server policy replay`` with this server's configuration, one at a time."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._one = Lock()

    def replay(self, office: str, day: date, policies: Sequence[str]) -> Replayed:
        if not self._one.acquire(blocking=False):
            raise Refusal("busy", "another day is being replayed")
        try:
            done = subprocess.run(
                self._command(office, day, policies), capture_output=True, text=True, timeout=LONGEST_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise Refusal("busy", f"the replay took longer than {LONGEST_S:.0f} s") from None
        finally:
            self._one.release()
        if done.returncode != 0:
            raise Refusal("invalid", done.stderr.strip().removeprefix("queue-server: "), "day")
        replayed: Replayed = json.loads(done.stdout)
        return replayed

    def _command(self, office: str, day: date, policies: Sequence[str]) -> list[str]:
        command = [sys.executable, "-m", "queue_server", "policy", "replay", "--json"]
        command += ["--office", office, "--day", day.isoformat()]
        for policy in policies:
            command += ["--policy", policy]
        return [*command, "--config", str(self._config)] if self._config.exists() else command
