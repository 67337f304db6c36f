"""Forwarded addresses count only from proxies the administrator named."""

import pytest

from queue_server.adapters.web.proxies import TrustedProxies, networks_of
from queue_server.config import SecuritySection, ServerSection
from tests.web_app import a_web_app

PROXIES = networks_of(["127.0.0.1", "10.0.0.0/8", "::1"])


def seen(peer, forwarded=None, proto=None):
    """Return the address and scheme the application sees."""
    found = {}

    def application(environ, start_response):
        found.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http"}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    if proto is not None:
        environ["HTTP_X_FORWARDED_PROTO"] = proto
    TrustedProxies(application, PROXIES)(environ, None)
    return found["REMOTE_ADDR"], found["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("10.1.2.3", "203.0.113.5, 10.9.9.9", "203.0.113.5"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        ("127.0.0.1", "203.0.113.5:4711", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "10.1.1.1", "127.0.0.1"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_nearest_address_that_is_no_proxy_counts(peer, forwarded, address):
    """What stands before it may have been written by the caller."""
    assert seen(peer, forwarded)[0] == address


@pytest.mark.parametrize(
    ("peer", "proto", "scheme"),
    [
        ("127.0.0.1", "https", "https"),
        ("127.0.0.1", "http, HTTPS", "https"),
        ("127.0.0.1", "javascript", "http"),
        ("203.0.113.9", "https", "http"),
    ],
)
def test_the_scheme_comes_from_a_proxy_only(peer, proto, scheme):
    """Cookies and addresses depend on it."""
    assert seen(peer, proto=proto)[1] == scheme


def test_rate_limits_see_through_trusted_proxies_only():
    """Or every citizen would share the proxy's limit, or invent addresses."""
    security = SecuritySection(issue_rate_limit="1/minute")

    def statuses(trusted):
        web = a_web_app(server=ServerSection(trusted_proxies=trusted), security=security)
        path = "/api/v1/offices/songcong/tickets"
        return [
            web.client()
            .post(
                path, json={"service": "land"}, headers={"Idempotency-Key": f"k{n}", "X-Forwarded-For": f"192.0.2.{n}"}
            )
            .status_code
            for n in range(2)
        ]

    assert statuses(["127.0.0.1"]) == [201, 201]
    assert statuses([]) == [201, 429]


def test_what_is_no_network_is_named():
    """The configuration is checked with the same words."""
    with pytest.raises(ValueError, match="proxy"):
        networks_of(["proxy"])
