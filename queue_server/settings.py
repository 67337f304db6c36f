"""Reads the one TOML file; each program takes only its own sections, with errors that name file, section and key."""

import re
import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

SECTIONS = frozenset(
    {"server", "database", "redis", "security", "kiosk", "voice", "printing", "privacy", "procedures", "forward"}
    | {"notify", "bridge", "display", "office"}
)
"""Every section any of the programs knows; others are refused as misspelt."""


class SettingsError(ValueError):
    """A configuration that can't be used; one sentence with file, section and key."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every section: unknown keys are refused."""


class SettingsFile:
    """A parsed file; sections are converted when a program asks for them."""

    def __init__(self, path: Path, tables: dict[str, object]) -> None:
        self.path = path
        self._tables = tables

    @classmethod
    def read(cls, path: Path) -> "SettingsFile":
        """Return the parsed file.

        Raises:
            SettingsError: unreadable, not TOML, or with a section nobody knows.
        """
        try:
            # Editors of Windows put a mark before the text.
            tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise SettingsError(f"{path}: cannot be read ({error.strerror})") from None
        except UnicodeDecodeError as error:
            raise SettingsError(
                f"{path}: is not written in UTF-8 (byte {error.start}); save it anew as UTF-8"
            ) from None
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path}: is not valid TOML: {error}") from None
        for name in tables:
            if name not in SECTIONS:
                raise SettingsError(f"{path}: [{name}]: unknown section; known are {', '.join(sorted(SECTIONS))}")
        return cls(path, tables)

    @classmethod
    def empty(cls, folder: Path) -> "SettingsFile":
        """Return a file without sections whose relative paths start at ``folder``."""
        return cls(folder / "config.toml", {})

    def has(self, name: str) -> bool:
        """Return whether the file has this section."""
        return name in self._tables

    def section(self, name: str, kind: type[T]) -> T:
        """Return one section, with defaults for what it leaves out.

        Raises:
            SettingsError: unknown key, wrong type or impossible value.
        """
        try:
            return msgspec.convert(self._tables.get(name, {}), kind, strict=True)
        except msgspec.ValidationError as error:
            raise SettingsError(f"{self.path}: [{name}]: {_readable(str(error))}") from None

    def resolve(self, path: str) -> Path:
        """Return an absolute path; relative ones start at the configuration file's folder."""
        return (self.path.parent.resolve() / path).resolve()


def written(how: str, pattern: str) -> msgspec.Meta:
    """Return the rule that a text matches a pattern, with the words in which people are told it."""
    return msgspec.Meta(pattern=f"(?#{how}){pattern}")


def _readable(text: str) -> str:
    """Return msgspec's message with the key first: ``port: Expected `int`, got `str```."""
    told = re.sub(r"Expected `str` matching regex .\(\?#([^)]*)\).*?'(?=$| - at)", r"is written \1", text)
    found = re.fullmatch(r"(.*) - at `\$\.?(.*)`", told)
    return f"{found[2]}: {found[1]}" if found and found[2] else told
