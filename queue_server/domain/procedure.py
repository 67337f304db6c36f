"""An administrative procedure of the public catalogue, and how its texts are compared."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class OnlineLevel(StrEnum):
    """How much of a procedure can be done on-line; stored strings."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form to download."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One administrative procedure (thủ tục hành chính); texts are in Vietnamese, as in the national catalogue."""

    code: str
    """Of the national catalogue: ``1.001193.000.00.00.H55``."""
    name: str
    field: str
    """Heading of the catalogue (lĩnh vực)."""
    level: str = ""
    """Who decides: commune, province, ministry; as the catalogue words it."""
    agency: str = ""
    service: str | None = None
    """Code of the service in whose line people wait for it; None leaves it to the office's service for the field."""
    steps: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """What to bring."""
    fee: str = ""
    time_limit: str = ""
    legal_basis: tuple[str, ...] = ()
    online_level: OnlineLevel = OnlineLevel.NONE
    forms: tuple[Form, ...] = ()
    keywords: tuple[str, ...] = ()
    """Other words people use for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProcedure:
    """What lists and the search need of a procedure."""

    code: str
    name: str
    field: str
    level: str
    service: str | None
    keywords: tuple[str, ...] = ()
    popularity: int = 0
    """Tickets taken for it lately."""


_OTHER = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return a text as people type it in haste: small letters without marks, đ as d, anything else one space.

    The same in every database, which none of their own ways of folding is: SQLite's leaves đ, PostgreSQL's is an
    extension.
    """
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _OTHER.sub(" ", letters).strip()


def syllables(text: str) -> tuple[str, ...]:
    """Return the syllables of a text with their marks, in small letters and composed."""
    words = re.split(r"[\W_]+", unicodedata.normalize("NFC", text.lower()))
    return tuple(word for word in words if word)
