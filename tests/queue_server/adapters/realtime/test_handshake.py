"""Cookies count only for pages of this very server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.adapters.realtime.handshake import Handshake, is_same_origin
from queue_server.contract.codec import BadMessage
from queue_server.contract.messages import BoardAuth, TokenAuth


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://moiso.example:8000", "moiso.example:8000"),
        ("https://moiso.example", "moiso.example"),
        ("https://moiso.example", "moiso.example:443"),
        ("http://MOISO.example:80", "moiso.example"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_pages_of_this_server_are_same_origin(origin, host):
    """Default ports and letter case make no difference, nor does TLS that a proxy ends."""
    assert is_same_origin(origin, host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", "moiso.example"),
        ("http://moiso.example:9000", "moiso.example:8000"),
        ("http://moiso.example.evil.example", "moiso.example"),
        ("http://moiso.example@evil.example", "evil.example"),
        ("http://moiso.example/path", "moiso.example"),
        ("null", "moiso.example"),
        ("", ""),
        ("file://", ""),
        ("http://", ""),
        ("http://moiso.example:x", "moiso.example"),
        ("http://[", "["),
        ("chrome-extension://moiso.example", "moiso.example"),
    ],
)
def test_other_pages_are_not(origin, host):
    """A browser sends our cookie along with their connections too."""
    assert not is_same_origin(origin, host)


@given(origin=st.text(max_size=30), host=st.text(max_size=30))
def test_no_header_raises(origin, host):
    """They come from outside."""
    assert is_same_origin(origin, host) in (True, False)


@pytest.mark.parametrize(
    ("environ", "token"),
    [
        ({"HTTP_ORIGIN": "http://moiso.example", "HTTP_HOST": "moiso.example"}, "cookie's"),
        ({"HTTP_ORIGIN": "http://evil.example", "HTTP_HOST": "moiso.example"}, None),
        ({"HTTP_HOST": "moiso.example"}, None),
        ({"HTTP_ORIGIN": "http://moiso.example"}, None),
    ],
)
def test_a_cookie_counts_only_with_a_same_origin_header(environ, token):
    """Without an Origin header it is no page at all."""
    assert Handshake(environ, None, lambda _: "cookie's").cookie() == token


def test_no_auth_is_an_empty_one():
    """A console may come with its cookie alone."""
    assert Handshake({}, None, lambda _: None).auth(TokenAuth) == TokenAuth()


@pytest.mark.parametrize("auth", [None, [], "songcong", {"office": 1}, {"office": ""}, {"office": "x" * 65}])
def test_an_auth_of_the_wrong_shape_is_refused(auth):
    """It is checked like every payload."""
    with pytest.raises(BadMessage):
        Handshake({}, auth, lambda _: None).auth(BoardAuth)
