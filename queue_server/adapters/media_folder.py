"""Pictures and films of each office in a folder: uploaded, or simply copied there."""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from queue_server.adapters.media_content import IN_WORDS, fault_of
from queue_server.domain.errors import Refusal

KINDS = {
    "png": "image",
    "jpg": "image",
    "jpeg": "image",
    "webp": "image",
    "gif": "image",
    "mp4": "video",
    "webm": "video",
}
"""What a browser can show, by the end of the name."""

MIME = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
MOST_BYTES = {"image": 20 << 20, "video": 600 << 20}
MOST_FILES = 200

_NAME = re.compile(r"[\w][\w .,()+–-]{0,95}\.[a-z0-9]{3,4}")
_OFFICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """One picture or film."""

    name: str
    kind: str
    """image or video."""
    size: int
    """Bytes."""


class MediaFolder:
    """``<root>/<office>/<name>``; what else lies there is passed over."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def screens(self) -> Path:
        """Where pictures of screens are kept: beside the offices, under a name that none can have."""
        return self._root / ".screens"

    def files(self, office: str) -> Sequence[MediaFile]:
        """Return the files of an office by name; none without a folder."""
        folder = self._folder(office)
        try:
            with os.scandir(folder) as entries:
                found = [
                    MediaFile(name=unicodedata.normalize("NFC", one.name), kind=kind, size=one.stat().st_size)
                    for one in entries
                    if one.is_file() and (kind := _kind(one.name))
                ]
        except OSError:
            return []
        return sorted(found, key=lambda one: one.name)[:MOST_FILES]

    def path(self, office: str, name: str) -> Path:
        """Return where a file is.

        Raises:
            Refusal: not_found.
        """
        path = self._folder(office) / unicodedata.normalize("NFC", name)
        if _kind(name) is None or not path.is_file():
            raise Refusal("not_found", f"office {office} has no file {name!r}")
        return path

    def save(self, office: str, name: str, chunks: Iterable[bytes]) -> MediaFile:
        """Store a file, in place of one of its name; a broken upload leaves the old one.

        Raises:
            Refusal: invalid, for a name; too_large; and those of ``media_content.Fault``.
        """
        name = unicodedata.normalize("NFC", name)
        kind = _kind(name)
        if kind is None:
            raise Refusal("invalid", f"name: letters, digits and blanks, ending in .{', .'.join(KINDS)}", "name")
        folder = self._folder(office)
        known = {one.name for one in self.files(office)}
        if name not in known and len(known) >= MOST_FILES:
            raise Refusal("invalid", f"name: an office has at most {MOST_FILES} files; remove one first", "name")
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{os.getpid()}-{os.urandom(4).hex()}.new"
        try:
            size = _write(fresh, chunks, name, MOST_BYTES[kind])
            fresh.replace(folder / name)
        finally:
            fresh.unlink(missing_ok=True)
        return MediaFile(name=name, kind=kind, size=size)

    def remove(self, office: str, name: str) -> None:
        """Remove a file.

        Raises:
            Refusal: not_found.
        """
        self.path(office, name).unlink(missing_ok=True)

    def _folder(self, office: str) -> Path:
        if not _OFFICE.fullmatch(office):
            raise Refusal("not_found", f"no office can be called {office!r}")
        return self._root / office


def mime_of(name: str) -> str:
    """Return the content type of a file that ``KINDS`` knows."""
    return MIME[_end(name)]


def _write(path: Path, chunks: Iterable[bytes], name: str, most: int) -> int:
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise Refusal("too_large", f"{name}: at most {most >> 20} MB")
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if fault := fault_of(path, _end(name)):
        raise Refusal(fault.value, f"{name} {IN_WORDS[fault]}", "name")
    return size


def _end(name: str) -> str:
    return name.rpartition(".")[2]


def _kind(name: str) -> str | None:
    return KINDS.get(_end(name)) if _NAME.fullmatch(unicodedata.normalize("NFC", name)) else None
