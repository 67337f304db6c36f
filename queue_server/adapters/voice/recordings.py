"""Recordings as people bring them: WAV files named after their token, alone, in a folder or in a ZIP file."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from queue_server.adapters.voice.clip_bank import ClipBank
from queue_server.adapters.voice.sound import BadSound

LARGEST_CLIP = 4_000_000
"""Bytes of one WAV file: 20 s at 48 kHz, 16 bit, stereo."""
LARGEST_ZIP = 64_000_000
MOST_FILES = 300


@dataclass
class Imported:
    """What became of the files."""

    taken: list[str] = field(default_factory=list)
    """Tokens that have a recording now."""
    refused: dict[str, str] = field(default_factory=dict)
    """File name to what is wrong with it."""


def import_recordings(bank: ClipBank, tokens: frozenset[str], sources: list[Path]) -> Imported:
    """Store recordings in a bank; one that is refused doesn't keep the others out.

    Args:
        bank: the language they are in.
        tokens: the phrases of that language, which the files are named after.
        sources: WAV files, ZIP files of them, or folders.

    Raises:
        BadSound: a source that can't be opened at all.
    """
    done = Imported()
    for source in sources:
        for name, read in _files(source):
            token = PurePosixPath(name).stem.lower()
            try:
                if token not in tokens:
                    raise BadSound("is named after no phrase; see queue-server voice check --list")
                bank.record(token, read())
                done.taken.append(token)
            except (BadSound, OSError) as error:
                done.refused[name] = str(error)
    return done


def _files(source: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    if source.is_dir():
        for path in sorted(source.glob("*.wav")):
            yield path.name, partial(_read, path)
    elif source.suffix.lower() == ".zip":
        yield from _zipped(source)
    elif source.is_file():
        yield source.name, partial(_read, source)
    else:
        raise BadSound(f"{source}: there is no such file")


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_CLIP:
        raise BadSound(f"larger than {LARGEST_CLIP // 1_000_000} MB")
    return path.read_bytes()


def _zipped(source: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Return the WAV files of a ZIP; sizes are counted while unpacking, since a ZIP may lie about them."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.read_bytes()))
    except (OSError, zipfile.BadZipFile) as error:
        raise BadSound(f"{source.name}: is not a ZIP file ({error})") from None
    entries = [one for one in archive.infolist() if one.filename.lower().endswith(".wav") and not _is_junk(one)]
    if len(entries) > MOST_FILES:
        raise BadSound(f"{source.name}: has more than {MOST_FILES} WAV files")
    left = LARGEST_ZIP

    def unpack(entry: zipfile.ZipInfo) -> bytes:
        nonlocal left
        try:
            with archive.open(entry) as file:
                content = file.read(min(left, LARGEST_CLIP) + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise BadSound(f"can't be unpacked ({error})") from None
        left -= len(content)
        if len(content) > LARGEST_CLIP or left < 0:
            raise BadSound(f"larger than {LARGEST_CLIP // 1_000_000} MB, or the ZIP holds too much")
        return content

    for entry in entries:
        yield entry.filename, partial(unpack, entry)


def _is_junk(entry: zipfile.ZipInfo) -> bool:
    """Return whether an entry is what macOS puts beside each file."""
    path = PurePosixPath(entry.filename)
    return entry.is_dir() or path.parts[0] == "__MACOSX" or path.name.startswith("._")
