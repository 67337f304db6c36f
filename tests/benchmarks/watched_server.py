"""``queue-server`` with a watcher in its event loop, that answers questions on its input with a line of JSON.

``lag``: how late timers have been since the last question. ``commits``: the monotonic nanosecond of each commit.
Takes the same arguments: ``python -m tests.benchmarks.watched_server run --config config.toml``
"""

# ruff: noqa: E402  nothing may be imported before gevent has patched it
from gevent import monkey

monkey.patch_all()

import json
import sys
import time

import gevent
from gevent.fileobject import FileObjectThread

from queue_server.adapters.realtime.publisher import Publisher
from queue_server.main import main
from tests.benchmarks.report import at_share

EVERY_S = 0.001


class Watcher:
    """What has been noted since the last question."""

    def __init__(self) -> None:
        self.lags: list[float] = []
        self.commits: dict[int, int] = {}

    def watch(self) -> None:
        """Note how much later than asked for the event loop comes back."""
        while True:
            began = time.perf_counter()
            gevent.sleep(EVERY_S)
            self.lags.append(time.perf_counter() - began - EVERY_S)

    def note_commits(self) -> None:
        """Note when the publisher is told of each commit."""
        committed = Publisher.committed

        def noting(publisher, news):
            self.commits[news.revision] = time.monotonic_ns()
            committed(publisher, news)

        Publisher.committed = noting

    def answer(self) -> None:
        """Answer each line of input."""
        for line in FileObjectThread(sys.stdin.buffer, "rb"):
            if line.strip() == b"commits":
                print(json.dumps(self.commits), flush=True)
                self.commits.clear()
            else:
                print(json.dumps(self._shares()), flush=True)
                self.lags.clear()

    def _shares(self) -> dict:
        shares = {f"lag_p{share}_ms": at_share(self.lags, share / 100) * 1000 for share in (50, 99)}
        return {**shares, "lag_max_ms": max(self.lags, default=0.0) * 1000, "lags": len(self.lags)}


if __name__ == "__main__":
    watcher = Watcher()
    watcher.note_commits()
    gevent.spawn(watcher.watch)
    gevent.spawn(watcher.answer)
    raise SystemExit(main())
