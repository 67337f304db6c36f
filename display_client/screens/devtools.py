"""Chromium's DevTools protocol over two pipes: requests, answers, and a time limit on each.

A pipe, not a port: nobody else on the computer can steer the browser or read its cookie, and Chromium ends by
itself when this program is gone. Source: Chrome DevTools Protocol, ``--remote-debugging-pipe``: JSON ended by NUL.
"""

import json
import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from queue_server.contract.codec import Json

SLICE_S = 0.2
"""Longest time before ``cancelled`` is asked again."""

CHUNK = 1 << 16


class BrowserLost(Exception):
    """The browser or its page has ended or does not answer; only a new one helps."""


class BrowserRefused(BrowserLost):
    """The browser answered with an error: for a page that is just changing, trying again helps."""


@dataclass
class DevTools:
    """One connection; requests are made one after the other.

    Args:
        to_browser: descriptor the browser reads from.
        from_browser: descriptor the browser writes to.
        cancelled: asked while waiting; True ends the wait.
    """

    to_browser: int
    from_browser: int
    cancelled: Callable[[], bool]
    _requests: int = 0
    _received: bytearray = field(default_factory=bytearray)

    def call(
        self, method: str, parameters: dict[str, Json] | None = None, *, session: str | None = None, timeout_s: float
    ) -> dict[str, Json]:
        """Return the result of a method, of the browser or of the page a session belongs to.

        Raises:
            BrowserLost: no answer in time, or the browser has ended.
            BrowserRefused: an error as answer.
        """
        request = self.send(method, parameters, session=session)
        end_s = time.monotonic() + timeout_s
        while True:
            answer = self._next_message(end_s, method)
            # Everything else is an event, or the answer to a request nobody waits for.
            if answer.get("id") == request:
                return _result(answer, method)

    def send(self, method: str, parameters: dict[str, Json] | None = None, *, session: str | None = None) -> int:
        """Send a request without waiting for its answer, and return its number.

        Raises:
            BrowserLost: the browser has ended.
        """
        self._requests += 1
        request: dict[str, Json] = {"id": self._requests, "method": method, "params": parameters or {}}
        if session is not None:
            request["sessionId"] = session
        try:
            os.write(self.to_browser, json.dumps(request).encode() + b"\0")
        except OSError as error:
            raise BrowserLost(f"Chromium has ended ({error.strerror})") from None
        return self._requests

    def close(self) -> None:
        """Hang up, which ends the browser."""
        os.close(self.to_browser)
        os.close(self.from_browser)

    def _next_message(self, end_s: float, method: str) -> dict[str, Json]:
        while b"\0" not in self._received:
            if self.cancelled():
                raise BrowserLost(f"{method} was given up")
            left_s = end_s - time.monotonic()
            if left_s <= 0:
                raise BrowserLost(f"Chromium did not answer {method}")
            if select.select([self.from_browser], [], [], min(left_s, SLICE_S))[0]:
                chunk = os.read(self.from_browser, CHUNK)
                if not chunk:
                    raise BrowserLost("Chromium has ended")
                self._received += chunk
        text, _, rest = bytes(self._received).partition(b"\0")
        self._received[:] = rest
        message: dict[str, Json] = json.loads(text)
        return message


def _result(answer: dict[str, Json], method: str) -> dict[str, Json]:
    result = answer.get("result")
    if not isinstance(result, dict):
        raise BrowserRefused(f"Chromium refused {method}: {answer.get('error')}")
    return result
