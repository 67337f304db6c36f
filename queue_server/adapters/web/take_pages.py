"""Taking a number by phone, also without JavaScript, and the screen at the entrance whose code lets phones in."""

import hashlib
import io
import secrets
from collections.abc import Callable

import segno
from flask import Flask, Response, after_this_request, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.admin.menu import SignInFirst
from queue_server.adapters.web.browser import phone_cookie, phone_of_cookie
from queue_server.adapters.web.callers import NOBODY
from queue_server.adapters.web.entrance import Entrance
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.kiosk_doors import takes_appointments
from queue_server.adapters.web.languages import current_language, current_theme
from queue_server.adapters.web.page_parts import asked_office, message_page, office_data, sources
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator, Right
from queue_server.domain.ticket import PriorityClass
from queue_server.usecases.issuing import Issued, IssueRequest, Issuing
from queue_server.usecases.ports.changing import Once
from queue_server.usecases.ports.phones import PhoneReader
from queue_server.usecases.ports.reading import OfficeReader

SHOWS = frozenset({DeviceKind.KIOSK, DeviceKind.DISPLAY})


class TakePages:
    """Shows the pages.

    Args:
        limit: the same as for programs, so that a form is no way around it.
        credential: who asks.
    """

    def __init__(
        self,
        issuing: Issuing,
        reader: OfficeReader,
        phones: PhoneReader,
        entrance: Entrance,
        urls: TicketUrls,
        limit: RateLimit,
        credential: Callable[[], Operator | Device | None],
    ) -> None:
        self._issuing = issuing
        self._reader = reader
        self._phones = phones
        self._entrance = entrance
        self._urls = urls
        self._limit = limit
        self._credential = credential

    def install(self, app: Flask, prefix: str) -> None:
        """Add the pages to an application."""
        app.add_url_rule("/take", f"{prefix}.take", self.take)
        app.add_url_rule("/take", f"{prefix}.take_now", self.take_now, methods=["POST"])
        app.add_url_rule("/o/<office>/entrance", f"{prefix}.entrance", self.entrance)
        app.add_url_rule("/o/<office>/entrance/qr.svg", f"{prefix}.entrance_qr", self.entrance_qr)

    def take(self) -> ResponseReturnValue:
        """Let a phone take a number, where the office allows it."""
        office = asked_office("pages.take")
        if not isinstance(office, Office):
            return office
        if not office.phone_tickets:
            return message_page("take_closed", 403)
        phone = _phone()
        given = self._entrance.pass_for(office, request.args.get("code"), phone)
        if given is None:
            return message_page("phone_code_wrong", 403)
        mine = self._phones.tickets_of(office.code, self._entrance.hash_of(phone))
        return render_template(
            "take.html",
            theme=current_theme(),
            office=office,
            data=office_data(office, "take") | {"phone": phone, "code": given or None},
            given=given,
            books=takes_appointments(office),
            procedures=sources().procedures,
            key=secrets.token_urlsafe(16),
            mine=mine,
            refusal=error_sentence(request.args["refused"]) if "refused" in request.args else None,
        )

    def take_now(self) -> ResponseReturnValue:
        """Take a number by the form, once for each time the form was shown."""
        form = request.form
        try:
            office = self._reader.office(form.get("office", ""))
        except Refusal:
            return message_page("office_unknown", 404)
        if not office.phone_tickets:
            return message_page("take_closed", 403)
        phone, code = _phone(), form.get("code")
        try:
            self._limit.count(NOBODY)
            self._entrance.check(office.code, code, phone)
            issued = self._issue(office.code, phone)
        except Refusal as refusal:
            again = url_for("pages.take", office=office.code, code=code or None, refused=refusal.code)
            return redirect(again, 303)
        return redirect(url_for("pages.ticket", token=issued.token), 303)

    def _issue(self, office: str, phone: str) -> Issued:
        form = request.form
        wish = IssueRequest(
            service=form.get("service", ""),
            priority_class=PriorityClass.PRIORITY if "priority" in form else PriorityClass.NORMAL,
            language=current_language(),
            phone=self._entrance.hash_of(phone),
        )
        asked = hashlib.sha256(repr(wish).encode()).hexdigest()
        key = hashlib.sha256(f"{phone}\n{form.get('key', '')}".encode()).hexdigest()
        return self._issuing.issue(office, wish, Once(key=f"form {key}", request_hash=asked, kind=Issued)).value

    def entrance(self, office: str) -> ResponseReturnValue:
        """Show the code at the entrance, on a tablet or a TV."""
        configured = self._shown(office)
        if not isinstance(configured, Office):
            return configured
        data = office_data(configured, "entrance") | {"every_s": configured.rules.phone.code_every_s}
        rotates = self._entrance.code(configured) is not None
        return render_template(
            "entrance.html", theme=current_theme("light"), office=configured, data=data, rotates=rotates
        )

    def entrance_qr(self, office: str) -> ResponseReturnValue:
        """Draw the address for taking a number, with the code of this moment."""
        configured = self._open_to_all(office) or self._shown(office)
        if not isinstance(configured, Office):
            return configured
        drawn = io.BytesIO()
        address = self._urls.take(configured.code, self._entrance.code(configured))
        segno.make(address, error="m").save(drawn, kind="svg", border=2, dark="#000", light="#fff")
        response = Response(drawn.getvalue(), mimetype="image/svg+xml")
        response.headers["Cache-Control"] = "no-store"
        return response

    def _open_to_all(self, code: str) -> Office | None:
        """Return the office if it gives numbers to phones without any code: then the picture is no secret."""
        office = self._reader.office(code)
        return office if office.phone_tickets and self._entrance.code(office) is None else None

    def _shown(self, code: str) -> Office | ResponseReturnValue:
        """Return the office, if who asks may show its code."""
        who = self._credential()
        if who is None:
            raise SignInFirst
        office = self._reader.office(code)
        if isinstance(who, Device):
            allowed = who.office == office.code and who.kind in SHOWS
        else:
            allowed = who.may(Right.READ, office.code)
        if not allowed:
            return message_page("forbidden", 403)
        return office if office.phone_tickets else message_page("take_closed", 403)


def _phone() -> str:
    """Return the name this browser has, after giving it one if it has none."""
    known = phone_of_cookie()
    if known is not None:
        return known
    phone = secrets.token_urlsafe(24)

    @after_this_request
    def give(response: Response) -> Response:
        phone_cookie(response, phone)
        return response

    return phone
