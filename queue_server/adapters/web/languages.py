"""Which language and theme a page is shown in, and texts of the office in that language."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Response, g, request
from werkzeug.datastructures import MultiDict

from queue_server.domain.counter_name import counter_name_in
from queue_server.domain.office import Office

LANGUAGES = ("vi", "en")
"""Vietnamese first: it is the default everywhere. A further language is a catalogue and an entry here."""

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
LANGUAGE_COOKIE = "moiso_language"
THEME_COOKIE = "moiso_theme"
PUBLIC_SCREENS = frozenset(
    f"pages.{name}"
    for name in ("kiosk", "tv", "rate_find", "rate_found", "rate_here", "rate_ticket", "rating_tablet", "entrance")
)
"""Screens for everybody: what one person chose there is not kept."""

THEMES = ("auto", "light", "dark", "contrast")
YEAR_S = 365 * 24 * 3600


def current_language() -> str:
    """Return the language of this page: asked for, remembered, of the ticket, or Vietnamese.

    The browser's own preference doesn't count: kiosks and phones in Vietnam often run an English system.
    """
    wishes = (
        g.get("board_language"),
        request.args.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        g.get("ticket_language"),
    )
    return next((wish for wish in wishes if wish in LANGUAGES), LANGUAGES[0])


def language_url(language: str) -> str:
    """Return the address of the present page in another language."""
    query = MultiDict(request.args)
    query["lang"] = language
    return f"?{urlencode(list(query.items(multi=True)))}"  # a path may begin like the address of another server


def board_languages() -> list[str]:
    """Return the languages a display shows together, the larger one first; ``?lang=vi+en`` names two."""
    asked = [wish for wish in re.split(r"[ ,+]+", request.args.get("lang", "")) if wish in LANGUAGES]
    return list(dict.fromkeys(asked))[:2] or ["vi", "en"]


def current_theme(default: str = "auto") -> str:
    """Return the theme of this page: asked for, remembered, or the page's default."""
    remembered = None if request.endpoint in PUBLIC_SCREENS else request.cookies.get(THEME_COOKIE)
    return next((wish for wish in (request.args.get("theme"), remembered) if wish in THEMES), default)


def remember_language(response: Response) -> Response:
    """Keep a language that was asked for by ``?lang=`` for the next pages."""
    wish = request.args.get("lang")
    if wish in LANGUAGES and request.endpoint not in PUBLIC_SCREENS:
        response.set_cookie(LANGUAGE_COOKIE, wish, max_age=YEAR_S, samesite="Lax", secure=request.is_secure)
    return response


def text_in(texts: Mapping[str, str], language: str) -> str:
    """Return an office's text in a language, else in Vietnamese, else in any."""
    return texts.get(language) or texts.get(LANGUAGES[0]) or next(iter(texts.values()), "")


def names_in(office: Office, language: str) -> dict[str, str]:
    """Return what an office calls its services and counters in a language, by ``kind:code``."""
    services = {f"service:{one.code}": text_in(one.name, language) for one in office.services}
    return services | {f"counter:{one.code}": counter_name_in(one.name, language) for one in office.counters}
