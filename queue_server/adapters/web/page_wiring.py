"""Puts the pages together with the API they share an application with."""

from collections.abc import Sequence

from flask import Flask, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.access import PUBLIC, allow
from queue_server.adapters.web.api import ForPages
from queue_server.adapters.web.api_dependencies import ApiDependencies
from queue_server.adapters.web.auth import caller_or_nobody
from queue_server.adapters.web.browser import csrf_token, pair_cookie
from queue_server.adapters.web.errors import Problem
from queue_server.adapters.web.languages import current_theme
from queue_server.adapters.web.page_headers import secure
from queue_server.adapters.web.page_sources import PageSources, TicketMove, TicketPage
from queue_server.adapters.web.pages import pages, register_pages
from queue_server.adapters.wire import ticket_message
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.operator import Operator, Right
from queue_server.usecases.ports.accounts import Accounts

HOME_OF = {DeviceKind.KIOSK: "pages.kiosk", DeviceKind.DISPLAY: "pages.tv"}
"""Where a machine's browser goes once it is paired."""


def register_pages_of(app: Flask, deps: ApiDependencies, shared: ForPages, accounts: Accounts) -> None:
    """Add all pages to an application that has the API.

    Pages are open to everybody; those for staff send strangers to the sign-in page.
    """
    register_pages(app, _sources(deps, shared, accounts))
    app.add_url_rule("/pair", "pages.pair", _pairing(deps))
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(f"{pages.name}."):
            app.view_functions[endpoint] = allow(PUBLIC)(current_app_view(view))


def error_page(problem: Problem) -> ResponseReturnValue:
    """Show a problem to a person."""
    page = render_template("message.html", theme=current_theme("auto"), code=problem.code, status=problem.status)
    return secure(make_response((page, problem.status)))
