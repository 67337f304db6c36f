"""Whether a picture or film is what its name says, whole, and something that screens can show."""

import os
import warnings
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}
MOST_PIXELS = 40_000_000
"""Unpacked that is 160 MB, which the browser of a small computer at a TV just bears."""

UNPLAYABLE = frozenset({"hvc1", "hev1", "dvh1", "dvhe", "mp4v", "apch", "apcn", "apcs", "apco", "ap4h"})
"""Sample entries of an MP4 that Chromium does not play: HEVC as telephones record it, Dolby Vision, MPEG-4, ProRes."""

MOST_MOOV = 32 << 20
HEAD = 4096
EBML, DOC_TYPE, SEGMENT = b"\x1a\x45\xdf\xa3", b"\x42\x82", b"\x18\x53\x80\x67"
"""Ids of Matroska elements."""


class Fault(StrEnum):
    """What is wrong with a file; codes of refusals."""

    NOT_AS_NAMED = "media_not_as_named"
    DAMAGED = "media_damaged"
    TOO_MANY_PIXELS = "media_too_many_pixels"
    UNPLAYABLE = "media_unplayable"


IN_WORDS = {
    Fault.NOT_AS_NAMED: "does not hold what its name says",
    Fault.DAMAGED: "is damaged or cut off",
    Fault.TOO_MANY_PIXELS: f"has more than {MOST_PIXELS // 1_000_000} million pixels; make it smaller",
    Fault.UNPLAYABLE: "is packed in a way that screens do not play; convert it to H.264 in MP4, or to WebM",
}


def fault_of(path: Path, end: str) -> Fault | None:
    """Return what is wrong with a file, None if it can be shown.

    Args:
        path: the whole file.
        end: of its name, without the dot.
    """
    if end in FORMATS:
        return _fault_of_picture(path, FORMATS[end])
    with path.open("rb") as file:
        return _fault_of_mp4(file) if end == "mp4" else _fault_of_webm(file)


def _fault_of_picture(path: Path, wanted: str) -> Fault | None:
    try:
        with warnings.catch_warnings():
            # The limit below is lower.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=[wanted]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return Fault.TOO_MANY_PIXELS
                picture.verify()
    except UnidentifiedImageError:
        return Fault.NOT_AS_NAMED
    except Image.DecompressionBombError:
        return Fault.TOO_MANY_PIXELS
    except (OSError, SyntaxError, ValueError):
        return Fault.DAMAGED
    return None


def _fault_of_webm(file: BinaryIO) -> Fault | None:
    head = file.read(HEAD)
    # The EBML header names its kind of document; a Matroska film has the same first bytes.
    if not head.startswith(EBML) or DOC_TYPE not in head or b"webm" not in head:
        return Fault.NOT_AS_NAMED
    return None if SEGMENT in head else Fault.DAMAGED


def _fault_of_mp4(file: BinaryIO) -> Fault | None:
    end = file.seek(0, os.SEEK_END)
    file.seek(4)
    if file.read(4) != b"ftyp":
        return Fault.NOT_AS_NAMED
    moov = None
    for kind, begin, size in _boxes(file, end):
        if begin + size > end:
            return Fault.DAMAGED
        if kind == b"moov":
            file.seek(begin)
            moov = file.read(min(size, MOST_MOOV))
    if moov is None:
        return Fault.DAMAGED
    return Fault.UNPLAYABLE if UNPLAYABLE & set(_sample_entries(moov)) else None


def _boxes(file: BinaryIO, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, offset, size) of the boxes of an MP4 file, header included; the last may go beyond the end."""
    offset = 0
    while offset + 8 <= end:
        file.seek(offset)
        header = file.read(16)
        size = int.from_bytes(header[:4], "big")
        if size == 1:
            size = int.from_bytes(header[8:16], "big")
        elif size == 0:
            size = end - offset
        if size < 8:
            return
        yield header[4:8], offset, size
        offset += size


def _sample_entries(moov: bytes) -> Iterator[str]:
    """Yield the formats of the tracks: the type of the first entry of each ``stsd`` box."""
    at = moov.find(b"stsd")
    while at >= 0:
        yield moov[at + 16 : at + 20].decode("latin-1")
        at = moov.find(b"stsd", at + 4)
