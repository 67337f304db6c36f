"""The header lines of a request.

gevent reads them as those of a mail, which is a sixth of what a small request costs and takes lines for headers that
HTTP refuses: here each is a name, a colon and a value, as RFC 9112 has it, and nothing is folded.
"""

import re
from typing import Protocol

MAX_HEADER_BYTES = 32_768
MAX_HEADERS = 100

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NEVER_IN_A_VALUE = re.compile(rb"[\0\r\n]")


class Lines(Protocol):
    """Where lines come from."""

    def readline(self, size: int, /) -> bytes:
        """Return the next line, or its first ``size`` bytes."""


def read_headers(lines: Lines) -> list[tuple[str, str]]:
    """Read to the empty line after the headers, and return names and values in their order.

    Raises:
        ValueError: they are too long, too many, cut off, or none of HTTP.
    """
    headers: list[tuple[str, str]] = []
    left = MAX_HEADER_BYTES
    for _ in range(MAX_HEADERS + 1):
        line = lines.readline(left + 1)
        left -= len(line)
        if left < 0 or not line.endswith(b"\n"):
            raise ValueError("headers too long or cut off")
        if line in (b"\r\n", b"\n"):
            return headers
        name, colon, value = line.partition(b":")
        value = value.strip(b" \t\r\n")
        if not colon or not _NAME.fullmatch(name) or _NEVER_IN_A_VALUE.search(value):
            raise ValueError("a line that is no header")
        headers.append((name.decode("ascii"), value.decode("latin-1")))
    raise ValueError("too many headers")
