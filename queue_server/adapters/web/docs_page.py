"""The OpenAPI document at its address, and the same readable: one page without scripts."""

import re
from collections.abc import Callable
from functools import cache

import msgspec
from flask import Blueprint, Flask, Response, render_template
from markupsafe import Markup, escape

from queue_server.adapters.web.access import PUBLIC, allow
from queue_server.adapters.web.errors import STATUS_OF
from queue_server.adapters.web.openapi_reading import read_document
from queue_server.adapters.web.parsing import JSON
from queue_server.contract.codec import Json
from queue_server.contract.error_codes import ERROR_CODES

PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

_QUOTED = re.compile(r"`([^`]*)`")


def install_docs(app: Flask, describe: Callable[[], dict[str, Json]]) -> None:
    """Serve the document at ``/api/openapi.json`` and, readable, at ``/api/docs``.

    Args:
        describe: makes the document; called when it is first asked for, since few servers are ever asked.
    """
    document = cache(describe)
    app.extensions["moiso_openapi"] = document

    @cache
    def page() -> str:
        return render_template(
            "api_docs.html",
            document=read_document(document()),
            codes=[(code, STATUS_OF[code], meaning) for code, meaning in sorted(ERROR_CODES.items())],
        )

    @allow(PUBLIC)
    def openapi_document() -> Response:
        return Response(msgspec.json.encode(document()), content_type=JSON)

    @allow(PUBLIC)
    def api_docs() -> Response:
        return Response(
            page(), content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": PAGE_POLICY}
        )

    docs = Blueprint("docs", __name__, template_folder="templates")
    docs.add_app_template_filter(_quoted, "quoted")
    docs.add_url_rule("/api/openapi.json", view_func=openapi_document)
    docs.add_url_rule("/api/docs", view_func=api_docs)
    app.register_blueprint(docs)


def _quoted(text: str) -> Markup:
    """Return a text of the document as HTML: what stands in backticks is code, a line with a star is an item."""
    html = _QUOTED.sub(r"<code>\1</code>", str(escape(text)))
    return Markup(html.replace("\n* ", "<br>").removeprefix("* "))
