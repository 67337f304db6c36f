"""The application of ``web_app`` with its pages."""

from queue_server.adapters.web.page_wiring import register_pages_of
from tests.web_app import WebApp, a_web_app


def a_web_site(**settings) -> WebApp:
    """Return an application that serves pages too; settings are those of ``a_web_app``."""
    web = a_web_app(**settings)
    register_pages_of(web.app, web.deps, web.for_pages, web.database.accounts)
    return web
