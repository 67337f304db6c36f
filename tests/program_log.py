"""Reads what a program wrote while a test ran: a complaint that the test did not announce is a failure.

A test may see all it looks for while the log beside it tells of a defect. What a fault is bound to cause is announced
by whoever makes the fault, as narrowly as possible: a pattern, and the reason why it has to be there.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

Announced = Mapping[str, str]
"""Pattern to reason; a pattern is looked for in each complaint with all its lines."""

NOTHING: Announced = {}

_BEGINS = re.compile(r"\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d")
"""Each entry of our programs' logs, and of nginx's, has the time in front; what follows without it belongs to it."""

_COMPLAINTS = re.compile(
    r"""
    ^Traceback\ \(most\ recent\ call\ last\)
    | ^\d{4}-\d\d-\d\d\ [\d:,]+\ (ERROR|CRITICAL)\b
    | ^\d{4}/\d\d/\d\d\ [\d:]+\ \[(error|crit|alert|emerg)\]
    | \b[Uu]nhandled\b
    | ^Exception\ (ignored|in\ thread)
    | \bexception\ was\ never\ retrieved
    | \bwas\ never\ awaited
    | <\S*Greenlet.*>\ failed\ with
    | ^Fatal\ Python\ error
    | \bruntime\ error:
    | ^\S*Warning:
    """,
    re.MULTILINE | re.VERBOSE,
)
_CHAINED = ("During handling of the above exception", "The above exception was the direct cause")
_SHOWN = 4000
"""Characters of a passage."""


class ProgramLog:
    """The file a program writes to; each passage of it is judged once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._judged = 0

    def complaints(self, announced: Announced = NOTHING) -> list[str]:
        """Return the passages since the last call that are complaints and were not announced."""
        data = self.path.read_bytes() if self.path.exists() else b""
        # A program that was killed may have left half a line; one that runs may be about to write the other half.
        fresh, self._judged = data[self._judged :], len(data)
        return [f"{self.path.name}: {one}" for one in complaints(fresh.decode(errors="replace"), announced)]


def complaints(text: str, announced: Announced = NOTHING) -> list[str]:
    """Return the passages of a log that are complaints and were not announced."""
    expected = [re.compile(pattern, re.DOTALL) for pattern in announced]
    return [
        passage[:_SHOWN]
        for passage in _passages(text)
        if _COMPLAINTS.search(passage) and not any(one.search(passage) for one in expected)
    ]


def judge(found: list[str]) -> None:
    """Fail with the passages, if there are any."""
    assert not found, "a program complained of what nobody announced:\n" + "\n".join(found)


def _passages(text: str) -> Iterator[str]:
    """Yield entry by entry, each with its traceback; a second traceback that belongs to no entry is one of its own."""
    lines: list[str] = []
    traced = False
    for line in text.splitlines():
        another = line.startswith("Traceback (most") and traced and not _follows(lines)
        if lines and (_BEGINS.match(line) or another):
            yield "\n".join(lines)
            lines, traced = [], False
        traced = traced or line.startswith("Traceback (most")
        lines.append(line)
    if lines:
        yield "\n".join(lines)


def _follows(lines: list[str]) -> bool:
    """Return whether the next traceback is that of an error which came out of the one before."""
    last = next((line for line in reversed(lines) if line.strip()), "")
    return last.startswith(_CHAINED)
