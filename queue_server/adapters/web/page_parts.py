"""What the views of all pages share: the rest of the server, the office that was asked for, plain messages."""

from urllib.parse import urlsplit, urlunsplit

from flask import current_app, render_template, request
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response as AnyResponse

from queue_server.adapters.web.error_texts import TITLES, error_sentence
from queue_server.adapters.web.languages import LANGUAGES, current_language, current_theme
from queue_server.adapters.web.page_sources import PageSources
from queue_server.adapters.web.page_texts import texts_for
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office

SOURCES = "moiso_page_sources"

Body = str | AnyResponse | tuple[str, int]


def sources() -> PageSources:
    """Return what stands behind the pages of the present application."""
    found: PageSources = current_app.extensions[SOURCES]
    return found


def asked_office(endpoint: str) -> Office | Body:
    """Return the office of ``?office=``, the only one if none is named, or a page to choose one."""
    code, offices = request.args.get("office"), sources().offices()
    if code is None and len(offices) == 1:
        return offices[0]
    try:
        return sources().office(code or "")
    except Refusal:
        page = render_template(
            "choose_office.html", theme=current_theme(), offices=offices, asked=code, endpoint=endpoint
        )
        return page, 404 if code else 200


def office_data(office: Office, page: str) -> dict[str, object]:
    """Return what a page's scripts start with; all texts are there, so that they also speak without the server."""
    return {
        "office": office.code,
        "office_name": office.name,
        "time_zone": office.time_zone,
        "services": services_data(office),
        "counters": [{"code": one.code, "name": one.name, "services": one.services} for one in office.counters],
        "browser_paper": office.rules.browser_paper,
        "language": current_language(),
        "texts": {language: texts_for(page, language) for language in LANGUAGES},
    }


def services_data(office: Office) -> list[dict[str, object]]:
    """Return the services of an office as the pages' scripts have them."""
    return [{"code": one.code, "prefix": one.prefix, "name": one.name, "open": one.open} for one in office.services]


def message_page(code: str, status: int) -> tuple[str, int]:
    """Return a page that says one thing, in all languages: whoever meets it may not have chosen one yet."""
    message = {}
    for language in LANGUAGES:
        with force_locale(language):
            title = gettext(TITLES.get(code, TITLES["server_error"]))
            message[language] = {"title": title, "text": error_sentence(code)}
    return render_template(
        "message.html", theme=current_theme(), message=message, code=code, before=_page_before()
    ), status


def _page_before() -> str | None:
    """Return the address, on this server, of the page whose form was sent."""
    sent_from = urlsplit(request.referrer or "")
    if request.method != "POST" or sent_from.netloc != request.host or not sent_from.path.startswith("/"):
        return None
    return urlunsplit(("", "", "/" + sent_from.path.lstrip("/"), sent_from.query, ""))
