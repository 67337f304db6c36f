"""Displays of an office: layouts, how each display is set up, and notices on all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.display import LONGEST_SHOWN_MINUTES, MOST_NOTICES, DisplaySetup, check_notice, check_setup
from queue_server.domain.errors import Refusal
from queue_server.domain.events import DisplaysConfigured
from queue_server.domain.layout import Layout, check_layout
from queue_server.domain.office import Notice, Texts
from queue_server.domain.shipped_layouts import SHIPPED, available, chosen
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.displays import DisplayReader
from queue_server.usecases.ports.environment import Ids

LANGUAGES = ("vi", "en")
"""Languages a board can be shown in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What one display, or a browser without a token, is to show."""

    layout: Layout
    setup: DisplaySetup
    """The default one for a display that was never set up."""


class Displays:
    """Reads and changes how displays of an office look."""

    def __init__(self, offices: Offices, reader: DisplayReader, accounts: Accounts, ids: Ids) -> None:
        self._offices = offices
        self._reader = reader
        self._accounts = accounts
        self._ids = ids

    def layouts(self, office: str) -> list[Layout]:
        """Return the layouts an office may use, shipped ones included.

        Raises:
            Refusal: office_unknown.
        """
        return available(self._reader.layouts(office))

    def showing(self, office: str, device: str | None, layout: str | None = None) -> Showing:
        """Return what a display shows; a layout that was removed is replaced by the office's first.

        Args:
            office: its code.
            device: id of a registered device, None for a browser without a token.
            layout: code of a layout to show instead of the device's, as a preview asks for.

        Raises:
            Refusal: office_unknown; invalid, for a layout that was asked for and isn't there.
        """
        setup = self.setup(office, device) if device else DisplaySetup(device="")
        layouts = self.layouts(office)
        if layout is not None:
            return Showing(layout=chosen(layouts, layout), setup=setup)
        own = next((one for one in layouts if one.code == setup.layout), layouts[0])
        return Showing(layout=own, setup=setup)

    def setup(self, office: str, device: str) -> DisplaySetup:
        """Return how a device is set up; the default for one that never was."""
        known = (one for one in self._reader.setups(office) if one.device == device)
        return next(known, DisplaySetup(device=device))

    def setups(self, office: str) -> Sequence[DisplaySetup]:
        """Return the setups of an office's devices."""
        return self._reader.setups(office)

    def save_layout(self, office: str, layout: Layout, by: str) -> None:
        """Store a layout under its code, in place of a shipped one too.

        Raises:
            Refusal: office_unknown; invalid.
        """

        def work(tx: OfficeTransaction) -> None:
            check_layout(layout, tx.office, LANGUAGES)
            tx.displays.save_layout(layout)
            tx.record(DisplaysConfigured(by=by, what=f"layout {layout.code}"))

        self._offices.change(office, work)

    def remove_layout(self, office: str, code: str, by: str) -> None:
        """Remove an own layout; a shipped one of its code is back then, and displays that used it show the first.

        Raises:
            Refusal: office_unknown; not_found; invalid, for a shipped one.
        """

        def work(tx: OfficeTransaction) -> None:
            if not tx.displays.remove_layout(code):
                if code in {one.code for one in SHIPPED}:
                    raise Refusal("invalid", f"layout: {code!r} comes with the program and stays", "layout")
                raise Refusal("not_found", f"office {office} has no layout {code!r}", "layout")
            tx.record(DisplaysConfigured(by=by, what=f"layout {code}"))

        self._offices.change(office, work)

    def set_up(self, office: str, setup: DisplaySetup, by: str) -> None:
        """Store how a display is set up.

        Raises:
            Refusal: office_unknown; not_found; invalid.
        """
        check_setup(setup)
        self._registered(office, setup.device)
        if setup.layout:
            chosen(self.layouts(office), setup.layout)

        def work(tx: OfficeTransaction) -> None:
            tx.displays.save_setup(replace(setup, zone=setup.zone.strip()))
            tx.record(DisplaysConfigured(by=by, what=f"display {setup.device}"))

        self._offices.change(office, work)

    def add_notice(self, office: str, text: Texts, minutes: float | None, by: str) -> Notice:
        """Put a line on all displays of an office, for some minutes or until it is taken off.

        Raises:
            Refusal: office_unknown; invalid.
        """
        if minutes is not None and not 0 < minutes <= LONGEST_SHOWN_MINUTES:
            raise Refusal("invalid", f"minutes: more than 0, at most {LONGEST_SHOWN_MINUTES}", "minutes")
        notice_id = self._ids.new_id()

        def work(tx: OfficeTransaction) -> Notice:
            until = None if minutes is None else tx.at + timedelta(minutes=minutes)
            notice = Notice(id=notice_id, text={key: one.strip() for key, one in text.items()}, until=until)
            check_notice(notice)
            kept = _current(tx.office.notices, tx.at)
            if len(kept) >= MOST_NOTICES:
                raise Refusal("invalid", f"text: at most {MOST_NOTICES} notices at once; take one off first", "text")
            tx.displays.save_notices([*kept, notice])
            tx.record(DisplaysConfigured(by=by, what="notices"))
            return notice

        return self._offices.change(office, work).value

    def remove_notice(self, office: str, notice: str, by: str) -> None:
        """Take a line off all displays; one that is gone already is no error.

        Raises:
            Refusal: office_unknown.
        """

        def work(tx: OfficeTransaction) -> None:
            kept = [one for one in _current(tx.office.notices, tx.at) if one.id != notice]
            if len(kept) < len(tx.office.notices):
                tx.displays.save_notices(kept)
                tx.record(DisplaysConfigured(by=by, what="notices"))

        self._offices.change(office, work)

    def _registered(self, office: str, device: str) -> Device:
        for one in self._accounts.devices():
            if one.id == device and one.office == office and one.kind is DeviceKind.DISPLAY and not one.revoked:
                return one
        raise Refusal("not_found", f"office {office} has no display {device!r}", "device")


def _current(notices: Sequence[Notice], at: datetime) -> list[Notice]:
    return [one for one in notices if one.until is None or one.until > at]
