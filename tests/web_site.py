"""The application of ``web_app`` with its pages, and served to browsers."""

import contextlib
import logging
import threading
from collections.abc import Iterator

from werkzeug.serving import make_server

from queue_server.adapters.web.page_wiring import register_pages_of
from tests.web_app import WebApp, a_web_app


def a_web_site(**settings) -> WebApp:
    """Return an application that serves pages too; settings are those of ``a_web_app``."""
    web = a_web_app(**settings)
    register_pages_of(web.app, web.deps, web.for_pages, web.database.accounts)
    return web


@contextlib.contextmanager
def served(web: WebApp) -> Iterator[str]:
    """Serve an application, over an office in memory, on a free port and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, web.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
