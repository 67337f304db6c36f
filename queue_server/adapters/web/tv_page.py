"""The lobby's board as a page, and what an open one is told to show now."""

from flask import g, jsonify, render_template, request

from queue_server.adapters.web.languages import LANGUAGES, board_languages, current_theme
from queue_server.adapters.web.page_parts import Body, asked_office, message_page, office_data, services_data, sources
from queue_server.adapters.web.page_texts import texts_for
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office


def tv() -> Body:
    """Show the lobby's board; language and theme of the address stand above those of the layout."""
    who = sources().credential()
    if "office" in request.args:
        office = asked_office("pages.tv")
    elif isinstance(who, Device):
        office = sources().office(who.office)
    else:
        return _pairing()
    if not isinstance(office, Office):
        return office
    try:
        showing = sources().showing(office.code, request.args.get("layout"))
    except Refusal:
        return message_page("not_found", 404)
    languages = board_languages() if "lang" in request.args else None
    theme = current_theme("") or None
    g.board_language = (languages or showing.layout.languages)[0]
    data = office_data(office, "tv") | {
        "languages": languages,
        "theme": theme,
        "showing": showing.data(),
        "preview": "preview" in request.args,
        "code_every_s": office.rules.phone.code_every_s,
        "version": sources().version,
    }
    return render_template("tv.html", theme=theme or showing.layout.theme.value, office=office, data=data)


def _pairing() -> Body:
    """Show a new screen's code, and the ways to public boards for who only wants to look."""
    languages = board_languages()
    g.board_language = languages[0]
    data = {
        "languages": languages,
        "texts": {language: texts_for("pairing", language) for language in LANGUAGES},
        "name": request.args.get("name", "")[:64],
    }
    return render_template("tv_pairing.html", theme=current_theme("dark"), offices=sources().offices(), data=data)


def tv_showing() -> Body:
    """Tell a TV page that is open what to show now."""
    who = sources().credential()
    own = who.office if isinstance(who, Device) else ""
    office = sources().office(request.args.get("office", own))
    showing = sources().showing(office.code, request.args.get("layout")).data()
    return jsonify({**showing, "services": services_data(office)})
