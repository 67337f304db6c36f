"""``queue-server`` with a watcher in its event loop; for each line of input it prints how late timers have been.

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

from queue_server.main import main
from tests.benchmarks.report import at_share

EVERY_S = 0.001


def watch(lags: list[float]) -> None:
    """Note how much later than asked for the event loop comes back."""
    while True:
        began = time.perf_counter()
        gevent.sleep(EVERY_S)
        lags.append(time.perf_counter() - began - EVERY_S)


def tell(lags: list[float]) -> None:
    """Print what was noted for each line of input."""
    for _ in FileObjectThread(sys.stdin.buffer, "rb"):
        shares = {f"lag_p{share}_ms": at_share(lags, share / 100) * 1000 for share in (50, 99)}
        print(json.dumps({**shares, "lag_max_ms": max(lags, default=0.0) * 1000, "lags": len(lags)}), flush=True)
        lags.clear()


if __name__ == "__main__":
    noted: list[float] = []
    gevent.spawn(watch, noted)
    gevent.spawn(tell, noted)
    raise SystemExit(main())
