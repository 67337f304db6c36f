"""Layouts in the back office: what screens of an office show and where."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import cast

from queue_server.adapters.web.admin.fields import Value, Values
from queue_server.adapters.web.admin.layout_fields import zone_of, zone_text
from queue_server.adapters.web.admin.layout_form import MediaNames, layout_fields
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource, office_and_code, text_of
from queue_server.adapters.web.marking import N_
from queue_server.domain.errors import Refusal
from queue_server.domain.layout import Layout, Theme
from queue_server.domain.operator import Operator
from queue_server.domain.shipped_layouts import CLASSIC, chosen
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import refuse_if_changed, tag_of
from queue_server.usecases.displays import Displays
from queue_server.usecases.ports.reading import OfficeReader


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
        fields=layout_fields(reader, media),
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
