"""Programs started by the demo: each with its own log, all ended together."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from queue_server.commands.failure import Failure

STOP_S = 10.0
"""Every program promises to end within this time after SIGTERM."""

PR_SET_PDEATHSIG = 1


@dataclass
class Children:
    """Subprocesses of this program, in the order in which they were started."""

    logs: Path
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _jobs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, module: str, arguments: Sequence[str]) -> None:
        """Start ``python -m module arguments``; its output goes to ``<name>.log``.

        The child has a session of its own, so Ctrl-C reaches this program alone, which then ends all in order;
        if this program is killed, the kernel ends the child.
        """
        self._running[name] = self._started(name, module, arguments)

    def start_job(self, name: str, module: str, arguments: Sequence[str]) -> None:
        """Start what ends by itself, and may fail without ending the others."""
        self._jobs[name] = self._started(name, module, arguments)

    def _started(self, name: str, module: str, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
        with (self.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads run yet
            )

    def dead(self) -> str | None:
        """Return the name of a child that has ended by itself."""
        return next((name for name, child in self._running.items() if child.poll() is not None), None)

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Wait for a child to be of use.

        Raises:
            Failure: a child died, or it took too long.
        """
        end = time.monotonic() + seconds
        while not ready():
            name = self.dead()
            if name is not None:
                raise Failure(f"{name} ended; its log is {self.logs / name}.log")
            if time.monotonic() > end:
                raise Failure(f"{what} was not ready after {seconds:.0f} s; the logs are in {self.logs}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End all, the newest first."""
        for child in [*self._jobs.values(), *reversed(self._running.values())]:
            if child.poll() is None:
                child.terminate()
            try:
                child.wait(STOP_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._running.clear()
        self._jobs.clear()


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
