"""Screens of an office as they are now: those that wait to be let in, what each shows, orders, notices, files."""

from collections.abc import Callable

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.media_content import Fault
from queue_server.adapters.media_folder import MediaFolder
from queue_server.adapters.web.admin.fields import number_of
from queue_server.adapters.web.admin.media_api import media_item
from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.devices_api import DeviceCommands
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_theme
from queue_server.contract.messages import DisplayCommand
from queue_server.domain.device import DeviceKind
from queue_server.domain.display import DisplaySetup
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.device_overview import DeviceOverview, DisplayState
from queue_server.usecases.displays import Displays
from queue_server.usecases.pairing import PairingDesk
from queue_server.usecases.ports.reading import OfficeReader

Page = ResponseReturnValue

ORDERS = ("identify", "test", "reload", "picture")


class ScreenPages:
    """Two pages beside the lists of the back office: screens now, and pictures and films."""

    def __init__(
        self,
        menu: Menu,
        reader: OfficeReader,
        overview: DeviceOverview,
        displays: Displays,
        desk: PairingDesk,
        commands: DeviceCommands,
        media: MediaFolder,
    ) -> None:
        self._menu = menu
        self._reader = reader
        self._overview = overview
        self._displays = displays
        self._desk = desk
        self._commands = commands
        self._media = media

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the pages under the names of a blueprint, whose headers and languages they share."""
        rules: list[tuple[str, str, Callable[..., Page], str]] = [
            ("/admin/screens", "admin_screens", self.screens, "GET"),
            ("/admin/screens/accept", "admin_screens_accept", self.accept, "POST"),
            ("/admin/screens/order/<device>/<order>", "admin_screens_order", self.order, "POST"),
            ("/admin/screens/notice", "admin_screens_notice", self.add_notice, "POST"),
            ("/admin/screens/notice/<notice>/remove", "admin_screens_notice_remove", self.remove_notice, "POST"),
            ("/admin/screens/files", "admin_media", self.files, "GET"),
            ("/admin/screens/files/remove", "admin_media_remove", self.remove_file, "POST"),
        ]
        for rule, name, view, method in rules:
            app.add_url_rule(rule, f"{blueprint}.{name}", view, methods=[method])

    def screens(self, refusal: str | None = None) -> Page:
        """Show who waits, and every display with its state."""
        by = self._menu.administrator()
        office = self._menu.office(by)
        page = render_template(
            "admin/screens.html",
            theme=current_theme(),
            pairings=self._desk.waiting(),
            displays=self._shown(office),
            layouts={one.code: one.name for one in self._displays.layouts(office)} if office else {},
            notices=self._reader.office(office).notices if office else (),
            refusal=refusal,
            **self._menu.frame(by, "screens"),
        )
        return (page, 409) if refusal else page

    def accept(self) -> Page:
        """Let the display that shows a code in, and set it up."""
        by, office = self._office()
        zone, layout = request.form.get("zone", "")[:64], request.form.get("layout", "")
        try:
            device = self._desk.accept(request.form.get("code", ""), request.form.get("name", ""), office, by.id)
            if zone or layout:
                self._displays.set_up(office, DisplaySetup(device=device.id, zone=zone, layout=layout), by.id)
        except Refusal as refusal:
            return self.screens(error_sentence(refusal.code))
        return self._back("added")

    def order(self, device: str, order: str) -> Page:
        """Tell a display something."""
        _, office = self._office()
        if order not in ORDERS or device not in {state.seen.device for state, _ in self._shown(office)}:
            raise Refusal("not_found", f"office {office} has no display {device}, or there is no order {order}")
        match order:
            case "identify":
                command = DisplayCommand(command="identify")
            case "test":
                command = DisplayCommand(command="test")
            case "picture":
                command = DisplayCommand(command="picture")
            case _:
                command = DisplayCommand(command="reload")
        self._commands.command_display(device, command)
        if request.args.get("back") == "item":
            return redirect(url_for("pages.admin_screen", device=device, office=office, done="told"), 303)
        return self._back("told")

    def add_notice(self) -> Page:
        """Put a line on all displays."""
        by, office = self._office()
        text = {code: request.form.get(f"text-{code}", "").strip() for code in ("vi", "en")}
        try:
            given = {code: one for code, one in text.items() if one}
            self._displays.add_notice(office, given, _minutes(), by.id)
        except Refusal as refusal:
            return self.screens(error_sentence(refusal.code))
        return self._back("added")

    def remove_notice(self, notice: str) -> Page:
        """Take a line off all displays."""
        by, office = self._office()
        self._displays.remove_notice(office, notice, by.id)
        return self._back("removed")

    def files(self) -> Page:
        """Show pictures and films, and take new ones."""
        by = self._menu.administrator()
        office = self._menu.office(by)
        files = [media_item(office, one) for one in self._media.files(office)] if office else []
        faults = {one.value: error_sentence(one.value) for one in Fault}
        return render_template(
            "admin/media.html", theme=current_theme(), files=files, faults=faults, **self._menu.frame(by, "media")
        )

    def remove_file(self) -> Page:
        """Remove a picture or film."""
        _, office = self._office()
        self._media.remove(office, request.form.get("name", ""))
        return redirect(url_for("pages.admin_media", office=office, done="removed"), 303)

    def _office(self) -> tuple[Operator, str]:
        by = self._menu.administrator()
        office = self._menu.office(by)
        if office is None:
            raise Refusal("office_unknown", "there is no office yet")
        refuse_unless_administrator(by, office)
        return by, office

    def _shown(self, office: str | None) -> list[tuple[DisplayState, DisplaySetup]]:
        if office is None:
            return []
        setups = {one.device: one for one in self._displays.setups(office)}
        return [
            (one, setups.get(one.seen.device or "", DisplaySetup(device=one.seen.device or "")))
            for one in self._overview.of(office).displays
            if one.kind is DeviceKind.DISPLAY and one.seen.device
        ]

    def _back(self, done: str) -> Page:
        return redirect(url_for("pages.admin_screens", office=request.args.get("office"), done=done), 303)


def _minutes() -> float | None:
    """Return for how long a notice is shown, None for until it is taken off.

    Raises:
        Refusal: invalid.
    """
    text = request.form.get("minutes", "").strip()
    minutes = number_of(text) if text else None
    if isinstance(minutes, str):
        raise Refusal("invalid", "minutes: a number", "minutes")
    return minutes
