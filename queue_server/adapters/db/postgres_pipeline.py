"""Sends statements to PostgreSQL without waiting for the answers to those before.

A batch of changes waits only where it asks something: half as often as it says something. psycopg's own pipeline does
the same for cursors and conversions of all kinds, at twice the time; here all values are texts, numbers and truths.
"""

from collections import deque
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import generators
from psycopg.abc import PQGen
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

from queue_server.adapters.db.sql import Row, Value

Connection = psycopg.Connection[tuple[Any, ...]]

_FAILED = ExecStatus.FATAL_ERROR
_SKIPPED = ExecStatus.PIPELINE_ABORTED
_SYNC = ExecStatus.PIPELINE_SYNC


class Sent:
    """A statement on its way; ``result`` is there once a later one was waited for."""

    __slots__ = ("prepares", "result")

    def __init__(self, prepares: str | None = None) -> None:
        self.prepares = prepares
        """Text that is unknown to the server again if this fails."""
        self.result: PGresult | None = None


class Pipeline:
    """All statements of one connection in autocommit mode, which is used by nothing else from then on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._names: dict[str, bytes] = {}
        self._sent: deque[Sent] = deque()
        self._transformer = Transformer(connection)
        self._pgconn.enter_pipeline_mode()

    def send(self, text: str, values: Sequence[Value] = ()) -> Sent:
        """Send a statement whose parameters are ``$1``, ``$2``...; its failure is raised by whoever waits next.

        Raises:
            psycopg.Error: the connection is gone, or a text has a NUL, which PostgreSQL can't keep.
        """
        name = self._names.get(text)
        if name is None:
            name = self._names[text] = b"moiso%d" % len(self._names)
            self._pgconn.send_prepare(name, text.encode())
            self._sent.append(Sent(text))
        self._pgconn.send_query_prepared(name, [_dumped(value) for value in values])
        sent = Sent()
        self._sent.append(sent)
        return sent

    def end(self) -> None:
        """Mark the end of a transaction, and have all of it sent."""
        self._pgconn.pipeline_sync()
        self._sent.append(Sent())

    def wait(self) -> None:
        """Wait for the answers to all that was sent.

        Raises:
            psycopg.Error: the first failure; what was sent after it was not carried out.
        """
        if self._sent:
            self._pgconn.send_flush_request()
            self._connection.wait(self._answers())

    def look(self) -> None:
        """Look whether the server has ended the connection meanwhile, without waiting for it.

        Raises:
            psycopg.OperationalError: it has.
        """
        # The first reads why, the second that there is no more to come.
        self._pgconn.consume_input()
        self._pgconn.consume_input()
        if self._pgconn.status == ConnStatus.BAD:
            raise psycopg.OperationalError("the connection was cut")

    def rows(self, sent: Sent) -> list[Row]:
        """Return the rows of a statement that was waited for."""
        assert sent.result is not None
        self._transformer.set_pgresult(sent.result)
        return self._transformer.load_rows(0, sent.result.ntuples, tuple)

    def _answers(self) -> PQGen[None]:
        yield from generators.send(self._pgconn)
        failure: psycopg.Error | None = None
        while self._sent:
            for result in (yield from generators.fetch_many(self._pgconn)):
                sent = self._sent.popleft()
                sent.result = result
                if result.status in (_FAILED, _SKIPPED):
                    if sent.prepares is not None:
                        self._names.pop(sent.prepares, None)
                    if failure is None:
                        failure = error_from_result(result, encoding="utf-8")
                        # The server skips all until here, and then listens again.
                        self.end()
                        yield from generators.send(self._pgconn)
        if failure is not None:
            raise failure


def _dumped(value: Value) -> bytes | None:
    match value:
        case None:
            return None
        case str():
            if "\0" in value:
                # As a C string it would end there, silently.
                raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
            return value.encode()
        case bool():
            return b"t" if value else b"f"
        case int():
            return b"%d" % value
        case float():
            return repr(value).encode()
