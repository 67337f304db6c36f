"""The Flask application of this server, without what every request would pay for and hardly any needs."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule


class PromptRule(Rule):
    """A rule that is ready at once: what makes addresses of it is compiled when the first one is made.

    Of several hundred rules a few dozen are ever asked for an address; compiling all would be a tenth of a start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled: list[Callable[..., tuple[str, str]]] = []
        compile_now = super()._compile_builder

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_now(append_unknown))
            return compiled[0](rule, **values)

        return build


class Application(Flask):
    """Flask for plain functions and few cookies.

    A bare view costs 71 µs; Flask's own sessions would add 25 µs and its search for coroutines 10 µs.
    """

    url_rule_class = PromptRule

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None)
        self.session_interface = PageSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function itself: there are no coroutines among the views."""
        return func


class PageSessions(SecureCookieSessionInterface):
    """Flask's signed cookies, with the signer made once and not looked at where there is no cookie.

    Only pages with forms have one: it holds the secret of their CSRF tokens.
    """

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer; the application's secret does not change."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the request's cookie holds, empty without one."""
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write a cookie if a page has put something into the session."""
        if session.accessed or session.modified or session:
            super().save_session(app, session, response)
