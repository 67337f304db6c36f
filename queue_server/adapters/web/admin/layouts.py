"""Layouts in the back office: what screens of an office show and where."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time
from typing import cast

from queue_server.adapters.web.admin.counters import services_of
from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    ChoicesField,
    Field,
    IntegerField,
    NumberField,
    Option,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.layout_fields import LongTextsField, ZonesField, zone_of, zone_text
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource, office_and_code, text_of
from queue_server.adapters.web.languages import LANGUAGE_NAMES
from queue_server.adapters.web.marking import N_
from queue_server.domain.errors import Refusal
from queue_server.domain.layout import LONGEST_TEXT, MOST_RECENT, Layout, Part, Theme
from queue_server.domain.operator import Operator
from queue_server.domain.shipped_layouts import CLASSIC, chosen
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import refuse_if_changed, tag_of
from queue_server.usecases.displays import Displays
from queue_server.usecases.ports.reading import OfficeReader

CODE = r"^[a-z0-9][a-z0-9_-]{0,31}$"
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"

MediaNames = Callable[[str], Sequence[str]]
"""Names of the pictures and films an office has."""

PART_WORDS = {
    Part.HEADER: N_("Name of the office and clock"),
    Part.CALL: N_("Large panel: who is called now"),
    Part.RECENT: N_("Recent calls"),
    Part.COUNTERS: N_("All counters with their numbers"),
    Part.WAITING: N_("Services: people waiting"),
    Part.MEDIA: N_("Pictures and films"),
    Part.TICKER: N_("Line of text"),
}
THEME_WORDS = {Theme.DARK: N_("Dark"), Theme.LIGHT: N_("Light"), Theme.CONTRAST: N_("High contrast")}


def _parts(_: str | None) -> Sequence[Option]:
    return [Option(part, words) for part, words in PART_WORDS.items()]


def _what_fields(reader: OfficeReader) -> tuple[Field, ...]:
    def counters(office: str | None) -> Sequence[Option]:
        return [] if office is None else [Option(one.code, one.name) for one in reader.office(office).counters]

    return (
        ChoicesField(
            name="services",
            label=N_("Services"),
            help=N_("Only these and their calls are shown. None: all."),
            required=False,
            default=[],
            listed=False,
            options=services_of(reader),
        ),
        ChoicesField(
            name="counters",
            label=N_("Counters"),
            help=N_("Only these and their calls are shown. None: all."),
            required=False,
            default=[],
            listed=False,
            options=counters,
        ),
        IntegerField(
            name="recent",
            label=N_("Lines of recent calls"),
            required=False,
            default=CLASSIC.recent,
            minimum=1,
            maximum=MOST_RECENT,
            listed=False,
        ),
        YesNoField(name="waits", label=N_("Show likely waits"), default=True, listed=False),
        NumberField(
            name="call_s",
            label=N_("Seconds a call keeps the large panel"),
            help=N_("At least; longer while it is spoken."),
            required=False,
            default=CLASSIC.call_s,
            minimum=3,
            maximum=60,
            listed=False,
        ),
    )


def _fields(reader: OfficeReader, media: MediaNames) -> tuple[Field, ...]:
    def files(office: str | None) -> Sequence[Option]:
        return [] if office is None else [Option(name, name) for name in media(office)]

    clock = {"required": False, "longest": 5, "pattern": CLOCK, "listed": False}
    return (
        TextField(name="name", label=N_("Name")),
        TextField(
            name="code",
            label=N_("Code"),
            help=N_("Small letters and digits: hall-2. It can't be changed later."),
            longest=32,
            pattern=CODE,
            fixed=True,
        ),
        ChoiceField(
            name="theme",
            label=N_("Colours"),
            required=False,
            default=Theme.DARK.value,
            longest=20,
            pattern=f"^({'|'.join(Theme)})$",
            options=lambda _: [Option(theme, words) for theme, words in THEME_WORDS.items()],
        ),
        ChoicesField(
            name="languages",
            label=N_("Languages"),
            help=N_("One or two; 1 is the larger."),
            required=False,
            default=list(CLASSIC.languages),
            options=lambda _: [Option(code, words) for code, words in LANGUAGE_NAMES.items()],
        ),
        ZonesField(
            name="landscape",
            label=N_("Wide screen"),
            help=N_("24 columns and 24 rows, from the upper left corner. What has no numbers is not shown."),
            listed=False,
            options=_parts,
        ),
        ZonesField(
            name="portrait",
            label=N_("Tall screen"),
            help=N_("Empty: the zones of the wide screen, one above the other."),
            required=False,
            default=[],
            listed=False,
            options=_parts,
        ),
        *_what_fields(reader),
        LongTextsField(
            name="ticker",
            label=N_("Line of text"),
            help=N_("Each line is shown in its turn. Notices of the day come first."),
            required=False,
            default={},
            longest=LONGEST_TEXT,
            listed=False,
        ),
        ChoicesField(
            name="media",
            label=N_("Pictures and films"),
            help=N_("In this order. None: all files of the office."),
            required=False,
            default=[],
            listed=False,
            options=files,
        ),
        NumberField(
            name="picture_s",
            label=N_("Seconds a picture is shown"),
            required=False,
            default=CLASSIC.picture_s,
            minimum=3,
            maximum=600,
            listed=False,
        ),
        TextField(
            name="dark_from",
            label=N_("Dark from"),
            help=N_("At night the screen is black unless a counter is open: 20:00. Empty: never."),
            **clock,  # type: ignore[arg-type]
        ),
        TextField(name="dark_until", label=N_("Dark until"), **clock),  # type: ignore[arg-type]
    )


class LayoutRecords:
    """See ``Records``."""

    def __init__(self, displays: Displays, reader: OfficeReader) -> None:
        self._displays = displays
        self._reader = reader

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        codes = [one.code for one in self._reader.offices()] if office is None else [office]
        mine = [code for code in codes if by.office in (None, code)]
        return [record_of(code, layout) for code in mine for layout in self._displays.layouts(code)]

    def one(self, by: Operator, item: str) -> Record:
        office, layout = self._found(by, item)
        return record_of(office, layout)

    def add(self, by: Operator, values: Values) -> Added:
        office = text_of(values, OFFICE)
        refuse_unless_administrator(by, office)
        layout = layout_of(values, None)
        if layout.code in {one.code for one in self._displays.layouts(office)}:
            raise Refusal("taken", f"office {office} has a layout {layout.code!r} already", "code")
        self._displays.save_layout(office, layout, by.id)
        return Added(record=record_of(office, layout))

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        office, before = self._found(by, item)
        after = layout_of(values, before)
        refuse_if_changed(before, after, tag)
        if after != before:
            self._displays.save_layout(office, after, by.id)
        return record_of(office, after)

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        office, before = self._found(by, item)
        refuse_if_changed(before, None, tag)
        self._displays.remove_layout(office, before.code, by.id)

    def _found(self, by: Operator, item: str) -> tuple[str, Layout]:
        office, code = office_and_code(item)
        refuse_unless_administrator(by, office)
        try:
            return office, chosen(self._displays.layouts(office), code or "?")
        except Refusal as refusal:
            if refusal.code == "invalid":
                raise Refusal("not_found", refusal.detail) from None
            raise


def layout_resource(displays: Displays, reader: OfficeReader, media: MediaNames) -> Resource:
    """Return the declaration of layouts."""
    return Resource(
        name="layouts",
        item="Layout",
        title=N_("Screen layouts"),
        one_title=N_("Screen layout"),
        about=N_("What a lobby screen shows and where. Some come with the program; change them, or add your own."),
        icon="desk",
        fields=_fields(reader, media),
        records=LayoutRecords(displays, reader),
        addition=N_("Add a layout"),
        removal=N_("Remove the layout"),
        removal_about=N_("Screens that use it show the first layout. One that comes with the program is as before."),
        form="layout_form",
        refusals=("invalid",),
    )


def layout_of(values: Values, before: Layout | None) -> Layout:
    """Return the layout of checked values; those that are not given stay as they were."""
    base = before or replace(CLASSIC, code=text_of(values, "code"), ticker={}, portrait=())
    given: dict[str, object] = {
        name: values[name] for name in ("name", "recent", "waits", "call_s", "picture_s") if name in values
    }
    given |= {
        name: tuple(cast("list[str]", values[name]))
        for name in ("languages", "services", "counters", "media")
        if name in values
    }
    given |= {
        name: tuple(zone_of(text) for text in cast("list[str]", values[name]))
        for name in ("landscape", "portrait")
        if name in values
    }
    given |= {name: _clock(values[name]) for name in ("dark_from", "dark_until") if name in values}
    if "theme" in values:
        given["theme"] = Theme(text_of(values, "theme"))
    if "ticker" in values:
        given["ticker"] = dict(cast("dict[str, str]", values["ticker"]))
    return replace(base, **given)  # type: ignore[arg-type]  # the body has checked the types


def record_of(office: str, layout: Layout) -> Record:
    """Return a layout as administrators see it."""
    values: dict[str, Value] = {
        OFFICE: office,
        "code": layout.code,
        "name": layout.name,
        "theme": layout.theme.value,
        "languages": list(layout.languages),
        "landscape": [zone_text(zone) for zone in layout.landscape],
        "portrait": [zone_text(zone) for zone in layout.portrait],
        "services": list(layout.services),
        "counters": list(layout.counters),
        "recent": layout.recent,
        "waits": layout.waits,
        "call_s": layout.call_s,
        "ticker": dict(layout.ticker),
        "media": list(layout.media),
        "picture_s": layout.picture_s,
        "dark_from": layout.dark_from.isoformat("minutes") if layout.dark_from else None,
        "dark_until": layout.dark_until.isoformat("minutes") if layout.dark_until else None,
    }
    return Record(id=f"{office}:{layout.code}", tag=tag_of(layout), values=values)


def _clock(value: Value) -> time | None:
    return time.fromisoformat(value) if isinstance(value, str) and value else None
