"""A file that appears complete, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queue_server.usecases.ports.failures import StorageError

BESIDE = ("-wal", "-shm", "-journal")
"""Suffixes of the files in which SQLite keeps what is not in the main one yet."""


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """Lend an empty file beside the target that only its owner can read; it is gone afterwards, come what may."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(draft)
        draft.touch(mode=0o600, exist_ok=False)
        try:
            yield draft
        finally:
            _remove(draft)
    except OSError as error:
        raise StorageError(f"{target}: can't be written ({error.strerror})") from error


def _remove(draft: Path) -> None:
    for suffix in ("", *BESIDE):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def put_in_place(draft: Path, target: Path) -> None:
    """Make a draft durable under its target's name, in one step."""
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
