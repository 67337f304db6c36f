"""Security headers of every page: nothing runs or loads but what this server sends as a file."""

import re

from flask import Response, request

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?")

RECORDS = frozenset({"pages.admin_voice"})
"""Pages that may ask for the microphone."""
_SELF = "self"

FRAMED = frozenset({"pages.kiosk", "pages.tv", "pages.print_ticket"})
"""Pages that others of this server show in frames: the workbench, and the kiosk that prints."""


def secure(response: Response) -> Response:
    """Add the headers to a page or one of its files."""
    headers = response.headers
    headers["Content-Security-Policy"] = _policy()
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"  # a ticket's address is its secret
    headers["Permissions-Policy"] = (
        f"camera=(), geolocation=(), microphone=({_SELF if request.endpoint in RECORDS else ''}), payment=(), usb=()"
    )
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if response.mimetype == "text/html" or "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def _policy() -> str:
    ancestors = "'self'" if request.endpoint in FRAMED else "'none'"
    # Older Safari does not take 'self' for WebSocket addresses.
    sockets = f" ws://{request.host} wss://{request.host}" if _HOST.fullmatch(request.host) else ""
    return (
        f"default-src 'self'; connect-src 'self'{sockets}; object-src 'none'; base-uri 'none'; "
        f"form-action 'self'; frame-ancestors {ancestors}"
    )
