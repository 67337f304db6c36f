"""What a browser keeps and sends: cookies of operators and devices, and the CSRF token."""

import re
from typing import TYPE_CHECKING

from flask import Response, current_app, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.http import parse_cookie
from wtforms import ValidationError

from queue_server.domain.errors import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SESSION_COOKIE = "moiso_session"
"""Session token of an operator's browser."""

DEVICE_COOKIE = "moiso_device"
"""Token of a kiosk's or TV's browser, set once by pairing."""

DEVICE_COOKIE_S = 10 * 365 * 86400
"""A paired machine stays paired until its token is revoked."""

PHONE_COOKIE = "moiso_phone"
"""Random name of a phone that took a number: one open number for each service."""

PHONE_COOKIE_S = 365 * 86400

_PHONE = re.compile(r"[A-Za-z0-9_-]{16,128}")

_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics")


def for_programs(path: str) -> bool:
    """Return whether programs ask for a path; people ask for the others, which are pages."""
    return path.startswith(_PROGRAMS)


def csrf_token() -> str:
    """Return the token that forms (field ``csrf_token``) and scripts (``X-CSRF-Token``) of this browser send."""
    token: str = generate_csrf()
    return token


def check_csrf() -> None:
    """Refuse the present request unless it carries the browser's CSRF token.

    Raises:
        Refusal: csrf_failed.
    """
    sent = request.headers.get("X-CSRF-Token")
    if sent is None and not for_programs(request.path):
        sent = request.form.get("csrf_token")
    try:
        validate_csrf(sent)
    except ValidationError as error:
        raise Refusal("csrf_failed", str(error)) from None


def refuse_other_origins() -> None:
    """Refuse a call made by another site's page.

    Raises:
        Refusal: forbidden.
    """
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin.partition("://")[2] != request.host
    if foreign or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Refusal("forbidden", "this can only be called from the server's own pages")


def cookie_token(environ: "WSGIEnvironment") -> str | None:
    """Return the token in a request's cookies, an operator's before a device's, for what isn't Flask."""
    cookies = parse_cookie(environ)
    return cookies.get(SESSION_COOKIE) or cookies.get(DEVICE_COOKIE)


def sign_in_cookie(response: Response, token: str) -> None:
    """Let the browser act as the operator of a session until it is closed or signed out."""
    _set_cookie(response, SESSION_COOKIE, token, None)


def sign_out_cookie(response: Response) -> None:
    """Forget the operator's session in the browser."""
    _delete_cookie(response, SESSION_COOKIE)


def pair_cookie(response: Response, token: str) -> None:
    """Let the browser act as the device of a token."""
    _set_cookie(response, DEVICE_COOKIE, token, DEVICE_COOKIE_S)


def phone_cookie(response: Response, name: str) -> None:
    """Let the browser keep the name it was given."""
    _set_cookie(response, PHONE_COOKIE, name, PHONE_COOKIE_S)


def phone_of_cookie() -> str | None:
    """Return the name this browser was given, None if it has none."""
    name = request.cookies.get(PHONE_COOKIE, "")
    return name if _PHONE.fullmatch(name) else None


def unpair_cookie(response: Response) -> None:
    """Forget the device in the browser."""
    _delete_cookie(response, DEVICE_COOKIE)


def _set_cookie(response: Response, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(name, value, max_age=max_age, secure=_secure(), httponly=True, samesite="Lax")


def _delete_cookie(response: Response, name: str) -> None:
    response.delete_cookie(name, secure=_secure(), httponly=True, samesite="Lax")


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"]) or request.is_secure
