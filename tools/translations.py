"""Keeps the catalogues in step with the texts in the source.

    python tools/translations.py          collect texts, update every .po, compile every .mo

Translate what it lists as missing in queue_server/adapters/web/translations/<language>/LC_MESSAGES/messages.po
and run it again.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).resolve().parents[1] / "queue_server/adapters/web"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "P_": (1, 2)}


def collect() -> Catalog:
    """Return every marked text of the pages, with the files that use it."""
    found = Catalog()
    for path, _line, text, comments, context in extract_from_dir(WEB, METHODS, keywords=KEYWORDS):
        # Line numbers would change the catalogue with every edit.
        found.add(text, locations=[(path, 0)], auto_comments=comments, context=context)
    return found


def read(path: Path) -> Catalog:
    """Return a catalogue file without dates and names, which git knows better; its folder names the language."""
    language = path.parts[-3]
    with path.open("rb") as file:
        found = read_po(file, locale=language)
    catalogue = Catalog(
        locale=language,
        header_comment="#",
        project="moiso",
        version="",
        creation_date=SOME_DAY,
        revision_date=SOME_DAY,
        last_translator="",
        language_team="",
        fuzzy=False,
    )
    for message in found:
        if message.id:
            catalogue[message.id] = message
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """Return the .mo file of a catalogue."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts without a translation."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]


def main() -> int:
    """Update and compile all catalogues; return 1 if something is untranslated."""
    texts, untranslated = collect(), 0
    for path in sorted(WEB.glob("translations/*/LC_MESSAGES/messages.po")):
        catalogue = read(path)
        catalogue.update(texts, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.creation_date = SOME_DAY
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, sort_output=True, include_lineno=False)
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        for text in missing(catalogue):
            print(f"{path.parts[-3]}: not translated: {text}")
            untranslated += 1
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
