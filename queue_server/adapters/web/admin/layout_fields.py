"""Fields that only layouts have: zones of a screen, and texts of several lines in each language."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field as Constraint
from pydantic import StringConstraints

from queue_server.adapters.web.admin.fields import ChoicesField, Form, TextsField, Value
from queue_server.adapters.web.bodies import LINES
from queue_server.adapters.web.languages import LANGUAGES
from queue_server.domain.layout import GRID, Part, Zone

PLACES = ("column", "row", "columns", "rows")
ZONE = rf"^({'|'.join(Part)}) \d{{1,2}} \d{{1,2}} \d{{1,2}} \d{{1,2}}$"
"""A zone as text: ``call 0 3 14 15``: its part, then column, row, columns and rows in cells of the grid."""


def zone_text(zone: Zone) -> str:
    """Return a zone as text."""
    return f"{zone.part} {zone.column} {zone.row} {zone.columns} {zone.rows}"


def zone_of(text: str) -> Zone:
    """Return the zone of a text that matches ``ZONE``."""
    part, *places = text.split()
    column, row, columns, rows = map(int, places)
    return Zone(part=Part(part), column=column, row=row, columns=columns, rows=rows)


@dataclass(frozen=True, kw_only=True)
class ZonesField(ChoicesField):
    """Rectangles on the grid, one for each part that is shown."""

    control: ClassVar[str] = "zones"
    grid: ClassVar[int] = GRID
    places: ClassVar[tuple[str, ...]] = PLACES

    @property
    def accepted(self) -> object:
        one = Annotated[str, StringConstraints(pattern=ZONE)]
        return Annotated[list[one], Constraint(min_length=1 if self.required else 0, max_length=len(Part))]

    def from_form(self, form: Form) -> Value:
        zones = []
        for part in Part:
            given = [form.get(f"{self.name}-{part}-{place}", "").strip() for place in PLACES]
            if any(given):
                zones.append(" ".join([part, *given]))
        return zones


@dataclass(frozen=True, kw_only=True)
class LongTextsField(TextsField):
    """A text of several lines in each language; any of them may be empty."""

    control: ClassVar[str] = "long_texts"

    @property
    def accepted(self) -> object:
        text = Annotated[str, StringConstraints(min_length=1, max_length=self.longest, pattern=LINES)]
        return dict[Literal["vi", "en"], text]

    def from_form(self, form: Form) -> Value:
        given = {
            language: form.get(f"{self.name}-{language}", "").replace("\r\n", "\n").strip() for language in LANGUAGES
        }
        return {language: text for language, text in given.items() if text}
