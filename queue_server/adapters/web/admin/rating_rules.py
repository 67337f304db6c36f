"""Ratings in the back office: what citizens are asked, and what becomes of their answers."""

import re
from dataclasses import fields, replace

from queue_server.adapters.web.admin.fields import (
    Field,
    IntegerField,
    LongTextField,
    NumberField,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.of_office import OfficeRecords
from queue_server.adapters.web.admin.operators import offices_of
from queue_server.adapters.web.admin.resource import Record, Resource, altered, text_of
from queue_server.adapters.web.marking import N_
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.rating import MOST_REASONS, RatingReason, RatingRules
from queue_server.usecases.administration import Administration, bare
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader

_DEFAULTS = RatingRules()
_PLAIN = tuple(one.name for one in fields(RatingRules) if one.name != "reasons")
_LINE = re.compile(r"(?P<code>[a-z0-9][a-z0-9_-]{0,63})\s*=\s*(?P<vi>[^|]{1,200})(\|\s*(?P<en>[^|]{1,200}))?")


def _seconds(name: str, label: str, help: str, maximum: float) -> NumberField:  # noqa: A002  named as the field
    default = getattr(_DEFAULTS, name)
    return NumberField(
        name=name, label=label, help=help, required=False, default=default, maximum=maximum, listed=False
    )


def _number(name: str, label: str, help: str, minimum: int, maximum: int) -> IntegerField:  # noqa: A002
    return IntegerField(
        name=name,
        label=label,
        help=help,
        required=False,
        default=getattr(_DEFAULTS, name),
        minimum=minimum,
        maximum=maximum,
    )


FIELDS: tuple[Field, ...] = (
    TextField(name="code", label=N_("Office"), longest=64, required=False, fixed=True),
    LongTextField(
        name="reasons",
        label=N_("Reasons to choose from"),
        help=N_("One a line: code = Vietnamese | English. Codes in use should stay, since reports count by them."),
        required=False,
        default="",
        listed=False,
    ),
    YesNoField(
        name="comments",
        label=N_("Citizens may write a text"),
        help=N_("Only on the page of the ticket. Texts may name people; they are removed after the days below."),
        default=_DEFAULTS.comments,
    ),
    _number("comments_kept_days", N_("Texts are kept for (days)"), N_("Scores and reasons stay."), 1, 3650),
    _number("low", N_("Alarm up to the score"), N_("Supervisors are told at once. 0: never."), 0, 5),
    _number("least", N_("Reports show groups from so many ratings on"), N_("So nobody's answer can be told."), 1, 1000),
    _seconds("window_s", N_("A ticket may be rated for (seconds)"), N_("Counted from when it was served."), 604800),
    _seconds(
        "counter_s",
        N_("Keys and tablet rate who has just gone for (seconds)"),
        N_("Even if the next number was called meanwhile."),
        3600,
    ),
    _seconds("change_s", N_("A rating may be changed for (seconds)"), N_("Afterwards it stands."), 3600),
)


def rating_resource(administration: Administration, reader: OfficeReader) -> Resource:
    """Return the declaration of ratings."""
    return Resource(
        name="ratings",
        item="RatingRules",
        title=N_("Ratings"),
        one_title=N_("Ratings"),
        about=N_("What citizens are asked when they were served, and what becomes of their answers."),
        icon="face-4",
        fields=FIELDS,
        records=OfficeRecords(administration, reader, _record, _changed, "each office always has its rules"),
        of_office=False,
        names=offices_of(reader),
        refusals=("taken",),
    )


def _changed(office: Office, values: Values) -> Office:
    rules = altered(office.rules.rating, values, _PLAIN)
    if "reasons" in values:
        rules = replace(rules, reasons=_reasons(text_of(values, "reasons")))
    return replace(office, rules=replace(office.rules, rating=rules))


def _reasons(text: str) -> tuple[RatingReason, ...]:
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        match = _LINE.fullmatch(line)
        if match is None:
            raise Refusal("invalid", f"reasons: {line!r} is not written code = Vietnamese | English", "reasons")
        vietnamese = match["vi"].strip()
        name = {"vi": vietnamese, "en": (match["en"] or vietnamese).strip()}
        found.append(RatingReason(code=match["code"], name=name))
    if len(found) > MOST_REASONS:
        raise Refusal("invalid", f"reasons: at most {MOST_REASONS}", "reasons")
    return tuple(found)


def _record(office: Office) -> Record:
    rules = office.rules.rating
    lines = [f"{one.code} = {one.name.get('vi', '')} | {one.name.get('en', '')}" for one in rules.reasons]
    values: dict[str, Value] = {"code": office.code, "reasons": "\n".join(lines)}
    return Record(
        id=office.code, tag=tag_of(bare(office)), values=values | {one: getattr(rules, one) for one in _PLAIN}
    )
