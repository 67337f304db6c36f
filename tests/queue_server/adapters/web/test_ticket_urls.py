"""The address in a ticket's QR code: never one that a stranger could choose."""

import pytest
from flask import Flask

from queue_server.adapters.web.ticket_urls import TicketUrls

BIND = ("127.0.0.1", 8000)
ALLOWED = ["so.example.vn", "queue.local:8080", "[fd00::1]"]


def url(host, public_url="", allowed=(), bind=BIND, scheme="http"):
    urls = TicketUrls(public_url, allowed, bind)
    with Flask(__name__).test_request_context(headers={"Host": host}, base_url=f"{scheme}://x"):
        return urls.of("T")


def test_the_public_address_wins():
    """Whatever the request says."""
    assert url("evil.example", "https://so.example.vn") == "https://so.example.vn/t/T"
    assert url("so.example.vn", "https://so.example.vn/queue", ALLOWED) == "https://so.example.vn/queue/t/T"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("so.example.vn", "http://so.example.vn/t/T"),
        ("so.example.vn:8000", "http://so.example.vn:8000/t/T"),
        ("SO.Example.VN", "http://so.example.vn/t/T"),
        ("queue.local:8080", "http://queue.local:8080/t/T"),
        ("[fd00::1]:8000", "http://[fd00::1]:8000/t/T"),
    ],
)
def test_an_allowed_host_is_used_as_the_caller_knows_it(host, expected):
    """With its port, unless one port was allowed."""
    assert url(host, allowed=ALLOWED) == expected


def test_the_scheme_is_the_requests():
    """A proxy that ends TLS is known to the server."""
    assert url("so.example.vn", allowed=ALLOWED, scheme="https") == "https://so.example.vn/t/T"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "so.example.vn.evil.example",
        "evil.example:8000",
        "queue.local",
        "queue.local:9999",
        "so.example.vn:80@evil.example",
        "so.example.vn:evil",
        "so.example.vn/../evil",
        "so.example.vn#",
        "so.example.vn\\@evil.example",
        "user@so.example.vn",
        "so.example.vn:123456",
        "[fd00::1",
        "",
    ],
)
def test_a_host_nobody_allowed_is_not_repeated(host):
    """The address the server listens on stands in."""
    assert url(host, allowed=ALLOWED) == "http://127.0.0.1:8000/t/T"


def test_an_ipv6_bind_address_is_written_in_brackets():
    """Or browsers take its colons for a port."""
    assert url("x", bind=("::1", 8000)) == "http://[::1]:8000/t/T"
