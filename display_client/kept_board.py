"""The last board on disk, so that a display restarted without a server shows it instead of nothing."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from display_client import kept_file
from queue_server.contract.messages import Board

logger = logging.getLogger(__name__)

MAX_BYTES = 1 << 20


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Content of the file."""

    kept_at: datetime
    board: Board


@dataclass(frozen=True, slots=True)
class KeptBoard:
    """One file for one office and one name of a display."""

    path: Path

    @classmethod
    def of(cls, folder: Path, office: str, name: str) -> "KeptBoard":
        """Return the file for an office and a display in the state folder."""
        return cls(folder / f"board-{_plain(office)}-{_plain(name)}.json")

    def load(self, now: datetime) -> tuple[Board, float] | None:
        """Return the board and how many seconds ago it was kept, or None without a usable file.

        Args:
            now: aware time of the computer; a clock that was set back gives an age of 0.
        """
        try:
            with self.path.open("rb") as file:
                kept = msgspec.json.decode(file.read(MAX_BYTES), type=_Kept)
            age_s = (now - kept.kept_at).total_seconds()
        except FileNotFoundError:
            return None
        # A decoding error is a ValueError; a time without offset can't be subtracted and is a TypeError.
        except (OSError, ValueError, TypeError) as error:
            logger.warning("the kept board %s was not usable: %s", self.path, error)
            return None
        return kept.board, max(0.0, age_s)

    def save(self, board: Board, now: datetime) -> None:
        """Store the board; a power cut leaves the old file or the new one.

        A full or read-only disk must not end a display, so failing is only logged.
        """
        try:
            kept_file.put(self.path, msgspec.json.encode(_Kept(kept_at=now, board=board)))
        except OSError as error:
            logger.warning("the board was not kept in %s: %s", self.path, error)


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", text)[:64].lstrip(".") or "_"
