"""One screen of an office: what it shows in words and as a picture, how it is, and orders to it."""

from dataclasses import replace

from flask import Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.screen_pictures import ScreenPictures
from queue_server.adapters.web.admin.fields import whole_number_of
from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.languages import current_theme
from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.device_overview import DeviceOverview, DisplayState
from queue_server.usecases.displays import Displays


class ScreenPage:
    """Shows one registered display; ``ScreenPages`` gives it orders."""

    def __init__(self, menu: Menu, overview: DeviceOverview, displays: Displays, pictures: ScreenPictures) -> None:
        self._menu = menu
        self._overview = overview
        self._displays = displays
        self._pictures = pictures

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the page, its picture, and the form for the loudness."""
        page = "/admin/screens/item/<device>"
        app.add_url_rule(page, f"{blueprint}.admin_screen", self.show)
        app.add_url_rule(f"{page}/picture", f"{blueprint}.admin_screen_picture", self.picture)
        app.add_url_rule(f"{page}/loudness", f"{blueprint}.admin_screen_loudness", self.loudness, methods=["POST"])

    def show(self, device: str) -> ResponseReturnValue:
        """Show the screen."""
        by, office, state = self._found(device)
        picture = self._pictures.newest(device)
        return render_template(
            "admin/screen.html",
            theme=current_theme(),
            state=state,
            setup=self._displays.setup(office, device),
            layouts={one.code: one.name for one in self._displays.layouts(office)},
            picture_at=picture.at if picture else None,
            **self._menu.frame(by, "screens"),
        )

    def picture(self, device: str) -> ResponseReturnValue:
        """Return the picture it sent last."""
        self._found(device)
        picture = self._pictures.newest(device)
        if picture is None:
            raise Refusal("not_found", f"display {device} has sent no picture")
        answer = Response(picture.content, mimetype="image/jpeg")
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer

    def loudness(self, device: str) -> ResponseReturnValue:
        """Set how loud it speaks and plays, now and later."""
        by, office, _ = self._found(device)
        percent = whole_number_of(request.form.get("percent", ""))
        if isinstance(percent, str):
            raise Refusal("invalid", "percent: a whole number from 0 to 100", "percent")
        self._displays.set_up(office, replace(self._displays.setup(office, device), volume=percent), by.id)
        return redirect(url_for("pages.admin_screen", device=device, office=office, done="changed"), 303)

    def _found(self, device: str) -> tuple[Operator, str, DisplayState]:
        by = self._menu.administrator()
        office = self._menu.office(by)
        if office is None:
            raise Refusal("office_unknown", "there is no office yet")
        refuse_unless_administrator(by, office)
        for one in self._overview.of(office).displays:
            if one.seen.device == device and one.kind is DeviceKind.DISPLAY:
                return by, office, one
        raise Refusal("not_found", f"office {office} has no display {device}")
