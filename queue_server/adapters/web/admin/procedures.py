"""Procedures and synonyms in the back office: what is published, and what people call it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from queue_server.adapters.catalogue_rows import COLUMNS, form_of, form_text
from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    Field,
    LongTextField,
    Option,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.resource import Added, Record, RecordPart, Resource, altered, text_of
from queue_server.adapters.web.marking import N_
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.domain.procedure import OnlineLevel, Procedure
from queue_server.usecases.catalogue_administration import CatalogueAdministration, Kept, Synonym
from queue_server.usecases.comparing import tag_of

LEVEL_WORDS = {
    OnlineLevel.NONE: N_("Only at the counter"),
    OnlineLevel.PARTIAL: N_("Partly on-line"),
    OnlineLevel.FULL: N_("Wholly on-line"),
}
_LONGEST = {one.key: one.longest for one in COLUMNS}
_LISTS = ("steps", "documents", "legal_basis", "keywords")
"""Fields with one entry in each line."""


def _levels(_: str | None) -> Sequence[Option]:
    return [Option(level, words) for level, words in LEVEL_WORDS.items()]


def _line(name: str, label: str, help: str = "", *, required: bool = False, listed: bool = False) -> Field:  # noqa: A002  named as the field
    return TextField(
        name=name,
        label=label,
        help=help,
        required=required,
        default=None if required else "",
        longest=_LONGEST[name],
        listed=listed,
    )


def _lines(name: str, label: str, help: str = "") -> Field:  # noqa: A002  named as the field
    return LongTextField(
        name=name,
        label=label,
        help=help or N_("One in each line."),
        required=False,
        default="",
        longest=_LONGEST[name],
        listed=False,
    )


FIELDS = (
    TextField(
        name="code",
        label=N_("Code"),
        help=N_("Of the national catalogue, such as 1.001193.000.00.00.H55. It can't be changed later."),
        longest=64,
        pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$",
        fixed=True,
    ),
    _line("name", N_("Name"), N_("As the national catalogue words it."), required=True, listed=True),
    _line("field", N_("Field"), N_("Heading of the catalogue (lĩnh vực)."), required=True, listed=True),
    YesNoField(
        name="shown",
        label=N_("Shown to people"),
        help=N_("Switched off, nobody finds it and no number is taken for it. An import leaves that as it is."),
        default=True,
    ),
    TextField(
        name="service",
        label=N_("Service"),
        help=N_("Code of the service in whose line people wait for it. Empty: the office's service for its field."),
        required=False,
        longest=64,
        pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$",
    ),
    _line("level", N_("Level")),
    _line("agency", N_("Agency")),
    _lines("documents", N_("What to bring")),
    _lines("steps", N_("Steps")),
    _line("fee", N_("Fee")),
    _line("time_limit", N_("Result in")),
    _lines("legal_basis", N_("Legal basis")),
    ChoiceField(
        name="online_level",
        label=N_("On-line"),
        required=False,
        default=OnlineLevel.NONE.value,
        options=_levels,
        longest=16,
        pattern=r"^(none|partial|full)$",
        listed=False,
    ),
    _lines("forms", N_("Forms to download"), N_("One in each line: name: https://…")),
    _lines("keywords", N_("Other words"), N_("What else people call it, one in each line.")),
)

SYNONYM_FIELDS = (
    TextField(
        name="said",
        label=N_("People say"),
        help=N_("Marks don't matter. It can't be changed later."),
        longest=100,
        pattern=r"^[^\x00-\x1f\x7f/\\]*$",
        fixed=True,
    ),
    LongTextField(
        name="meant",
        label=N_("The catalogue says"),
        help=N_("Words of the procedures' names, one meaning in each line."),
        longest=1000,
    ),
)


class ProcedureRecords:
    """See ``Records``."""

    def __init__(self, catalogue: CatalogueAdministration) -> None:
        self._catalogue = catalogue

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        off = self._catalogue.off(by)
        return [_record(Kept(procedure=one, off=one.code in off)) for one in self._catalogue.every(by)]

    def part(self, by: Operator, query: str, limit: int, after: str = "", skip: int = 0) -> RecordPart:
        """See ``PartOf``."""
        part = self._catalogue.part(by, query, limit, after, skip)
        return RecordPart(records=[_record(one) for one in part.procedures], total=part.total, more=part.more)

    def one(self, by: Operator, item: str) -> Record:
        return _record(self._catalogue.procedure(by, item))

    def add(self, by: Operator, values: Values) -> Added:
        empty = Kept(procedure=Procedure(code=text_of(values, "code"), name="", field=""))
        return Added(record=_record(self._catalogue.add(by, _changed(empty, values))))

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        return _record(self._catalogue.change(by, item, lambda kept: _changed(kept, values), tag))

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        self._catalogue.remove(by, item, tag)


class SynonymRecords:
    """See ``Records``."""

    def __init__(self, catalogue: CatalogueAdministration) -> None:
        self._catalogue = catalogue

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        return [_synonym_record(one) for one in self._catalogue.synonyms(by)]

    def one(self, by: Operator, item: str) -> Record:
        return _synonym_record(self._catalogue.synonym(by, item))

    def add(self, by: Operator, values: Values) -> Added:
        wanted = Synonym(said=text_of(values, "said").strip(), meant=_entries(text_of(values, "meant")))
        return Added(record=_synonym_record(self._catalogue.add_synonym(by, wanted)))

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        known = self._catalogue.synonym(by, item)
        meant = _entries(text_of(values, "meant")) if "meant" in values else known.meant
        return _synonym_record(self._catalogue.change_synonym(by, item, meant, tag))

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        self._catalogue.remove_synonym(by, item, tag)


def procedure_resource(catalogue: CatalogueAdministration) -> Resource:
    """Return the declaration of procedures."""
    records = ProcedureRecords(catalogue)
    return Resource(
        name="procedures",
        item="Procedure",
        title=N_("Procedures"),
        one_title=N_("Procedure"),
        about=N_("What kiosk, phone and postings show."),
        icon="documents",
        fields=FIELDS,
        records=records,
        part=records.part,
        of_office=False,
        addition=N_("Add a procedure"),
        removal=N_("Remove the procedure"),
        removal_about=N_("Figures of the past keep its code. To hide it for a while, switch it off."),
        refusals=("invalid",),
    )


def synonym_resource(catalogue: CatalogueAdministration) -> Resource:
    """Return the declaration of synonyms."""
    return Resource(
        name="synonyms",
        item="Synonym",
        title=N_("Everyday words"),
        one_title=N_("Everyday word"),
        about=N_("What people say to what the catalogue says: the search of kiosk and phone knows them at once."),
        icon="search",
        fields=SYNONYM_FIELDS,
        records=SynonymRecords(catalogue),
        of_office=False,
        addition=N_("Add a word"),
        removal=N_("Remove the word"),
        removal_about=N_("The search then takes it as it stands."),
        refusals=("invalid",),
    )


def _changed(kept: Kept, values: Values) -> Kept:
    one = altered(kept.procedure, values, ("name", "field", "level", "agency", "service", "fee", "time_limit"))
    given: dict[str, object] = {name: _entries(text_of(values, name)) for name in _LISTS if name in values}
    if "online_level" in values:
        given["online_level"] = OnlineLevel(text_of(values, "online_level"))
    if "forms" in values:
        given["forms"] = tuple(_form(text) for text in _entries(text_of(values, "forms")))
    one = replace(one, **given)  # type: ignore[arg-type]  # the body has checked the types
    return Kept(procedure=one, off=kept.off if "shown" not in values else not cast("bool", values["shown"]))


def _form(text: str) -> object:
    form = form_of(text)
    if form is None:
        raise Refusal("invalid", f"{text!r} is not “name: https://…”", "forms")
    return form


def _entries(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _record(kept: Kept) -> Record:
    one = kept.procedure
    values: dict[str, Value] = {
        "code": one.code,
        "name": one.name,
        "field": one.field,
        "shown": not kept.off,
        "service": one.service,
        "level": one.level,
        "agency": one.agency,
        "fee": one.fee,
        "time_limit": one.time_limit,
        "online_level": one.online_level.value,
        "forms": "\n".join(form_text(form) for form in one.forms),
    }
    values |= {name: "\n".join(getattr(one, name)) for name in _LISTS}
    return Record(id=one.code, tag=tag_of(kept), values=values)


def _synonym_record(one: Synonym) -> Record:
    return Record(id=one.said, tag=tag_of(one), values={"said": one.said, "meant": "\n".join(one.meant)})
