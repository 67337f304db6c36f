"""Tickets on paper in the back office: what stands on them, in which order, how large."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from queue_server.adapters.web.admin.fields import ChoiceField, Option, TextField, Value, Values
from queue_server.adapters.web.admin.layout_fields import LongTextsField
from queue_server.adapters.web.admin.operators import offices_of
from queue_server.adapters.web.admin.paper_fields import LogoField, PaperLinesField, line_of, line_text
from queue_server.adapters.web.admin.resource import Added, ItemAction, Record, Resource, text_of
from queue_server.adapters.web.marking import N_
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.domain.paper import PaperLayout, PaperPart
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.papers import Papers
from queue_server.usecases.ports.reading import OfficeReader

PART_WORDS = {
    PaperPart.LOGO: N_("Logo"),
    PaperPart.OFFICE: N_("Name of the office"),
    PaperPart.HEADER: N_("Text at the top"),
    PaperPart.NUMBER: N_("Number"),
    PaperPart.SERVICE: N_("Service"),
    PaperPart.PRIORITY: N_("Priority, where it was declared"),
    PaperPart.AHEAD: N_("People ahead"),
    PaperPart.WAIT: N_("Likely wait"),
    PaperPart.QR: N_("Code for the phone (QR)"),
    PaperPart.NOTE: N_("Text of the service"),
    PaperPart.FOOTER: N_("Text at the end"),
    PaperPart.TIME: N_("Date and time"),
}
BEGINNINGS = {
    "usual": N_("Begin with: usual"),
    "short": N_("Begin with: short, saves paper"),
    "large": N_("Begin with: large print"),
    "bilingual": N_("Begin with: Vietnamese and English"),
}
BOTH = "vi+en"


def _parts(_: str | None) -> Sequence[Option]:
    return [Option(part, words) for part, words in PART_WORDS.items()]


def _languages(_: str | None) -> Sequence[Option]:
    return [
        Option("holder", N_("The one chosen at the kiosk")),
        Option("vi", "Tiếng Việt"),
        Option("en", "English"),
        Option(BOTH, "Tiếng Việt + English"),
    ]


FIELDS = (
    TextField(
        name="code",
        label=N_("Office"),
        help=N_("The office whose tickets these are."),
        longest=64,
        required=False,
        fixed=True,
    ),
    PaperLinesField(
        name="lines",
        label=N_("Lines"),
        help=N_("1 is at the top. Lines without a number are not printed."),
        options=_parts,
        listed=False,
    ),
    ChoiceField(
        name="language",
        label=N_("Language"),
        help=N_("With two languages each line is printed in both."),
        options=_languages,
        required=False,
        default="holder",
        longest=8,
        pattern=r"^(holder|vi|en|vi\+en)$",
    ),
    LogoField(
        name="logo",
        label=N_("Logo"),
        help=N_("A plain emblem prints best. It is made black and white, as the printer does it."),
        required=False,
        default="",
        longest=40_000,
        listed=False,
    ),
    LongTextsField(
        name="header",
        label=N_("Text at the top"),
        help=N_("Such as address and office hours. A text for one service stands in the service's form."),
        required=False,
        default={},
        longest=300,
        listed=False,
    ),
    LongTextsField(
        name="footer",
        label=N_("Text at the end"),
        help=N_("Empty: please watch the screen and listen for your number."),
        required=False,
        default={},
        longest=300,
        listed=False,
    ),
)


class PaperRecords:
    """See ``Records``; every office has exactly one paper."""

    def __init__(self, papers: Papers, reader: OfficeReader) -> None:
        self._papers = papers
        self._reader = reader

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        offices = self._reader.offices() if office is None else [self._reader.office(office)]
        return [self.one(by, one.code) for one in offices if by.office in (None, one.code)]

    def one(self, by: Operator, item: str) -> Record:
        return record_of(item, self._papers.layout(by, item))

    def add(self, by: Operator, values: Values) -> Added:
        raise Refusal("method_not_allowed", "each office has its paper already")

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        return record_of(item, self._papers.change(by, item, lambda layout: paper_of(values, layout), tag))

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        raise Refusal("method_not_allowed", "an office always has its paper")

    def begin_with(self, name: str, by: Operator, item: str) -> Added:
        """Take lines and languages of a shipped layout."""
        return Added(record=record_of(item, self._papers.begin_with(by, item, name)))


def paper_resource(papers: Papers, reader: OfficeReader) -> Resource:
    """Return the declaration of tickets on paper."""
    records = PaperRecords(papers, reader)
    return Resource(
        name="papers",
        item="Paper",
        title=N_("Tickets on paper"),
        one_title=N_("Ticket on paper"),
        about=N_("What is printed on each office's tickets. The width is the printer's; the preview shows both."),
        icon="ticket",
        fields=FIELDS,
        records=records,
        of_office=False,
        names=offices_of(reader),
        actions=tuple(
            ItemAction(
                name=f"begin_{name}",
                label=label,
                about=f"Take lines and languages of the layout {name!r} that comes with the program; the rest stays",
                run=partial(records.begin_with, name),
            )
            for name, label in BEGINNINGS.items()
        ),
        form="paper_form",
        refusals=("invalid", "paper_without_number", "logo_unusable"),
    )


def paper_of(values: Values, before: PaperLayout) -> PaperLayout:
    """Return the layout of checked values; those that are not given stay as they were."""
    after = before
    if "lines" in values:
        after = replace(after, lines=tuple(line_of(text) for text in cast("list[str]", values["lines"])))
    if "language" in values:
        chosen = text_of(values, "language")
        after = replace(after, languages=() if chosen == "holder" else tuple(chosen.split("+")))
    if "logo" in values:
        after = replace(after, logo=text_of(values, "logo"))
    if "header" in values:
        after = replace(after, header=dict(cast("dict[str, str]", values["header"])))
    if "footer" in values:
        after = replace(after, footer=dict(cast("dict[str, str]", values["footer"])))
    return after


def record_of(office: str, layout: PaperLayout) -> Record:
    """Return a layout as administrators see it."""
    values: dict[str, Value] = {
        "code": office,
        "lines": [line_text(one) for one in layout.lines],
        "language": "+".join(layout.languages) or "holder",
        "logo": layout.logo,
        "header": dict(layout.header),
        "footer": dict(layout.footer),
    }
    return Record(id=office, tag=tag_of(layout), values=values)
