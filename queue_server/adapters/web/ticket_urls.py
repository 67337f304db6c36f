"""Addresses of phone pages: they end up in QR codes, so never on a host that nobody checked."""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from queue_server.adapters.web.asked import asked

_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")


class TicketUrls:
    """Makes the address of a ticket's phone page.

    Args:
        public_url: what citizens reach, without a slash at the end; empty if the administrator didn't say.
        allowed_hosts: hosts, with or without port, under which requests may come in.
        bind: host and port the server listens on.
    """

    def __init__(self, public_url: str, allowed_hosts: Sequence[str], bind: tuple[str, int]) -> None:
        host, port = bind
        self._public_url = public_url
        self._allowed = frozenset(one.lower() for one in allowed_hosts)
        self._bind = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def of(self, token: str) -> str:
        """Return the address of a ticket's phone page, for whoever sent the present request."""
        return self.page(f"/t/{token}")

    def of_appointment(self, code: str) -> str:
        """Return the address of an appointment's page, for whoever sent the present request."""
        return self.page(f"/a/{code}")

    def page(self, path: str) -> str:
        """Return the address of a public page, for whoever sent the present request.

        Args:
            path: of this server, with its query; begins with a slash.
        """
        return f"{self._public_url or self._host_of_request() or self._bind}{path}"

    def take(self, office: str, code: str | None) -> str:
        """Return the address where a phone takes a number, for whoever shows it."""
        words = {"office": office} | ({} if code is None else {"code": code})
        return f"{self._public_url or self._host_of_request() or self._bind}/take?{urlencode(words)}"

    def of_key(self, token: str) -> str:
        """Return the address of the phone page of a ticket that a key on a serial line issued."""
        return f"{self._public_url or self._bind}/t/{token}"

    def of_code(self, code: str) -> str:
        """Return the address of an appointment's page for a message, which no request asked for."""
        return f"{self._public_url or self._bind}/a/{code}"

    def _host_of_request(self) -> str | None:
        if not self._allowed:
            return None
        request = asked()
        host = request.host.lower()
        found = _HOST.fullmatch(host)
        return f"{request.scheme}://{host}" if found and self._allowed & {host, found["name"]} else None
