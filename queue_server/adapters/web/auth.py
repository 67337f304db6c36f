"""Who calls: operators and devices by bearer token or cookie; enforces what each endpoint declares."""

from collections.abc import Callable
from typing import Protocol

from flask import Flask, current_app, request

from queue_server.adapters.web.access import PUBLIC, Access, Anonymous, Place, declared
from queue_server.adapters.web.asked import asked
from queue_server.adapters.web.browser import (
    DEVICE_COOKIE,
    SESSION_COOKIE,
    check_csrf,
    for_programs,
    refuse_other_origins,
)
from queue_server.adapters.web.callers import NOBODY, Admitted, Caller, Spot, able, in_office, overseeing
from queue_server.adapters.web.parsing import asked_once
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator

TOKEN_LENGTH = 200
"""Longer ones are nobody's; not worth a hash."""

_CALLER, _ADMITTED = "moiso.caller", "moiso.admitted"
"""Where the environment of a request keeps what was found out about it."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Finder(Protocol):
    """Finds the office a right has to hold in; asked only once the caller's role is known to suffice."""

    def gives_phone_tickets(self, office: str) -> bool:
        """Return whether the office gives tickets to anonymous callers.

        Raises:
            Refusal: office_unknown.
        """

    def counter(self, name: str) -> Spot:
        """Return office and counter of ``office:code`` or of a counter's id.

        Raises:
            Refusal: counter_unknown.
        """

    def ticket(self, ticket_id: str) -> Spot:
        """Return office and ticket of a ticket's id.

        Raises:
            Refusal: ticket_unknown.
        """


class Auth:
    """Recognises callers and decides whether they are let in.

    Args:
        operator_of: operator of a session token, None if nobody's.
        device_of: device of a token, None if nobody's.
        finder: finds offices of counters and tickets.
        https: whether citizens and staff reach the server by HTTPS, whatever this request came by.
    """

    def __init__(
        self,
        operator_of: Callable[[str], Operator | None],
        device_of: Callable[[str], Device | None],
        finder: Finder,
        *,
        https: bool = False,
    ) -> None:
        self._operator_of = operator_of
        self._device_of = device_of
        self._finder = finder
        self._https = https

    def install(self, app: Flask) -> None:
        """Guard every endpoint of the application."""
        app.extensions["moiso_auth"] = self
        app.config["WTF_CSRF_TIME_LIMIT"] = None  # a kiosk shows the same page for weeks
        app.config["SESSION_COOKIE_NAME"] = "moiso_page"
        app.config["SESSION_COOKIE_HTTPONLY"] = True
        app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
        app.config["SESSION_COOKIE_SECURE"] = self._https
        app.before_request(self.guard)

    def guard(self) -> None:
        """Refuse the present request unless its endpoint lets its caller in.

        Raises:
            Refusal: unauthorized, forbidden, csrf_failed; not-found kinds of the path's office, counter or ticket.
        """
        endpoint = request.endpoint
        if endpoint is None:
            return  # no such path or method: routing answers
        static = endpoint.rpartition(".")[2] == "static"  # Flask's own view of files anybody may have
        access = PUBLIC if static else declared(current_app.view_functions[endpoint])
        if access is None:
            raise Refusal("forbidden", "this path is open to nobody")
        self.enter(access)

    def enter(self, access: Access) -> None:
        """Refuse the present request unless this access lets its caller in.

        Raises:
            Refusal: see ``guard``.
        """
        if access.anonymous is Anonymous.ALWAYS:
            by_cookie = False
        else:
            asked().environ[_ADMITTED] = admitted = self._admit(access)
            by_cookie = admitted.caller.by_cookie
        if access.same_origin:
            refuse_other_origins()
        # Forms of pages always carry the token: signing somebody in as somebody else needs no cookie either.
        one = asked()
        if one.method not in SAFE_METHODS and (by_cookie or access.same_origin or not for_programs(one.path)):
            check_csrf()

    def identify(self) -> Caller:
        """Return whose credentials the present request carries.

        A bearer token alone counts when there is one. Cookies that are nobody's (any more) are overlooked, since
        browsers send them without being asked.

        Raises:
            Refusal: unauthorized, for a bearer token that is nobody's.
        """
        bearer = _bearer()
        if bearer is not None:
            return self._of_bearer(bearer)
        if "HTTP_COOKIE" not in asked().environ:
            return NOBODY
        cookies = asked().cookies
        session_token, device_token = cookies.get(SESSION_COOKIE, ""), cookies.get(DEVICE_COOKIE, "")
        operator = self._operator_of(session_token) if _plausible(session_token) else None
        device = self._device_of(device_token) if _plausible(device_token) else None
        if operator is None and device is None:
            return NOBODY
        return Caller(operator=operator, device=device, token=session_token if operator else "", by_cookie=True)

    def caller(self) -> Caller:
        """Return the same, found out once for each request."""
        environ = asked().environ
        caller = environ.get(_CALLER)
        if not isinstance(caller, Caller):
            caller = environ[_CALLER] = self.identify()
        return caller

    def _of_bearer(self, token: str) -> Caller:
        if _plausible(token):
            operator = self._operator_of(token)
            if operator is not None:
                return Caller(operator=operator, token=token)
            device = self._device_of(token)
            if device is not None:
                return Caller(device=device)
        raise Refusal("unauthorized", "the token is unknown, revoked or out of date")

    def _admit(self, access: Access) -> Admitted:
        """Decide in an order that tells strangers nothing: credentials, role, then what the path names."""
        present = self.caller()
        may = able(present, access)
        path = asked().view_args or {}
        if may == NOBODY:
            if present != NOBODY:
                raise Refusal("forbidden", "your role does not allow this")
            if access.anonymous is Anonymous.PHONE and self._finder.gives_phone_tickets(path["office"]):
                return Admitted(caller=NOBODY, spot=Spot(office=path["office"]))
            raise Refusal("unauthorized", "sign in, or send valid credentials")
        spot = self._spot(access.place, path)
        if spot.office is not None:
            here = in_office(may, spot.office)
        elif access.place in (Place.ASKED, Place.EVERYWHERE):
            here = overseeing(may)
        else:
            here = may
        if here == NOBODY:
            raise Refusal("forbidden", "you do not belong to this office")
        return Admitted(caller=here, spot=spot)

    def _spot(self, place: Place, path: dict[str, str]) -> Spot:
        match place:
            case Place.OFFICE:
                return Spot(office=path["office"])
            case Place.COUNTER:
                return self._finder.counter(path["counter"])
            case Place.TICKET:
                return self._finder.ticket(path["ticket"])
            case Place.ASKED:
                return Spot(office=asked_once("office"))
            case Place.NOWHERE | Place.EVERYWHERE:
                return Spot()


def current_caller() -> Caller:
    """Return whose credentials the present request carries, whatever they are good for; for pages and views.

    Raises:
        Refusal: unauthorized, for a bearer token that is nobody's.
    """
    return _auth().caller()


def caller_or_nobody() -> Caller:
    """Return the same, overlooking a bearer token that is nobody's."""
    try:
        return current_caller()
    except Refusal:
        return NOBODY


def admitted() -> Admitted:
    """Return as whom and where the present request was let in; for views that are not public."""
    value: Admitted = asked().environ[_ADMITTED]
    return value


def _auth() -> Auth:
    auth: Auth = current_app.extensions["moiso_auth"]
    return auth


def _bearer() -> str | None:
    header = asked().headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _plausible(token: str) -> bool:
    return 0 < len(token) <= TOKEN_LENGTH
