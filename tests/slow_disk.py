"""A disk that takes long to make things durable, for one process: a small library put in front of the C library."""

import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


def slow_disk(folder: Path, ms: int) -> dict[str, str]:
    """Compile the library in a folder and return the environment of a process that has such a disk."""
    folder.mkdir(parents=True, exist_ok=True)
    library = folder / "slow_disk.so"
    if not library.exists():
        subprocess.run(["gcc", "-O2", "-Wall", "-shared", "-fPIC", "-o", library, SOURCE], check=True)
    return {"LD_PRELOAD": str(library), "SLOW_DISK_MS": str(ms)}
