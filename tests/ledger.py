"""What the database of a scenario says, read beside the running server."""

import json
import sqlite3
from collections import Counter
from contextlib import closing


class Ledger:
    """Answers from a SQLite file."""

    def __init__(self, path) -> None:
        self._path = path

    def rows(self, query: str, *values) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(query, values).fetchall()

    def events(self) -> list[tuple[int, int, str, dict]]:
        """Return (revision, position, type, fields) of the whole log in order."""
        found = self.rows("SELECT revision, position, type, fields FROM event ORDER BY revision, position")
        return [(revision, position, kind, json.loads(fields)) for revision, position, kind, fields in found]

    def calls_per_ticket(self) -> Counter:
        """Return how often each ticket was called for the first time at a counter."""
        return Counter(fields["ticket"] for _, _, kind, fields in self.events() if kind == "ticket_called")

    def numbers(self) -> list[str]:
        return [number for (number,) in self.rows("SELECT number FROM ticket ORDER BY prefix, sequence")]

    def at_counters(self) -> dict[str, str]:
        """Return counter to number for tickets that are called or serving."""
        return dict(self.rows("SELECT counter, number FROM ticket WHERE state IN ('called', 'serving')"))
