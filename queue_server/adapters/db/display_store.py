"""Layouts, setups of displays and notices of an office."""

import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.display_tables import display_setup, layout, office_display
from queue_server.adapters.db.event_codec import decode, encode
from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import office
from queue_server.domain.display import DisplaySetup
from queue_server.domain.layout import Layout
from queue_server.domain.office import Notice

_LAYOUTS = sa.select(layout.c.content).where(layout.c.office == bindparam("of_office")).order_by(layout.c.code)
_OF_LAYOUT = (layout.c.office == bindparam("of_office"), layout.c.code == bindparam("of_code"))
_LAYOUT_SAVE = sa.update(layout).where(*_OF_LAYOUT).values(content=bindparam("content"))
_LAYOUT_ADD = sa.insert(layout)
_LAYOUT_REMOVE = sa.delete(layout).where(*_OF_LAYOUT)

_SETUPS = (
    sa.select(
        display_setup.c.device,
        display_setup.c.zone,
        display_setup.c.layout,
        display_setup.c.volume,
        display_setup.c.speaks,
    )
    .where(display_setup.c.office == bindparam("of_office"))
    .order_by(display_setup.c.device)
)
_CHANGING = ("zone", "layout", "volume", "speaks")
_SETUP_SAVE = (
    sa.update(display_setup)
    .where(display_setup.c.device == bindparam("of_device"))
    .values({name: bindparam(name) for name in _CHANGING})
)
_SETUP_ADD = sa.insert(display_setup)

_SHOWN = sa.select(office_display.c.revision, office_display.c.notices).where(
    office_display.c.office == bindparam("of_office")
)
_OF_OFFICE = office_display.c.office == bindparam("of_office")
_TOUCH = sa.update(office_display).where(_OF_OFFICE).values(revision=bindparam("revision"))
_NOTICES_SAVE = sa.update(office_display).where(_OF_OFFICE).values(notices=bindparam("notices"))
_SHOWN_ADD = sa.insert(office_display)
_NEW_TAG = sa.update(office).where(office.c.code == bindparam("of_office")).values(config_tag=bindparam("tag"))


class SqlDisplayRecords:
    """See ``DisplayRecords``; the office is read anew after a change, since boards tell of it."""

    def __init__(self, sql: Sql, code: str, revision: int) -> None:
        self._sql = sql
        self._code = code
        self._revision = revision

    def save_layout(self, layout: Layout) -> None:
        values = {"of_office": self._code, "of_code": layout.code}
        if self._sql.run(_LAYOUT_SAVE, **values, content=encode(layout)) == 0:
            self._sql.run(_LAYOUT_ADD, office=self._code, code=layout.code, content=encode(layout))
        self._touch()

    def remove_layout(self, code: str) -> bool:
        removed = self._sql.run(_LAYOUT_REMOVE, of_office=self._code, of_code=code) > 0
        if removed:
            self._touch()
        return removed

    def layouts(self) -> Sequence[Layout]:
        return layouts_of(self._sql, self._code)

    def save_setup(self, setup: DisplaySetup) -> None:
        values = {name: getattr(setup, name) for name in _CHANGING}
        if self._sql.run(_SETUP_SAVE, of_device=setup.device, **values) == 0:
            self._sql.run(_SETUP_ADD, device=setup.device, office=self._code, **values)
        self._touch()

    def save_notices(self, notices: Sequence[Notice]) -> None:
        self._touch()
        self._sql.run(_NOTICES_SAVE, of_office=self._code, notices=encode(list(notices)))

    def _touch(self) -> None:
        if self._sql.run(_TOUCH, of_office=self._code, revision=self._revision) == 0:
            self._sql.run(_SHOWN_ADD, office=self._code, revision=self._revision, notices="[]")
        self._sql.run(_NEW_TAG, of_office=self._code, tag=secrets.token_hex(8))


def layouts_of(sql: Sql, code: str) -> list[Layout]:
    """Return the own layouts of an office by code."""
    return [decode(row[0], Layout) for row in sql.all(_LAYOUTS, of_office=code)]


def setups_of(sql: Sql, code: str) -> list[DisplaySetup]:
    """Return the setups of an office's devices."""
    return [
        DisplaySetup(device=row[0], zone=row[1], layout=row[2], volume=row[3], speaks=bool(row[4]))
        for row in sql.all(_SETUPS, of_office=code)
    ]


def shown_on_displays(sql: Sql, code: str) -> tuple[int, tuple[Notice, ...]]:
    """Return the revision at which anything about displays last changed, 0 for never, and the notices."""
    row = sql.one(_SHOWN, of_office=code)
    return (0, ()) if row is None else (row[0], decode(row[1], tuple[Notice, ...]))
