"""Measure the time from a commit to the last of N displays that has the board, beside a raw loop with the same bytes.

The server is ours, with an office of 12 counters and 8 services and 12 calls on its board. The floor is a loop on
gevent that writes the same frame to as many sockets. They take turns: ``python -m tests.benchmarks.commit_to_displays``
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from tests.benchmarks.displays import Displays
from tests.benchmarks.programs import OFFICE, SERVICES, BareServer, OfficeServer, ask
from tests.benchmarks.report import Report, at_share, ratio_at_most, run

RATIO = 1.5
COUNTERS = 12


class Ours:
    """Our server, its displays, and a change that sends them a board: a counter pauses or goes on."""

    def __init__(self, folder: Path, count: int) -> None:
        self.server = OfficeServer(folder, program=["-m", "tests.benchmarks.watched_server"])
        self._headers = {"Authorization": f"Bearer {self.server.token()}"}
        self._turns = 0
        for counter in range(1, COUNTERS + 1):
            self._post(f"offices/{OFFICE}/tickets", {"service": SERVICES[counter % 8]}, counter)
            self._at(counter, "open")
        for counter in range(1, COUNTERS + 1):
            self._at(counter, "call-next", key=counter)
        self.displays = Displays(self.server.port, count)

    def _post(self, path: str, body: dict, key: object = None) -> dict:
        headers = self._headers if key is None else {**self._headers, "Idempotency_Key": str(key)}
        return ask(self.server.port, "POST", f"/api/v1/{path}", body, **headers)

    def _at(self, counter: int, action: str, key: object = None) -> dict:
        return self._post(f"counters/{OFFICE}:{counter}/{action}", {}, key)

    def board(self) -> bytes:
        """Return the frame's payload that each display gets."""
        board = ask(self.server.port, "GET", f"/api/v1/offices/{OFFICE}/board")
        return b'42/board,["board",%b]' % json.dumps(board, separators=(",", ":"), ensure_ascii=False).encode()

    def round(self) -> dict:
        """Make a change and return the milliseconds from its commit to the last display."""
        self._turns += 1
        if self._turns % 2:
            done = self._post(f"counters/{OFFICE}:{COUNTERS}/pause", {"reason": "tea"})
        else:
            done = self._at(COUNTERS, "resume")
        last = self.displays.wait_for(done["revision"])
        self.server.tell("commits")
        committed = json.loads(self.server.line())
        return {"ms": (last["last_ns"] - committed[str(done["revision"])]) / 1e6, "bytes": last["bytes"]}

    def stop(self) -> None:
        """End both."""
        self.displays.stop()
        self.server.stop()


class Raw:
    """The loop and its sockets."""

    def __init__(self, payload: bytes, count: int) -> None:
        self.server = BareServer("raw_loop")
        self.displays = Displays(self.server.port, count, raw=True)
        self._payload = payload.replace(b'"revision":', b'"revision":%d', 1)
        self._turns = 1000

    def round(self) -> dict:
        """Write once to all."""
        self._turns += 1
        head, _, tail = self._payload.partition(b"%d")
        tail = tail.lstrip(b"0123456789")
        self.server.tell((head + b"%d" % self._turns + tail).decode())
        began = int(self.server.line())
        last = self.displays.wait_for(self._turns)
        return {"ms": (last["last_ns"] - began) / 1e6, "bytes": last["bytes"]}

    def stop(self) -> None:
        """End both."""
        self.displays.stop()
        self.server.stop()


def measure(options: argparse.Namespace) -> Report:
    """Take turns, for each number of displays."""
    figures, raw = [], {}
    for count in options.displays:
        runs = _turns(count, options.rounds)
        raw[str(count)] = runs
        ours, floor = ([one["ms"] for one in runs[name]] for name in ("ours", "raw"))
        middle_of = statistics.median
        figures += [
            ratio_at_most(f"commit -> last of {count} displays, median ms", middle_of(ours), middle_of(floor), RATIO),
            ratio_at_most("the same, fastest tenth, ms", at_share(ours, 0.1), at_share(floor, 0.1), RATIO),
        ]
    size = raw[str(options.displays[0])]["ours"][-1]["bytes"]
    about = f"a board of {size} bytes, {options.rounds} rounds in turns"
    return Report(name="commit_to_displays", about=about, figures=figures, raw=raw)


def _turns(count: int, rounds: int) -> dict[str, list[dict]]:
    runs: dict[str, list[dict]] = {"ours": [], "raw": []}
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(Path(folder), count)
        raw = Raw(ours.board(), count)
        try:
            for number in range(rounds + 3):
                for name, one in (("raw", raw), ("ours", ours)):
                    time.sleep(0.1)  # what one does afterwards must not burden the other
                    figures = one.round()
                    if number >= 3:
                        runs[name].append(figures)
        finally:
            ours.stop()
            raw.stop()
    return runs


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--displays", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--rounds", type=int, default=30)
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
