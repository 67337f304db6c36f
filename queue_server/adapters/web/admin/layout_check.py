"""Trying a layout without storing it: what the editor's preview shows, or what is wrong with it."""

from typing import Any

import msgspec

from queue_server.adapters.web.access import Access
from queue_server.adapters.web.admin.admin_api import View, by_whom
from queue_server.adapters.web.admin.layouts import layout_of
from queue_server.adapters.web.admin.models import models_of
from queue_server.adapters.web.admin.resource import OFFICE, Resource, text_of
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import Body
from queue_server.adapters.web.tv_showing import layout_data
from queue_server.contract.fields import FromServer
from queue_server.domain.layout import check_layout
from queue_server.domain.operator import Right
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.displays import LANGUAGES
from queue_server.usecases.ports.reading import OfficeReader


class ZoneShown(FromServer, frozen=True, kw_only=True):
    """A rectangle of the grid."""

    part: str
    column: int
    row: int
    columns: int
    rows: int


class LayoutShown(FromServer, frozen=True, kw_only=True):
    """A layout as a TV page shows it."""

    code: str
    name: str
    theme: str
    languages: list[str]
    landscape: list[ZoneShown]
    portrait: list[ZoneShown]
    """Made from the wide screen's zones when none were set."""
    services: list[str]
    counters: list[str]
    recent: int
    waits: bool
    call_s: float
    ticker: dict[str, str]
    media: list[str]
    picture_s: float
    dark_from: str | None
    dark_until: str | None


def layout_check(resource: Resource, reader: OfficeReader) -> tuple[Operation, View]:
    """Return the operation that checks a layout and answers how it is shown."""

    def view(body: Body) -> Reply:
        values: dict[str, Any] = body.model_dump()
        office = text_of(values, OFFICE)
        refuse_unless_administrator(by_whom(), office)
        layout = layout_of(values, None)
        check_layout(layout, reader.office(office), LANGUAGES)
        return Reply(msgspec.convert(layout_data(layout), LayoutShown))

    view.__name__ = "check_layout"
    view.__doc__ = "Check a layout and answer how screens would show it; nothing is stored."
    view.__annotations__ = {"body": models_of(resource).addition, "return": Reply}
    operation = Operation(
        method="POST",
        rule="/admin/layouts/check",
        access=Access(right=Right.ADMINISTER),
        answer=LayoutShown,
        refusals=["office_unknown", "forbidden", "invalid"],
    )
    return operation, view
