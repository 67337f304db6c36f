"""The pages people see: lobby, kiosk, phone, console; rendered here, live by JSON API and Socket.IO."""

import io
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from flask import Blueprint, Flask, Response, g, redirect, render_template, request, url_for
from flask_babel import Babel

from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.kiosk_doors import doors_data
from queue_server.adapters.web.languages import (
    LANGUAGE_NAMES,
    LANGUAGES,
    current_language,
    current_theme,
    language_url,
    remember_language,
    text_in,
)
from queue_server.adapters.web.page_headers import secure
from queue_server.adapters.web.page_parts import SOURCES, Body, asked_office, message_page, office_data, sources
from queue_server.adapters.web.page_sources import PageSources, TicketMove
from queue_server.adapters.web.tv_page import tv, tv_showing
from queue_server.adapters.web.waiting_words import remark_words, waiting_words
from queue_server.domain.counter_name import counter_name_in
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator, Right

HERE = Path(__file__).parent

pages = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
pages.after_request(secure)
pages.after_request(remember_language)


def register_pages(app: Flask, behind: PageSources) -> None:
    """Add the pages and their translations to the application."""
    app.extensions[SOURCES] = behind
    Babel(app, default_translation_directories=str(HERE / "translations"), locale_selector=current_language)
    app.jinja_env.filters["in_language"] = lambda texts: text_in(texts, current_language())
    app.jinja_env.filters["counter_name"] = lambda name: counter_name_in(name, current_language())
    app.jinja_env.filters["waiting_words"] = waiting_words
    app.jinja_env.filters["remark_words"] = remark_words
    app.jinja_env.filters["office_time"] = lambda at, zone: f"{at.astimezone(ZoneInfo(zone)):%d/%m/%Y %H:%M}"
    app.register_blueprint(pages)


@pages.app_context_processor
def _shared() -> dict[str, object]:
    return {
        "csrf_token": sources().csrf_token,
        "language": current_language(),
        "language_names": LANGUAGE_NAMES,
        "language_url": language_url,
        "other_languages": [code for code in LANGUAGES if code != current_language()],
    }


@pages.get("/")
def landing() -> Body:
    """Lead everybody to their page."""
    behind = sources()
    return render_template(
        "landing.html",
        theme=current_theme(),
        offices=behind.offices(),
        workbench=behind.workbench,
        back_office=behind.back_office,
        replay=behind.replay,
        procedures=behind.procedures,
    )


@pages.get("/kiosk")
def kiosk() -> Body:
    """Show the touch screen where numbers are taken."""
    office = asked_office("pages.kiosk")
    if not isinstance(office, Office):
        return office
    who, rules = sources().credential(), office.rules
    name = who.name if isinstance(who, Device) else None
    data = office_data(office, "kiosk") | {
        "allowed": office.phone_tickets or who is not None,
        "kiosk": name,
        "ask_wait_min": rules.kiosk.ask_wait_min,
        "several": rules.kiosk.several,
        "cards": rules.kiosk.person_daily_limit > 0,
        **doors_data(office),
        "locks": [{"kiosk": one.kiosk, "note": one.note} for one in rules.kiosk_locks],
    }
    return render_template("kiosk.html", theme=current_theme("light"), office=office, data=data)


pages.get("/tv")(tv)
pages.get("/tv/showing")(tv_showing)


@pages.get("/sign-in")
def sign_in() -> Body:
    """Ask staff who they are."""
    return render_template("sign_in.html", theme=current_theme(), refusal=None, username="", onward=_onward())


@pages.post("/sign-in")
def sign_in_now() -> Body:
    """Begin a session, or say why not."""
    username, code = request.form.get("username", ""), "csrf_failed"
    if sources().csrf_valid(request.form.get("csrf_token", "")):
        try:
            sources().sign_in(username, request.form.get("password", ""))
            return redirect(_onward())
        except Refusal as refusal:
            code = "sign_in_wrong" if refusal.code == "unauthorized" else refusal.code
    status = {"sign_in_wrong": 401, "rate_limited": 429}.get(code, 400)
    page = render_template(
        "sign_in.html",
        theme=current_theme(),
        refusal=error_sentence(code),
        username=username,
        onward=_onward(),
    )
    return page, status


