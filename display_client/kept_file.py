"""Files of a display that a power cut leaves as they were or as they are to be."""

import os
from pathlib import Path

READABLE = 0o644
SECRET = 0o600
"""By the program's own user alone."""


def put(path: Path, content: bytes, mode: int = READABLE) -> None:
    """Replace a file, or make it and the folders above it.

    Raises:
        OSError: the disk is full or can't be written; the file is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        # Else the new name may be on the disk before the content is.
        os.fsync(file.fileno())
    fresh.replace(path)
