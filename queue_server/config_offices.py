"""Files that describe many offices: [[office]] sections as in the configuration, and [common] for what they share."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from queue_server.config_office import OfficeSection, office_from_section
from queue_server.domain.office import Office
from queue_server.settings import SettingsError, SettingsFile

OWN = ("code", "name")
"""Keys that offices can't share."""


def read_offices(path: Path) -> list[Office]:
    """Return the offices of a file, or of every ``.toml`` file of a folder in the order of their names.

    A key of [common] counts for each office of the same file that doesn't give it itself; ``service`` and ``counter``
    count whole, so an office with counters of its own has only those.

    Raises:
        SettingsError: names file, section and key; nothing is returned if anything is wrong.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise SettingsError(f"{path}: has no .toml file")
    found: dict[str, tuple[Path, Office]] = {}
    for file in files:
        for office in _offices_of(file):
            if office.code in found:
                raise SettingsError(f"{file}: [office]: code: {office.code!r} is in {found[office.code][0]} already")
            found[office.code] = (file, office)
    return [office for _, office in found.values()]


def _offices_of(file: Path) -> Iterator[Office]:
    tables = _tables(file)
    common = tables.get("common", {})
    sections = tables.get("office", [])
    if not isinstance(common, dict):
        raise SettingsError(f"{file}: [common]: must be a table")
    for key in common:
        if key in OWN or key not in OfficeSection.__struct_fields__:
            shared = sorted(set(OfficeSection.__struct_fields__) - set(OWN))
            raise SettingsError(f"{file}: [common]: {key}: can't be shared; allowed are {', '.join(shared)}")
    if isinstance(sections, dict):
        sections = [sections]
    if not isinstance(sections, list) or not sections:
        raise SettingsError(f"{file}: [[office]]: the file describes no office")
    for place, section in enumerate(sections, 1):
        yield _office(file, f"office {place}", common, section)


def _tables(file: Path) -> dict[str, object]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: is not valid TOML: {error}") from None
    for name in tables:
        if name not in ("common", "office"):
            raise SettingsError(f"{file}: [{name}]: unknown section; a file of offices has [common] and [[office]]")
    return tables


def _office(file: Path, place: str, common: dict[str, object], section: object) -> Office:
    if not isinstance(section, dict):
        raise SettingsError(f"{file}: [{place}]: must be a table")
    name = f"{place} {section.get('code', '')}".strip()
    given = SettingsFile(file, {name: common | section}).section(name, OfficeSection)
    try:
        return office_from_section(given)
    except ValueError as error:
        raise SettingsError(f"{file}: [{name}]: {error}") from None
