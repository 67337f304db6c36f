"""A field with a number for each of several things: how well a member of staff gives which service."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field as Constraint
from pydantic import StringConstraints

from queue_server.adapters.web.admin.fields import MOST_CHOICES, Field, Form, Options, Value, number_of
from queue_server.adapters.web.bodies import PLAIN


@dataclass(frozen=True, kw_only=True)
class WeightsField(Field):
    """A number for some of several values; those without one are left out."""

    control: ClassVar[str] = "weights"

    options: Options
    maximum: float = 100

    @property
    def accepted(self) -> object:
        one = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PLAIN)]
        weight = Annotated[float, Constraint(ge=0, le=self.maximum, allow_inf_nan=False)]
        return Annotated[dict[one, weight], Constraint(max_length=MOST_CHOICES)]

    @property
    def answered(self) -> object:
        return dict[str, float]

    def from_form(self, form: Form) -> Value:
        start = f"{self.name}-"
        given = {name.removeprefix(start): text.strip() for name, text in form.items() if name.startswith(start)}
        return {value: number_of(text) for value, text in given.items() if text}
