"""What a kind of thing in the back office declares: its words, fields, and where its records are kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from queue_server.adapters.web.admin.fields import Field, Options, Value, Values
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

OFFICE = "office"
"""Name of the value that says to which office a record belongs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One of the things, as administrators see it."""

    id: str
    """Names it in addresses: ``office:code`` or an id."""
    tag: str
    """Names this content; a change that was made from another content is refused."""
    values: dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new record, with its token if it has one; that is told this once."""

    record: Record
    token: str | None = None


class Records(Protocol):
    """Where records are kept; every method decides whether the operator may."""

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        """Return the records of an office, or all that the operator administers."""

    def one(self, by: Operator, item: str) -> Record:
        """Return one record.

        Raises:
            Refusal: not_found or its like; forbidden.
        """

    def add(self, by: Operator, values: Values) -> Added:
        """Add a record; all fields have values.

        Raises:
            Refusal: with the field at fault.
        """

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        """Change the fields that have values.

        Raises:
            Refusal: with the field at fault; changed_meanwhile.
        """

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        """Remove a record, or put it out of use where its past has to stay readable.

        Raises:
            Refusal: changed_meanwhile, in_use or its like.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPart:
    """Some records of a long list."""

    records: Sequence[Record]
    total: int
    """Of all that were asked for."""
    more: bool
    """Whether others follow."""


class PartOf(Protocol):
    """Returns part of a list that is too long to be told at once."""

    def __call__(self, by: Operator, query: str, limit: int, after: str = "", skip: int = 0) -> RecordPart:
        """Return records that fit what was typed, or all by id.

        Args:
            by: who asks.
            query: what was typed; empty for all.
            limit: how many at most.
            after: id of the one before the first; empty to begin with the first.
            skip: how many to leave out at the beginning, instead of ``after``.

        Raises:
            Refusal: forbidden.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAction:
    """Something else that can be done with a record: a button, and POST to ``…/<item>/<name>``."""

    name: str
    label: str
    about: str
    """One English sentence for the API's documentation."""
    run: Callable[[Operator, str], Added]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A kind of thing that administrators list, add, change and remove."""

    name: str
    """Plural, in addresses and as the key of the list: ``services``."""
    item: str
    """Singular, for the names of bodies and answers: ``Service``."""
    title: str
    """Heading of the list; marked for translation, as all words here."""
    one_title: str
    """Heading of a record's page."""
    about: str
    """What these things are for, in one or two sentences."""
    icon: str
    fields: tuple[Field, ...]
    records: Records
    of_office: bool = True
    """Whether each record belongs to one office: list and body name it."""
    addition: str = ""
    """Words of the button that adds one; without them none can be added."""
    removal: str = ""
    """Words of the button that removes one; without them none can be removed."""
    removal_about: str = ""
    """What removing does, asked before it is done."""
    names: Options | None = None
    """Words for the first field of records that are known by the code of something else."""
    actions: tuple[ItemAction, ...] = ()
    tells_token: bool = False
    """Whether a new record comes with a token."""
    part: PartOf | None = None
    """Tells part of the list, for lists that may be long; without it they are told whole."""
    form: str = "form"
    """Name of the template of its form."""
    refusals: tuple[str, ...] = ()
    """Codes its records may refuse with, beside those of every resource."""

    absent: tuple[str, ...] = ()
    """Those of ``refusals`` by which its records say that there is no such item."""

    def field(self, name: str) -> Field | None:
        """Return a field by its name."""
        return next((one for one in self.fields if one.name == name), None)


def text_of(values: Values, name: str) -> str:
    """Return a value that is a text."""
    value = values[name]
    assert isinstance(value, str)
    return value


def altered(record: T, values: Values, names: Iterable[str]) -> T:
    """Return a record with those of the named fields that have values; the body has checked their types."""
    given: dict[str, Any] = {name: values[name] for name in names if name in values}
    return replace(record, **given)


def office_and_code(item: str) -> tuple[str, str]:
    """Return (office, code) of an item named ``office:code``.

    Raises:
        Refusal: not_found.
    """
    office, colon, code = item.partition(":")
    if not colon:
        raise Refusal("not_found", f"{item!r} is not written office:code")
    return office, code
