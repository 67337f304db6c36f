"""Marks texts for the catalogue where they are written, without translating them there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plural:
    """A text that depends on the number ``%(n)s``."""

    one: str
    many: str


Text = str | Plural


def N_(text: str) -> str:  # noqa: N802  (gettext's customary name for this)
    """Mark a text."""
    return text


def P_(one: str, many: str) -> Plural:  # noqa: N802
    """Mark a text that depends on a number."""
    return Plural(one, many)
