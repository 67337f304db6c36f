"""Fields that only paper has: lines in their order with their sizes, and a logo."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field as Constraint
from pydantic import StringConstraints

from queue_server.adapters.web.admin.fields import ChoicesField, Form, TextField, Value
from queue_server.domain.paper import PaperLine, PaperPart, PaperSize

LINE = rf"^({'|'.join(PaperPart)}) ({'|'.join(PaperSize)})$"
"""A line as text: ``number large``."""


def line_text(line: PaperLine) -> str:
    """Return a line as text."""
    return f"{line.part} {line.size}"


def line_of(text: str) -> PaperLine:
    """Return the line of a text that matches ``LINE``."""
    part, size = text.split()
    return PaperLine(part=PaperPart(part), size=PaperSize(size))


@dataclass(frozen=True, kw_only=True)
class PaperLinesField(ChoicesField):
    """Parts of a ticket from the top: a number beside each says its place, a choice its size."""

    control: ClassVar[str] = "paper_lines"

    @property
    def accepted(self) -> object:
        one = Annotated[str, StringConstraints(pattern=LINE)]
        return Annotated[list[one], Constraint(min_length=1, max_length=len(PaperPart))]

    def from_form(self, form: Form) -> Value:
        parts = super().from_form(form)
        assert isinstance(parts, list)
        return [f"{one} {form.get(f'{self.name}-size-{one}', PaperSize.USUAL)}" for one in parts]


@dataclass(frozen=True, kw_only=True)
class LogoField(TextField):
    """A picture in base64; the page's script makes it from a file, as small and plain as it is printed."""

    control: ClassVar[str] = "logo"

    pattern: str = r"^[A-Za-z0-9+/=]*$"
