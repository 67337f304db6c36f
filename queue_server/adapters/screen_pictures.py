"""The last picture that each screen sent of itself: one file per device in a folder that workers share."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from queue_server.domain.errors import Refusal

MOST_BYTES = 512 * 1024
JPEG = b"\xff\xd8\xff"
_DEVICE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPicture:
    """What a screen showed at an instant."""

    content: bytes
    """JPEG."""
    at: datetime


class ScreenPictures:
    """``<folder>/<device id>.jpg``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, device: str, content: bytes) -> None:
        """Keep a picture in place of the one before.

        Raises:
            Refusal: invalid, for what is no JPEG; too_large.
        """
        if len(content) > MOST_BYTES:
            raise Refusal("too_large", f"a picture of a screen has at most {MOST_BYTES >> 10} kB")
        if not content.startswith(JPEG):
            raise Refusal("invalid", "the body is no JPEG picture")
        path = self._path(device)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.stem}.{os.getpid()}-{os.urandom(4).hex()}.new")
        try:
            fresh.write_bytes(content)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    def newest(self, device: str) -> ScreenPicture | None:
        """Return the picture a device sent last, None if it never sent any."""
        try:
            with self._path(device).open("rb") as file:
                at = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
                return ScreenPicture(content=file.read(), at=at)
        except OSError:
            return None

    def _path(self, device: str) -> Path:
        if not _DEVICE.fullmatch(device):
            raise Refusal("not_found", f"there is no display {device!r}")
        return self._folder / f"{device}.jpg"
