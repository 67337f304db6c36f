"""Only a proper request opens a WebSocket; the answer is the one the standard's example shows."""

import pytest

from queue_server.adapters.realtime.websocket_handshake import accept_key, answer, tokens

GOOD = {
    "REQUEST_METHOD": "GET",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "localhost",
    "HTTP_CONNECTION": "keep-alive, Upgrade",
    "HTTP_UPGRADE": "WebSocket",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
}


def test_a_proper_request_is_accepted_with_the_proof_of_the_standards_example():
    """RFC 6455, 1.3."""
    reply = answer(GOOD)

    assert (reply.accepted, reply.status, reply.body) == (True, "101 Switching Protocols", b"")
    assert ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") in reply.headers
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def test_no_extension_and_no_subprotocol_is_ever_agreed_on():
    """Compression costs a display more than its line saves."""
    offered = {"HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate", "HTTP_SEC_WEBSOCKET_PROTOCOL": "chat"}

    names = [name for name, _ in answer(GOOD | offered).headers]

    assert sorted(names) == ["Connection", "Sec-WebSocket-Accept", "Upgrade"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"REQUEST_METHOD": "POST"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
        {"HTTP_HOST": ""},
        {"HTTP_CONNECTION": "keep-alive"},
        {"HTTP_UPGRADE": "h2c"},
        {"HTTP_SEC_WEBSOCKET_KEY": ""},
        {"HTTP_SEC_WEBSOCKET_KEY": "c2hvcnQ="},
        {"HTTP_SEC_WEBSOCKET_KEY": "not base64 at all!!!!!!!"},
        {"HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==,dGhlIHNhbXBsZSBub25jZQ=="},
        {"HTTP_SEC_WEBSOCKET_KEY": "số"},
        {"CONTENT_LENGTH": "5"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
    ],
)
def test_a_request_that_is_wrong_in_one_point_is_refused_and_told_why(wrong):
    """RFC 6455, 4.2.1: each requirement alone."""
    reply = answer(GOOD | wrong)

    assert (reply.accepted, reply.status) == (False, "400 Bad Request")
    assert reply.body.endswith(b"\n")
    assert ("Connection", "close") in reply.headers


@pytest.mark.parametrize("name", ["HTTP_CONNECTION", "HTTP_UPGRADE", "HTTP_SEC_WEBSOCKET_KEY", "HTTP_HOST"])
def test_a_request_without_a_required_header_is_refused(name):
    """A missing header is as wrong as a bad one."""
    assert not answer({key: value for key, value in GOOD.items() if key != name}).accepted


@pytest.mark.parametrize("number", ["8", "", "13, 8", "014"])
def test_another_version_is_told_which_one_is_spoken(number):
    """RFC 6455, 4.4."""
    reply = answer(GOOD | {"HTTP_SEC_WEBSOCKET_VERSION": number})

    assert (reply.accepted, reply.status) == (False, "426 Upgrade Required")
    assert ("Sec-WebSocket-Version", "13") in reply.headers


def test_words_of_a_header_are_compared_without_case_and_blanks():
    """Proxies add words and change case."""
    assert tokens("Keep-Alive ,  UPGRADE") == {"keep-alive", "upgrade"}
    assert tokens(None) == set()
