"""Headers are those of HTTP, or the request is refused."""

import contextlib
from http.client import parse_headers
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.adapters.realtime.http_headers import MAX_HEADER_BYTES, MAX_HEADERS, read_headers

NAMES = st.from_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f\x85")).map(
    lambda text: text.strip(" \xa0")
)
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=20)


@given(HEADERS, st.sampled_from(["\r\n", "\n"]), st.sampled_from(["", " ", "\t "]))
def test_what_is_http_is_read_as_the_standard_library_does(headers, end, space):
    """Names keep their case, values lose the space around them, repeated names stay apart."""
    text = "".join(f"{name}:{space}{value}{space}{end}" for name, value in headers) + end
    raw = text.encode("latin-1")

    read = read_headers(BytesIO(raw))

    assert read == headers
    assert [name for name, _ in parse_headers(BytesIO(raw)).items()] == [name for name, _ in headers]


def test_reading_ends_with_the_empty_line():
    lines = BytesIO(b"Host: a\r\n\r\n{}")

    read_headers(lines)

    assert lines.read() == b"{}"


@pytest.mark.parametrize(
    "line",
    [
        b"no colon\r\n",
        b": no name\r\n",
        b"Space : before the colon\r\n",
        b" folded: line\r\n",
        b"Nul: a\0b\r\n",
        b"Return: a\rb\r\n",
        "Tên: x\r\n".encode(),
    ],
)
def test_a_line_that_is_no_header_is_refused(line):
    """Programs in front may read such lines otherwise, and with them where a request ends."""
    with pytest.raises(ValueError, match="no header"):
        read_headers(BytesIO(b"Host: a\r\n" + line + b"\r\n"))


@pytest.mark.parametrize("raw", [b"", b"Host: a", b"Host: a\r\n", b"X: " + b"y" * MAX_HEADER_BYTES + b"\r\n\r\n"])
def test_headers_without_an_end_are_refused(raw):
    with pytest.raises(ValueError, match="too long or cut off"):
        read_headers(BytesIO(raw))


def test_more_headers_than_allowed_are_refused():
    lines = b"X: y\r\n" * MAX_HEADERS
    assert len(read_headers(BytesIO(lines + b"\r\n"))) == MAX_HEADERS

    with pytest.raises(ValueError, match="too many"):
        read_headers(BytesIO(lines + b"X: y\r\n\r\n"))


@given(st.binary(max_size=200))
def test_noise_is_read_or_refused_but_never_raises_anything_else(noise):
    with contextlib.suppress(ValueError):
        read_headers(BytesIO(noise + b"\r\n\r\n"))
