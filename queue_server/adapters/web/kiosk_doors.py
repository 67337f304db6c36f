"""What a kiosk leads to beside numbers: what its page is told of it, and the code with which a phone books a time."""

import io
from collections.abc import Callable

import segno
from flask import Flask, Response, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.languages import LANGUAGES
from queue_server.adapters.web.page_parts import message_page
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.domain.office import Office


class KioskDoors:
    """Draws the code.

    Args:
        office: by its code; raises Refusal office_unknown.
    """

    def __init__(self, office: Callable[[str], Office], urls: TicketUrls) -> None:
        self._office = office
        self._urls = urls

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the picture under the names of a blueprint, whose headers it shares."""
        app.add_url_rule("/o/<office>/booking/qr.svg", f"{blueprint}.booking_qr", self.booking_qr)

    def booking_qr(self, office: str) -> ResponseReturnValue:
        """Draw the address for booking a time, in the language that ``?for=`` names."""
        configured = self._office(office)
        if not takes_appointments(configured):
            return message_page("booking_closed", 404)
        wanted = request.args.get("for")
        path = url_for("pages.book", office=configured.code, lang=wanted if wanted in LANGUAGES else None)
        drawn = io.BytesIO()
        segno.make(self._urls.page(path), error="m", micro=False).save(
            drawn, kind="svg", border=2, dark="#000", light="#fff"
        )
        return Response(drawn.getvalue(), mimetype="image/svg+xml")


def takes_appointments(office: Office) -> bool:
    """Return whether times can be booked in an office."""
    return any(one.rules.booking.enabled for one in office.services)


def doors_data(office: Office) -> dict[str, object]:
    """Return what a kiosk's scripts need: whether times can be booked, and the reasons of ratings if it takes any."""
    reasons = [{"code": one.code, "name": one.name} for one in office.rules.rating.reasons]
    return {"books": takes_appointments(office), "rates": reasons if office.rules.kiosk.rating else None}
