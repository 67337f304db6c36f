"""Chromium's profile: a fresh folder for every run, thrown away afterwards, also when this program was killed."""

import fcntl
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

PREFIX = "moiso-tv-"
_LOCK = "in-use"


@dataclass(frozen=True, slots=True)
class Profile:
    """A folder that only this user can read; it holds the display's cookie.

    Args:
        path: the folder.
        lock: descriptor that keeps it from being swept; the kernel lets go of it when the program dies.
    """

    path: Path
    lock: int

    @classmethod
    def fresh(cls) -> "Profile":
        """Return an empty profile, after removing those whose program was killed."""
        _sweep(Path(tempfile.gettempdir()))
        path = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = os.open(path / _LOCK, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(path, lock)

    def discard(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.lock)


def _sweep(folder: Path) -> None:
    for path in folder.glob(f"{PREFIX}*"):
        try:
            # Another user's folder of that name is not ours to look into.
            if path.is_symlink() or path.stat().st_uid != os.geteuid():
                continue
            lock = os.open(path / _LOCK, os.O_WRONLY | os.O_CLOEXEC)
        except OSError:
            continue  # just being made, or just gone
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            pass  # its program is running
        finally:
            os.close(lock)