@pages.post("/sign-out")
def sign_out() -> Body:
    """End the session."""
    if sources().csrf_valid(request.form.get("csrf_token", "")):
        sources().sign_out()
    return redirect(url_for("pages.landing"))


@pages.get("/console")
def console() -> Body:
    """Show the staff's place of work."""
    who = sources().credential()
    if not isinstance(who, Operator):
        return redirect(url_for("pages.sign_in", next=request.full_path.rstrip("?")))
    office = asked_office("pages.console")
    if not isinstance(office, Office):
        return office
    if not who.may(Right.READ, office.code):
        return message_page("forbidden", 403)
    data = office_data(office, "console") | {
        "operator": {
            "id": who.id,
            "name": who.name,
            "username": who.username,
            "supervises": who.may(Right.SUPERVISE, office.code),
            "serves": who.may(Right.SERVE, office.code),
            "receives": who.may(Right.RECEIVE, office.code),
        },
        "staff": [{"id": one.id, "username": one.username, "name": one.name} for one in sources().staff(office.code)],
        "counter": request.args.get("counter"),
        "rules": {
            "undo_s": office.rules.undo_s,
            "no_show_calls": office.rules.no_show_calls,
            "no_show_after_s": office.rules.no_show_after_s,
            "hold_minutes": round(office.rules.hold_default_s / 60),
        },
    }
    takes_codes = any(one.rules.booking.enabled or one.rules.booking.slips for one in office.services)
    return render_template(
        "console.html", theme=current_theme(), office=office, data=data, operator=who, takes_codes=takes_codes
    )


@pages.get("/t/<token>")
def ticket(token: str) -> Body:
    """Show a citizen the own ticket, also without JavaScript."""
    found = sources().ticket(token)
    if found is None:
        return message_page("ticket_unknown", 404)
    g.ticket_language = found.language
    office = sources().office(found.office)
    near = office.rules.phone.near_ahead
    data = office_data(office, "ticket") | {"token": token, "near": near}
    names = {service.code: service.name for service in office.services}
    return render_template(
        "ticket.html",
        theme=current_theme(),
        office=office,
        status=found.status,
        service_name=text_in(names.get(found.status.service, {}), current_language()),
        token=token,
        data=data,
        rating=found.rating,
        notify=found.notify,
        near=near,
        refusal=error_sentence(request.args["refused"]) if "refused" in request.args else None,
    )


@pages.post("/t/<token>/<any(cancel, late, back):move>")
def move_ticket(token: str, move: str) -> Body:
    """Act for the holder, whose token is the permission, and show the ticket again."""
    try:
        sources().move_ticket(token, TicketMove(move))
    except Refusal as refusal:
        return redirect(url_for("pages.ticket", token=token, refused=refusal.code), 303)
    return redirect(url_for("pages.ticket", token=token), 303)


@pages.get("/t/<token>/qr.svg")
def ticket_qr(token: str) -> Body:
    """Draw the address of a ticket's page."""
    if sources().ticket(token) is None:
        return message_page("ticket_unknown", 404)
    drawn = io.BytesIO()
    segno.make(sources().ticket_url(token), error="m").save(drawn, kind="svg", border=2, dark="#000", light="#fff")
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@pages.get("/workbench")
def workbench() -> Body:
    """Show kiosk, board and the simulated units side by side (demo only)."""
    if not sources().workbench:
        return message_page("not_found", 404)
    office = asked_office("pages.workbench")
    if not isinstance(office, Office):
        return office
    data = office_data(office, "workbench")
    return render_template("workbench.html", theme=current_theme(), office=office, data=data)


def _onward() -> str:
    """Return where to go after sign-in; only paths of this server."""
    wish = request.args.get("next", "")
    return wish if is_own_path(wish) else url_for("pages.console")


def is_own_path(wish: str) -> bool:
    """Return whether a redirection to this path stays on this server.

    Browsers leave tabs and line ends out of an address before they read it, so there may be none.
    """
    return wish.startswith("/") and not wish.startswith(("//", "/\\")) and wish.isprintable()
