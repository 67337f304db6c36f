"""Fields of what administrators edit: one declaration says what a form shows and what API and form accept."""

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field as Constraint
from pydantic import StringConstraints
from werkzeug.datastructures import MultiDict

from queue_server.adapters.web.bodies import LINES, PLAIN
from queue_server.adapters.web.languages import LANGUAGES

Value = str | int | float | bool | None | list[str] | dict[str, str] | dict[str, float] | dict[str, str | float]
Values = Mapping[str, Value]
Form = MultiDict[str, str]

CODE = r"^[a-z0-9][a-z0-9_-]{0,63}$"
MOST_CHOICES = 100

_WHOLE = re.compile(r"-?[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Option:
    """One of several values, with the words for it: marked for translation, or an office's own."""

    value: str
    label: str


Options = Callable[[str | None], Sequence[Option]]
"""Returns what can be chosen in an office; without an office, in general."""


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """One field; ``help`` is shown beside it, so that nobody needs a manual."""

    control: ClassVar[str]
    """Name of the macro that draws it."""

    name: str
    label: str
    """Marked for translation, as ``help``."""
    help: str = ""
    required: bool = True
    default: Value = None
    fixed: bool = False
    """Chosen once, when the record is added."""
    listed: bool = True
    """Shown in the list."""
    told: bool = True
    """Part of what the server answers."""

    @property
    @abstractmethod
    def accepted(self) -> object:
        """Type of a value in a request, with its limits."""

    @property
    @abstractmethod
    def answered(self) -> object:
        """Type of a value in an answer."""

    @abstractmethod
    def from_form(self, form: Form) -> Value:
        """Return what was entered, as the API would get it; what can't be read stays text and is refused later."""

    @property
    def nullable(self) -> bool:
        """Whether nothing is a value."""
        return not self.required and self.default is None


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    """A line of text."""

    control: ClassVar[str] = "text"

    longest: int = 200
    pattern: str = PLAIN

    @property
    def accepted(self) -> object:
        shortest = 1 if self.required else 0
        return Annotated[str, StringConstraints(min_length=shortest, max_length=self.longest, pattern=self.pattern)]

    @property
    def answered(self) -> object:
        return str

    def from_form(self, form: Form) -> Value:
        text = form.get(self.name, "").strip()
        return None if self.nullable and not text else text


@dataclass(frozen=True, kw_only=True)
class LongTextField(TextField):
    """Several lines of text."""

    control: ClassVar[str] = "long_text"

    longest: int = 2000
    pattern: str = LINES


@dataclass(frozen=True, kw_only=True)
class PasswordField(TextField):
    """A secret that is entered, and never shown again."""

    control: ClassVar[str] = "password"

    listed: bool = False
    told: bool = False

    def from_form(self, form: Form) -> Value:
        return form.get(self.name) or None


@dataclass(frozen=True, kw_only=True)
class TextsField(Field):
    """A text in each language."""

    control: ClassVar[str] = "texts"

    longest: int = 200

    @property
    def accepted(self) -> object:
        text = Annotated[str, StringConstraints(min_length=1, max_length=self.longest, pattern=PLAIN)]
        return Annotated[dict[Literal["vi", "en"], text], Constraint(min_length=1)]

    @property
    def answered(self) -> object:
        return dict[str, str]

    def from_form(self, form: Form) -> Value:
        given = {language: form.get(f"{self.name}-{language}", "").strip() for language in LANGUAGES}
        return {language: text for language, text in given.items() if text}


@dataclass(frozen=True, kw_only=True)
class IntegerField(Field):
    """A whole number."""

    control: ClassVar[str] = "number"

    minimum: int = 0
    maximum: int = 99999
    step: str = "1"

    @property
    def accepted(self) -> object:
        return Annotated[int, Constraint(ge=self.minimum, le=self.maximum)]

    @property
    def answered(self) -> object:
        return int

    def from_form(self, form: Form) -> Value:
        text = form.get(self.name, "").strip()
        if not text:
            return None if self.nullable else self.default
        return whole_number_of(text)


@dataclass(frozen=True, kw_only=True)
class NumberField(Field):
    """A number that may have a fraction."""

    control: ClassVar[str] = "number"

    minimum: float = 0
    maximum: float = 86400
    step: str = "any"

    @property
    def accepted(self) -> object:
        return Annotated[float, Constraint(ge=self.minimum, le=self.maximum)]

    @property
    def answered(self) -> object:
        return float

    def from_form(self, form: Form) -> Value:
        text = form.get(self.name, "").strip()
        if not text:
            return None if self.nullable else self.default
        return number_of(text)


@dataclass(frozen=True, kw_only=True)
class YesNoField(Field):
    """Yes or no."""

    control: ClassVar[str] = "yes_no"

    default: Value = False
    required: bool = False

    @property
    def accepted(self) -> object:
        return bool

    @property
    def answered(self) -> object:
        return bool

    def from_form(self, form: Form) -> Value:
        return form.get(self.name) == "yes"


@dataclass(frozen=True, kw_only=True)
class ChoiceField(TextField):
    """One of several values."""

    control: ClassVar[str] = "choice"

    options: Options
    none: str = ""
    """Words for choosing nothing, where that is allowed."""

    def from_form(self, form: Form) -> Value:
        return form.get(self.name) or None


@dataclass(frozen=True, kw_only=True)
class ChoicesField(Field):
    """Some of several values, in an order: a number beside each says its place."""

    control: ClassVar[str] = "choices"

    options: Options

    @property
    def accepted(self) -> object:
        one = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PLAIN)]
        shortest = 1 if self.required else 0
        return Annotated[list[one], Constraint(min_length=shortest, max_length=MOST_CHOICES)]

    @property
    def answered(self) -> object:
        return list[str]

    def from_form(self, form: Form) -> Value:
        start = f"{self.name}-"
        places = [
            (place, order, name.removeprefix(start))
            for order, (name, text) in enumerate(form.items())
            if name.startswith(start) and isinstance(place := whole_number_of(text.strip()), int)
        ]
        return [value for _, _, value in sorted(places)]


@dataclass(frozen=True, kw_only=True)
class ChoiceMapField(Field):
    """One of several values, or none, for each of some rows."""

    control: ClassVar[str] = "choice_map"

    rows: tuple[str, ...]
    options: Options

    @property
    def accepted(self) -> object:
        row = Annotated[str, StringConstraints(pattern=r"^([1-9]|[12][0-9]|3[0-2])$")]
        one = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=PLAIN)]
        return Annotated[dict[row, one], Constraint(max_length=32)]

    @property
    def answered(self) -> object:
        return dict[str, str]

    def from_form(self, form: Form) -> Value:
        given = {row: form.get(f"{self.name}-{row}", "") for row in self.rows}
        return {row: value for row, value in given.items() if value}


def number_of(text: str) -> float | str:
    """Return the number that was entered, with comma or point; what is none stays text and is refused later."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def whole_number_of(text: str) -> int | str:
    """Return the whole number that was entered; what is none, or beyond all sense, stays text and is refused later."""
    return int(text) if _WHOLE.fullmatch(text) else text
