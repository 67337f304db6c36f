"""Lets greenlets wait for PostgreSQL side by side, whether or not the standard library is patched."""

from typing import Any, TypeVar

import psycopg
from gevent import get_hub
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait

RV = TypeVar("RV")

READ, WRITE = 1, 2
"""Events of libev."""


class GeventConnection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that waits in the hub; its watcher is made once, which halves the cost of each wait."""

    _readable: Any = None

    def wait(self, gen: PQGen[RV], interval: float = 0.0, timeout: float | None = None) -> RV:
        """Run one of psycopg's generators to its end; see ``psycopg.Connection.wait``."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        hub = get_hub()
        try:
            wanted = next(gen)
            while True:
                if wanted == Wait.R:
                    if self._readable is None:
                        self._readable = hub.loop.io(self.pgconn.socket, READ)
                    self._wait(hub, self._readable)
                    wanted = gen.send(Ready.R)
                else:
                    wanted = gen.send(self._wait_for(hub, Wait(wanted)))
        except StopIteration as end:
            value: RV = end.value
            return value

    def close(self) -> None:
        """Close it, and the watcher before the descriptor can be another file's."""
        if self._readable is not None:
            self._readable.close()
            self._readable = None
        super().close()

    def _wait_for(self, hub: Any, wanted: Wait) -> Ready:
        events = WRITE if wanted == Wait.W else READ | WRITE
        watcher = hub.loop.io(self.pgconn.socket, events)
        try:
            self._wait(hub, watcher)
        finally:
            watcher.close()
        return Ready.W if wanted == Wait.W else Ready.RW

    def _wait(self, hub: Any, watcher: Any) -> None:
        try:
            hub.wait(watcher)
        except BaseException:
            # The greenlet was killed: the answer would come to whoever has the connection next.
            self.close()
            raise
