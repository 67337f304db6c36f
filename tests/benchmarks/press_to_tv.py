"""Measure the time from a press to the frame on a TV in Chromium: read by the bridge, and from the finger.

``python -m tests.benchmarks.press_to_tv``. The floor is a page that shows what Flask-SocketIO emits when it hears of a
press, on the same listener. The second part has two simulated call boxes on a line in real time.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import socketio

from tests.benchmarks.programs import OFFICE, BareServer, OfficeServer, ask
from tests.benchmarks.report import Report, at_most, at_share, run
from tests.conftest import CHROMIUM_FLAGS
from tests.lobby import Lobby

READ_MS, KEY_MS = 40, 150
NUMBER = r"\b[A-Z]\d{3,}\b"
_WATCH = """
(() => {
  const painted = (window.painted = {});
  const numbers = new RegExp(String.raw`NUMBER`, "g");
  const look = (records) => {
    const found = new Set();
    for (const record of records) {
      const node = record.target;
      const text = node.nodeType === Node.TEXT_NODE ? node.data : node.textContent;
      for (const number of (text || "").match(numbers) || []) {
        if (!(number in painted)) found.add(number);
      }
    }
    if (!found.size) return;
    for (const number of found) painted[number] = 0;
    // A task after the frame's callback runs when the frame has been handed over to be shown.
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        for (const number of found) painted[number] = performance.timeOrigin + performance.now();
      };
      channel.port2.postMessage(0);
    });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
})();
""".replace("NUMBER", NUMBER)


class Bridge:
    """A bridge with one box, whose presses it has just read."""

    def __init__(self, server: OfficeServer) -> None:
        token = server.command("device", "add", "bridge1", "--kind", "bridge", "--office", OFFICE).strip()
        self._client = socketio.Client()
        self._client.connect(
            f"http://127.0.0.1:{server.port}",
            transports=["websocket"],
            namespaces=["/bridge"],
            auth={"token": token},
        )
        unit = {"unit": "line1/1", "counter": f"{OFFICE}:1", "keys": {"1": "next"}, "serial": 1, "boot": 1, "head": 0}
        self._client.call("bridge.hello", {"lines": ["line1"], "units": [unit]}, namespace="/bridge")
        self._presses = 0

    def press(self) -> tuple[str, float]:
        """Send a press; return the number that was called, and the wall clock before."""
        self._presses += 1
        press = {"press_id": f"1/1/{self._presses}", "unit": "line1/1", "key": 1, "kind": "press", "age_s": 0.0}
        pressed_at = time.time()
        answer = self._client.call("unit.press", {**press, "pressed_at": "now"}, namespace="/bridge", timeout=30)
        return answer["number"], pressed_at

    def stop(self) -> None:
        """Leave."""
        self._client.disconnect()


class BareBridge(Bridge):
    """What makes the bare server emit."""

    def __init__(self, server: BareServer) -> None:
        self._client = socketio.Client()
        self._client.connect(f"http://127.0.0.1:{server.port}", transports=["websocket"], namespaces=["/board"])
        self._presses = 0

    def press(self) -> tuple[str, float]:
        """Emit a press."""
        self._presses += 1
        pressed_at = time.time()
        number = f"A{self._presses:03}"
        self._client.emit("press", number, namespace="/board")
        return number, pressed_at


def measure(options: argparse.Namespace) -> Report:
    """Open the pages and press."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        read, bare = _read_by_the_bridge(browser, options)
        keys = _from_the_key(browser, options) if options.keys else []
        browser.close()
    figures = [
        at_most("bridge has read -> TV painted, median ms", statistics.median(read), READ_MS, statistics.median(bare)),
        at_most("the same, fastest tenth, ms", at_share(read, 0.1), READ_MS, at_share(bare, 0.1)),
    ]
    if keys:
        figures.append(at_most("key -> TV painted, 2 boxes, median ms", statistics.median(keys), KEY_MS))
    return Report(
        name="press_to_tv",
        about=f"{options.presses} presses, {options.keys} of them at the box; Chromium at 60 frames a second",
        figures=figures,
        raw={"read": read, "bare": bare, "keys": keys},
    )


def _read_by_the_bridge(browser, options: argparse.Namespace) -> tuple[list[float], list[float]]:
    ours, floor = [], []
    with tempfile.TemporaryDirectory() as folder:
        server, bare = OfficeServer(Path(folder)), BareServer("socket_io")
        bridges = []
        try:
            _issue(server.port, options.presses + 1)
            bridges += [Bridge(server), BareBridge(bare)]
            tv, page = (
                _watched(browser, address)
                for address in (f"http://127.0.0.1:{server.port}/tv?office={OFFICE}", f"http://127.0.0.1:{bare.port}/")
            )
            for number in range(options.presses + 1):
                _calm(tv, options.pause)
                for bridge, shown, results in ((bridges[1], page, floor), (bridges[0], tv, ours)):
                    took = _until_painted(shown, *bridge.press())
                    if number:  # the first warms up
                        results.append(took)
        finally:
            for bridge in bridges:
                bridge.stop()
            server.stop()
            bare.stop()
    return ours, floor


def _from_the_key(browser, options: argparse.Namespace) -> list[float]:
    results = []
    with tempfile.TemporaryDirectory() as folder:
        lobby = Lobby(Path(folder), boxes=2, baud=19200)
        try:
            lobby.start_all()
            for _ in range(options.keys):
                lobby.issue()
            lobby.wait_for_boxes()
            tv = _watched(browser, f"{lobby.base}/tv?office={OFFICE}")
            for number in range(options.keys):
                _calm(tv, options.pause)
                box = number % 2 + 1
                pressed_at = time.time()
                lobby.control(f"press {box} 1")
                time.sleep(0.1)
                lobby.control(f"release {box} 1")
                results.append(_until_painted(tv, f"A{number + 1:03}", pressed_at))
        finally:
            lobby.stop()
    return results


def _watched(browser, address: str):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.add_init_script(_WATCH)
    page.goto(address)
    page.wait_for_timeout(1500)
    return page


def _calm(page, pause_s: float) -> None:
    """Wait until the large panel is free for the next call, which otherwise waits its turn, and then a pause."""
    page.wait_for_function("() => document.querySelector('#now').dataset.state !== 'new'", timeout=60_000)
    page.wait_for_timeout(pause_s * 1000)


def _until_painted(page, number: str, pressed_at: float) -> float:
    """Return the milliseconds from an instant to the frame with a number."""
    painted = page.wait_for_function("number => window.painted[number]", arg=number, timeout=20_000)
    return painted.json_value() - pressed_at * 1000


def _issue(port: int, count: int) -> None:
    for number in range(count):
        path = f"/api/v1/offices/{OFFICE}/tickets"
        ask(port, "POST", path, {"service": "land"}, Idempotency_Key=f"key-{number}")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=20)
    parser.add_argument("--keys", type=int, default=10)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds after the panel has calmed down")
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
