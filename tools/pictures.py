"""Takes the pictures of README and docs anew: pages of a running demo in its rush hour, and LED matrices.

python tools/pictures.py [NAME ...]      all, or those named: workbench tv kiosk console layout-classic led-64x16 …
"""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

from display_client.layout import View
from display_client.matrix_board import Ink, compose
from display_client.wording import VIETNAMESE
from queue_server.commands.demo_office import OFFICE, OPERATOR, PASSWORD
from queue_server.contract.codec import from_wire
from queue_server.contract.messages import Board
from queue_server.domain.shipped_layouts import SHIPPED

FOLDER = Path(__file__).resolve().parents[1] / "docs/pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
MORNING = 9
"""Hour of the day that the pictures show, whenever they are taken."""
BUSY_S = 180.0
CALLS = 6
TALL = {"totem"}
MATRICES = {"led-32x8": (32, 8, 10), "led-64x16": (64, 16, 7), "led-64x32": (64, 32, 7), "led-stale": (64, 16, 7)}
COLOURS = {Ink.OFF: "#232326", Ink.NUMBER: "#ffa51f", Ink.TEXT: "#ffffff", Ink.ALARM: "#ff4b32"}


def main(names: list[str]) -> int:
    """Take the pictures."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [sys.executable, "-m", "queue_server", "demo", "--rush", "--port", str(port), "--data", folder]
        demo = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            base = f"http://127.0.0.1:{port}"
            _wait_for(base)
            _make_it_morning(base)
            board = _busy_board(base)
            _matrices(board, names)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                # Somebody has to speak the calls, or the console says that nobody heard them.
                browser.new_page(base_url=base).goto(f"/tv?office={OFFICE}")
                _pages(browser, base, names)
                browser.close()
        finally:
            os.kill(demo.pid, signal.SIGINT)
            demo.wait(30)
    return 0


def _wait_for(base: str) -> None:
    end = time.monotonic() + BUSY_S
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{base}/readyz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the demo did not start")


def _make_it_morning(base: str) -> None:
    """Move the office to a zone in which it opens now."""
    ahead = (datetime.now(UTC).hour - MORNING + 12) % 24 - 12
    token = _ask("POST", f"{base}/api/v1/sessions", {"username": OPERATOR, "password": PASSWORD})["token"]
    _ask("PATCH", f"{base}/api/v1/admin/offices/{OFFICE}", {"time_zone": f"Etc/GMT{ahead:+d}"}, token)


def _ask(method: str, address: str, body: dict[str, str], token: str = "") -> dict[str, str]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        found: dict[str, str] = json.load(answer)
        return found


def _busy_board(base: str) -> Board:
    """Return the board once the rush has made it worth a picture."""
    end = time.monotonic() + BUSY_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{base}/api/v1/offices/{OFFICE}/board", timeout=5) as answer:
                board = from_wire(Board, json.load(answer))
        except OSError:
            board = None
        if board and len({call.number for call in board.calls}) >= CALLS and any(one.waiting for one in board.services):
            return board
        time.sleep(1)
    raise SystemExit(f"the demo did not make {CALLS} calls in {BUSY_S:.0f} s")


def _pages(browser: Browser, base: str, names: list[str]) -> None:
    office = f"office={OFFICE}"
    shots = {
        "workbench": ("/workbench", (1600, 1000), 1.0, "main"),
        "tv": (f"/tv?{office}", (1920, 1080), 1280 / 1920, "#now-number:not(:empty)"),
        "kiosk": (f"/kiosk?{office}", (1080, 1920), 0.5, "h1"),
        "console": (f"/console?{office}", (1366, 768), 1.0, "h1"),
    }
    for one in SHIPPED:
        size = (1080, 1920) if one.code in TALL else (1920, 1080)
        shots[f"layout-{one.code}"] = (f"/tv?{office}&layout={one.code}", size, 720 / 1920, "#board")
    for name, (path, (width, height), scale, sign) in shots.items():
        if names and name not in names:
            continue
        context = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        page = context.new_page()
        if name == "console":
            page.goto(f"/sign-in?next=/console?{office}")
            page.fill("[name=username]", OPERATOR)
            page.fill("[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url("**/console*")
            page.get_by_role("button", name="Chọn", exact=True).click()
        else:
            page.goto(path)
        page.wait_for_selector(sign, state="attached")
        page.wait_for_timeout(6000)
        _store(name, Image.open(io.BytesIO(page.screenshot())), scale)
        context.close()


def _matrices(board: Board, names: list[str]) -> None:
    now = datetime.fromisoformat(board.at)
    call = board.calls[-1]
    counters = [one for one in board.counters if one.number]
    for name, (width, height, dot) in MATRICES.items():
        if names and name not in names:
            continue
        fresh = frozenset({call.call_id}) if counters and name == "led-64x32" else frozenset()
        stale = name == "led-stale"
        view = View(
            board=board, wording=VIETNAMESE, language="vi", clock=now, age_s=1.0, fresh=fresh, lit=True, stale=stale
        )
        picture = compose(view, width, height, 1.0)
        image = Image.new("RGB", (width * dot, height * dot), "#0c0c0e")
        pen = ImageDraw.Draw(image)
        for y, row in enumerate(picture.rows):
            for x, ink in enumerate(row):
                pen.ellipse((x * dot + 1, y * dot + 1, x * dot + dot - 2, y * dot + dot - 2), fill=COLOURS[ink])
        _store(name, image, 1.0)


def _store(name: str, image: Image.Image, scale: float) -> None:
    size = (round(image.width * scale), round(image.height * scale))
    small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS).quantize(256, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)
    print(f"{name}.png {size[0]}x{size[1]}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
