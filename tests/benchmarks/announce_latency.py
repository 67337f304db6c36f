"""From the commit of a call to the painted frame and to the first audio sample of a TV, with many displays connected.

Beside it a bare page that paints what Flask-SocketIO emits, with as many clients, in the same run. Times are
differences of one computer's clock: the call's ``called_at``, taken inside the transaction, and the page's clock at the
frame, and at the instant for which WebAudio was given the first clip.

    python -m tests.benchmarks.announce_latency --displays 50 --calls 30
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path

import websockets
from playwright.sync_api import sync_playwright

from tests.benchmarks import programs, report
from tests.conftest import CHROMIUM_FLAGS
from tests.heard import tone_banks

WATCH = """
(() => {
  window.__frames = {};
  window.__sounds = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when = 0) {
    window.__sounds.push(Date.now() + (when - this.context.currentTime) * 1000);
    return start.apply(this, arguments);
  };
  addEventListener("DOMContentLoaded", () => {
    const number = document.querySelector("#now-number");
    new MutationObserver(() => {
      const shown = number.textContent;
      requestAnimationFrame(() => { window.__frames[shown] ??= Date.now(); });
    }).observe(number, { childList: true, characterData: true, subtree: true });
  });
})();
"""
NO_PAUSE = "phone_tickets = true\nissue_to_call_pause_s = 0.0\n"
CALM_MS = 8000
"""Between two calls: a tone announcement lasts two seconds; the panel is kept for seven."""


class Crowd(threading.Thread):
    """Displays that listen and answer pings, on one event loop."""

    def __init__(self, port, count, auth):
        super().__init__(daemon=True)
        self.port, self.count, self.auth = port, count, auth
        self.connected = 0
        self.start()

    def run(self):
        with contextlib.suppress(websockets.ConnectionClosed):
            asyncio.run(self._all())

    async def _all(self):
        await asyncio.gather(*(self._one() for _ in range(self.count)))

    async def _one(self):
        address = f"ws://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket"
        async with websockets.connect(address, max_size=None) as socket:
            await socket.send(f"40/board,{json.dumps(self.auth)}")
            async for packet in socket:
                if packet == "2":
                    await socket.send("3")
                elif packet.startswith("40/board"):
                    self.connected += 1

    def wait(self):
        """Return when all of them are connected."""
        end = time.monotonic() + 60
        while self.connected < self.count:
            if time.monotonic() > end:
                raise SystemExit(f"{self.connected} of {self.count} displays are connected")
            time.sleep(0.05)


def measure(options: argparse.Namespace) -> report.Report:
    """Return the medians."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        bare = _bare(browser, options.displays, options.calls)
        frames, sounds = _ours(browser, Path(folder), options)
        browser.close()
    floor = statistics.median(bare)
    about = f"{options.calls} calls, {options.displays} displays connected, Chromium headless"
    figures = [
        report.at_most("commit -> painted TV frame, median ms", statistics.median(frames), 40, floor=floor),
        report.Figure(work="commit -> first audio sample, median ms", ours=statistics.median(sounds), floor=floor),
        report.Figure(work="commit -> painted TV frame, p95 ms", ours=report.at_share(frames, 0.95)),
        report.Figure(work="bare Socket.IO emit -> painted frame, median ms", ours=floor),
    ]
    raw = {"frames": frames, "sounds": sounds, "bare": bare}
    return report.Report(name="announce_latency", about=about, figures=figures, raw=raw)


def _bare(browser, displays, calls):
    server = programs.Program([sys.executable, "-m", "tests.benchmarks.bare_page"])
    try:
        port = int(server.line())
        Crowd(port, displays - 1, {}).wait()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        _until(page, lambda: page.evaluate("window.__connected === true"))
        for number in range(calls):
            server.tell()
            _until(page, lambda number=number: page.evaluate("window.__painted.length") > number)
            page.wait_for_timeout(100)
        return page.evaluate("window.__painted")
    finally:
        server.stop()


def _ours(browser, folder, options):
    (folder / "config.toml").write_text(
        programs.configuration().replace("phone_tickets = true\n", NO_PAUSE), encoding="utf-8"
    )
    tone_banks(folder / "var/voice")
    server = programs.OfficeServer(folder)
    try:
        token = server.token()
        Crowd(server.port, options.displays - 1, {"office": programs.OFFICE}).wait()
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.add_init_script(WATCH)
        page.goto(f"http://127.0.0.1:{server.port}/tv?office={programs.OFFICE}")
        _until(page, lambda: page.evaluate("sessionStorage.length > 0"))
        page.wait_for_timeout(options.calm_ms)
        return _calls(page, server, token, options)
    finally:
        server.stop()


def _calls(page, server, token, options):
    frames, sounds = [], []
    bearer = {"Authorization": f"Bearer {token}"}
    programs.ask(server.port, "POST", f"/api/v1/counters/{programs.OFFICE}:1/open", {}, **bearer)
    for number in range(options.calls):
        key = {"Idempotency_Key": f"k{number}"}
        tickets = f"/api/v1/offices/{programs.OFFICE}/tickets"
        programs.ask(server.port, "POST", tickets, {"service": "land"}, **bearer, **key)
        heard = page.evaluate("window.__sounds.length")
        answer = programs.ask(
            server.port, "POST", f"/api/v1/counters/{programs.OFFICE}:1/call-next", {}, **bearer, **key
        )
        shown = answer["ticket"]["number"]
        _until(page, lambda shown=shown: page.evaluate("number => window.__frames[number] ?? 0", shown))
        _until(page, lambda heard=heard: page.evaluate("window.__sounds.length") > heard)
        board = programs.ask(server.port, "GET", f"/api/v1/offices/{programs.OFFICE}/board")
        called = datetime.fromisoformat(board["calls"][-1]["called_at"]).timestamp() * 1000
        frames.append(page.evaluate("number => window.__frames[number]", shown) - called)
        sounds.append(page.evaluate(f"window.__sounds[{heard}]") - called)
        page.wait_for_timeout(options.calm_ms)
    return frames, sounds


def _until(page, condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("the page did not get there")
        page.wait_for_timeout(20)


def main() -> int:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--displays", type=int, default=50, help="connected displays (default 50)")
    parser.add_argument("--calls", type=int, default=20, help="calls measured (default 20)")
    parser.add_argument("--calm-ms", type=int, default=CALM_MS, help="wait before each call (default %(default)s)")
    return report.run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
