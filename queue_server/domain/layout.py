"""What a TV shows and where: zones on a grid, and what is left out, as data that an office edits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office, Texts

GRID = 24
"""Columns and rows of the grid, on a wide screen and on a tall one."""

MOST_RECENT = 12
MOST_MEDIA = 200
LONGEST_TEXT = 600


class Part(StrEnum):
    """What a zone shows; stored strings."""

    HEADER = "header"
    """Name of the office, clock, and the badge of a lost connection."""
    CALL = "call"
    """The call that has the large panel now."""
    RECENT = "recent"
    COUNTERS = "counters"
    """Every counter with its number or state."""
    WAITING = "waiting"
    """Services with the people waiting and the likely wait."""
    MEDIA = "media"
    ENTRANCE = "entrance"
    """The code for taking a number by phone, where the office gives them."""
    TICKER = "ticker"
    """Notices of the day and the office's own lines."""


class Theme(StrEnum):
    """Colours; stored strings."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A rectangle of the grid, in cells from the upper left corner."""

    part: Part
    column: int
    row: int
    columns: int
    rows: int

    def meets(self, other: "Zone") -> bool:
        """Return whether two zones share a cell."""
        return (
            self.column < other.column + other.columns
            and other.column < self.column + self.columns
            and self.row < other.row + other.rows
            and other.row < self.row + self.rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One way to fill a screen; displays name it by its code."""

    code: str
    name: str
    theme: Theme = Theme.DARK
    languages: tuple[str, ...] = ("vi", "en")
    """One or two; the first is the larger."""
    landscape: tuple[Zone, ...]
    portrait: tuple[Zone, ...] = ()
    """Empty: the zones of the wide screen, one above the other."""
    services: tuple[str, ...] = ()
    """Services whose lines and calls are shown; empty for all."""
    counters: tuple[str, ...] = ()
    """Counters that are shown with their calls; empty for all."""
    recent: int = 6
    """Lines of recent calls."""
    waits: bool = True
    """Whether likely waits stand beside the people waiting."""
    call_s: float = 7.0
    """Least seconds a call keeps the large panel; longer while it is spoken."""
    ticker: Texts = field(default_factory=dict)
    media: tuple[str, ...] = ()
    """Names of files, in order; empty for all that the office has, by name."""
    picture_s: float = 12.0
    """Seconds a picture is shown."""
    dark_from: time | None = None
    """Local times between which the screen stays black, for nights; both or none."""
    dark_until: time | None = None


Sizes = Mapping[Part, tuple[int, int]]

LEAST_LANDSCAPE: Sizes = {
    Part.HEADER: (12, 2),
    Part.CALL: (8, 8),
    Part.RECENT: (6, 3),
    Part.COUNTERS: (7, 5),
    Part.WAITING: (5, 3),
    Part.MEDIA: (4, 5),
    Part.ENTRANCE: (4, 6),
    Part.TICKER: (12, 2),
}
"""Least columns and rows of each part, so that everything can be read."""

LEAST_PORTRAIT: Sizes = {
    Part.HEADER: (20, 2),
    Part.CALL: (14, 5),
    Part.RECENT: (10, 3),
    Part.COUNTERS: (12, 3),
    Part.WAITING: (10, 3),
    Part.MEDIA: (8, 3),
    Part.ENTRANCE: (8, 4),
    Part.TICKER: (20, 1),
}

_STACK = {
    Part.HEADER: 2,
    Part.CALL: 9,
    Part.RECENT: 6,
    Part.COUNTERS: 6,
    Part.WAITING: 4,
    Part.MEDIA: 6,
    Part.ENTRANCE: 5,
    Part.TICKER: 1,
}
"""How the height of a tall screen is shared by zones of which nobody has said where they go there."""


def portrait_zones(layout: Layout) -> tuple[Zone, ...]:
    """Return the zones for a tall screen: as set, or those of the wide screen one above the other in reading order."""
    if layout.portrait:
        return layout.portrait
    parts = [zone.part for zone in sorted(layout.landscape, key=lambda zone: (zone.row, zone.column))]
    fixed = {Part.HEADER, Part.TICKER}
    free = GRID - sum(_STACK[part] for part in parts if part in fixed)
    weight = sum(_STACK[part] for part in parts if part not in fixed) or 1
    heights = {part: _STACK[part] if part in fixed else free * _STACK[part] // weight for part in parts}
    # What rounding left over goes to the most important zone.
    heights[_tallest(heights)] += GRID - sum(heights.values())
    zones, row = [], 0
    for part in parts:
        zones.append(Zone(part=part, column=0, row=row, columns=GRID, rows=heights[part]))
        row += heights[part]
    return tuple(zones)


def _tallest(heights: Mapping[Part, int]) -> Part:
    return max(heights, key=lambda part: heights[part])


def check_layout(layout: Layout, office: Office, languages: Iterable[str]) -> None:
    """Refuse a layout that can't be shown, naming the field and what is allowed.

    Raises:
        Refusal: invalid.
    """
    _check_zones(layout.landscape, LEAST_LANDSCAPE, "landscape")
    if layout.portrait:
        _check_zones(layout.portrait, LEAST_PORTRAIT, "portrait")
    _check_known("services", layout.services, [one.code for one in office.services])
    _check_known("counters", layout.counters, [one.code for one in office.counters])
    known = list(languages)
    _check_known("languages", layout.languages, known)
    if not 1 <= len(layout.languages) <= 2:
        raise _invalid("languages", f"one or two of {', '.join(known)}")
    _check_known("ticker", layout.ticker, known)
    if any(len(text) > LONGEST_TEXT for text in layout.ticker.values()):
        raise _invalid("ticker", f"at most {LONGEST_TEXT} characters in each language")
    if len(layout.media) > MOST_MEDIA:
        raise _invalid("media", f"at most {MOST_MEDIA} files")
    if not 1 <= layout.recent <= MOST_RECENT:
        raise _invalid("recent", f"1 to {MOST_RECENT} lines")
    if (layout.dark_from is None) != (layout.dark_until is None):
        raise _invalid("dark_until", "dark_from and dark_until belong together: give both or none")


def _check_zones(zones: tuple[Zone, ...], least: Sizes, field_name: str) -> None:
    for index, zone in enumerate(zones):
        name = f"{field_name}.{zone.part}"
        inside = zone.column >= 0 <= zone.row and max(zone.column + zone.columns, zone.row + zone.rows) <= GRID
        if not inside:
            raise _invalid(name, f"has to lie within {GRID} columns and {GRID} rows")
        columns, rows = least[zone.part]
        if zone.columns < columns or zone.rows < rows:
            raise _invalid(
                name, f"needs at least {columns} columns and {rows} rows, has {zone.columns} and {zone.rows}"
            )
        for other in zones[:index]:
            if zone.part is other.part:
                raise _invalid(name, "can be there only once")
            if zone.meets(other):
                raise _invalid(name, f"lies over {other.part}")
    parts = {zone.part for zone in zones}
    if Part.HEADER not in parts:
        raise _invalid(field_name, "needs a header, which also tells when the connection is lost")
    if not parts & {Part.CALL, Part.COUNTERS}:
        raise _invalid(field_name, "needs call or counters: people have to see where they are called")


def _check_known(field_name: str, given: Iterable[str], known: list[str]) -> None:
    listed = list(given)
    for one in listed:
        if one not in known:
            raise _invalid(field_name, f"{one!r} is not one of {', '.join(known)}")
    if len(set(listed)) < len(listed):
        raise _invalid(field_name, "names something twice")


def _invalid(field_name: str, rule: str) -> Refusal:
    return Refusal("invalid", f"{field_name}: {rule}", field_name)
