"""Believes forwarded addresses and schemes only from proxies the administrator named."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = IPv4Network | IPv6Network


class TrustedProxies:
    """WSGI middleware that puts the citizen's address and scheme in place of the proxy's.

    Args:
        application: what is behind the proxies.
        networks: addresses of the proxies.
    """

    def __init__(self, application: "WSGIApplication", networks: Sequence[Network]) -> None:
        self._application = application
        self._networks = tuple(networks)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Handle one request."""
        if self._trusted(environ.get("REMOTE_ADDR", "")):
            forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
            environ["REMOTE_ADDR"] = self._client(forwarded) or environ["REMOTE_ADDR"]
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return self._application(environ, start_response)

    def _client(self, forwarded: str) -> str | None:
        """Return the nearest address that is no trusted proxy; what stands left of it may be invented."""
        for address in reversed(forwarded.split(",")):
            if not _is_address(address.strip()):
                return None
            if not self._trusted(address.strip()):
                return address.strip()
        return None

    def _trusted(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def networks_of(addresses: Sequence[str]) -> list[Network]:
    """Return addresses and networks (``10.0.0.0/8``) as such.

    Raises:
        ValueError: one is neither.
    """
    return [ip_network(address) for address in addresses]
