"""The lobby's board as a page, and what an open one is told to show now."""

from flask import g, jsonify, render_template, request

from queue_server.adapters.web.languages import board_languages, current_theme
from queue_server.adapters.web.page_parts import Body, asked_office, message_page, office_data, services_data, sources
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office


def tv() -> Body:
    """Show the lobby's board; language and theme of the address stand above those of the layout."""
    office = asked_office("pages.tv")
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
        "version": sources().version,
    }
    return render_template("tv.html", theme=theme or showing.layout.theme.value, office=office, data=data)


def tv_showing() -> Body:
    """Tell a TV page that is open what to show now."""
    office = sources().office(request.args.get("office", ""))
    showing = sources().showing(office.code, request.args.get("layout")).data()
    return jsonify({**showing, "services": services_data(office)})
