"""The TV page in Chromium, kept running: restarts the browser, and bridges the time without a server."""

import http.client
import logging
import os
import shutil
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from display_client.config import Display
from display_client.failure import DisplayFailure
from display_client.letting_in import ShowCode
from display_client.screens.chromium import KIOSK_FLAGS, ROOT_FLAGS, Chromium, Sight
from display_client.screens.devtools import BrowserLost
from display_client.screens.screen_picture import send_picture
from display_client.screens.screen_power import ScreenPower
from display_client.screens.wakes import ENDING, Ending, on_signals

logger = logging.getLogger(__name__)

OFFLINE_PAGE = Path(__file__).with_name("offline.html")

HEALTHY_S = 60.0
"""A browser that ran this long had no fault that waiting would cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Times of the supervision in seconds."""

    tick_s: float = 1.0
    probe_s: float = 3.0
    """Time the server has to answer."""
    load_s: float = 15.0
    """Time the TV page has to load."""
    retry_s: float = 10.0
    """Time between two attempts to open a TV page that the server refuses."""
    back_off_s: tuple[float, float] = (0.5, 30.0)
    """First and longest pause before a browser that died is started again."""


class Shown(Enum):
    """What the browser shows."""

    NOTHING = "nothing"
    OFFLINE = "offline"
    BOARD = "board"


def wanted(shown: Shown, away_s: float | None, offline_after_s: float) -> Shown:
    """Return what the browser should show.

    Args:
        shown: what it shows now.
        away_s: seconds since the server last answered, None while it answers.
        offline_after_s: how long the TV page, which tells by itself that its board is old, may stay without a server.
    """
    if away_s is None:
        return Shown.BOARD
    if shown is Shown.BOARD and away_s < offline_after_s:
        return Shown.BOARD
    return Shown.OFFLINE


def back_off(failures: int, bounds_s: tuple[float, float]) -> float:
    """Return the pause after so many browsers that died young: 1 or more."""
    first_s, longest_s = bounds_s
    return min(longest_s, first_s * 2.0 ** min(failures - 1, 16))


def command(display: Display, environment: Mapping[str, str], user: int) -> list[str]:
    """Return Chromium's command line.

    Raises:
        DisplayFailure: Chromium is missing, or there is no screen to show it on.
    """
    program = shutil.which(display.chromium)
    if program is None:
        raise DisplayFailure(f"{display.chromium} was not found: install Debian's package chromium")
    headless = any(flag.startswith("--headless") for flag in display.chromium_flags)
    if not headless and not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        raise DisplayFailure("no screen: neither DISPLAY nor WAYLAND_DISPLAY is set; start tv in the desktop session")
    languages = {"vi": "vi-VN,vi,en", "en": "en,vi"}[display.language]
    flags = [*KIOSK_FLAGS, f"--lang={display.language}", f"--accept-lang={languages}"]
    if user == 0:
        logger.warning("Chromium runs without its sandbox, since this is root; better use an ordinary user")
        flags += ROOT_FLAGS
    return [program, *flags, *display.chromium_flags]


@dataclass
class Television:
    """Keeps one Chromium showing the right page."""

    display: Display
    command: list[str]
    ending: Ending
    timing: Timing = field(default_factory=Timing)
    power: ScreenPower | None = None
    _heard_s: float = field(default_factory=time.monotonic)
    _retry_s: float = 0.0
    _since: float | None = None
    _refusal: str = ""
    _pictured: str = ""
    """The wish for a picture that was dealt with last."""

    def run(self) -> None:
        """Show the board until the program is asked to end."""
        failures = 0
        while True:
            started_s = time.monotonic()
            try:
                self._one_browser()
            except BrowserLost as error:
                failures = 1 if time.monotonic() - started_s > HEALTHY_S else failures + 1
                pause_s = back_off(failures, self.timing.back_off_s)
                if not self.ending.asked:
                    logger.warning("%s; starting it again in %.1f s", error, pause_s)
                if not self.ending.wait(pause_s):
                    continue
            return

    def _one_browser(self) -> None:
        browser = Chromium.start(self.command, self._offline_address(), lambda: self.ending.asked)
        logger.info("Chromium was started as process %d", browser.pid)
        try:
            shown = Shown.NOTHING
            while True:
                shown = self.step(browser, shown)
                if self.ending.wait(self.timing.tick_s):
                    return
        finally:
            browser.stop()

    def step(self, browser: Chromium, shown: Shown) -> Shown:
        """Return what the browser shows after one look at server and page."""
        if self.power is not None:
            self.power.follow(datetime.now().astimezone())
        now_s = time.monotonic()
        away_s = None if self._server_answers() else now_s - self._heard_s
        if away_s is None:
            self._heard_s = now_s
        sight = browser.look()
        if shown is Shown.BOARD and not self._is_board(sight):
            logger.warning("the TV page was left: it is now %s", _without_query(sight.address))
            shown = Shown.NOTHING
        if shown is Shown.BOARD and sight.picture not in ("", self._pictured):
            self._pictured = sight.picture
            send_picture(self.display, browser)
        target = wanted(shown, away_s, self.display.offline_after_s)
        if target is Shown.BOARD and shown is not Shown.BOARD:
            return self._open_board(browser, shown, now_s)
        if target is Shown.OFFLINE and shown is not Shown.OFFLINE:
            self._refusal = ""
            logger.warning("%s does not answer; the local page is shown", self.display.server)
            return self._open_offline(browser)
        return shown

    def _open_board(self, browser: Chromium, shown: Shown, now_s: float) -> Shown:
        if shown is Shown.OFFLINE and now_s < self._retry_s:
            return shown
        self._retry_s = now_s + self.timing.retry_s
        sight = self._opened(browser, self._pairing_address() if self.display.token else self._board_address())
        if sight.status and _without_query(sight.address) != self._page:
            # The server answered, but led elsewhere; without its token this display still may show the public board.
            logger.warning("the server refused the token of this display (status %d)", sight.status)
            sight = self._opened(browser, self._board_address())
        if self._is_board(sight):
            logger.info("the TV page of %s was opened", self.display.office)
            self._refusal, self._retry_s, self._since = "", 0.0, None
            self._heard_s = time.monotonic()
            return Shown.BOARD
        self._refusal = f"HTTP {sight.status}" if sight.status else "the page did not load"
        logger.warning("the TV page of %s did not open: %s", self.display.office, self._refusal)
        return self._open_offline(browser)

    def _opened(self, browser: Chromium, address: str) -> Sight:
        """Return what became of opening an address, redirects included."""
        before = browser.look().address
        browser.go(address)
        end_s = time.monotonic() + self.timing.load_s
        while True:
            sight = browser.look()
            # The local page may still be on its way when the server comes back.
            arrived = sight.loaded and sight.address != before and not sight.address.startswith("file:")
            if arrived or time.monotonic() > end_s or self.ending.wait(0.1):
                return sight

    def _open_offline(self, browser: Chromium) -> Shown:
        self._since = self._since or time.time()
        browser.go(self._offline_address())
        return Shown.OFFLINE

    def _server_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.display.server}/healthz", timeout=self.timing.probe_s) as answer:
                return bool(answer.status == http.HTTPStatus.OK)
        except (OSError, http.client.HTTPException):
            return False

    def _is_board(self, sight: Sight) -> bool:
        return _without_query(sight.address) == self._page and 0 < sight.status < 400

    @property
    def _page(self) -> str:
        return f"{self.display.server}/tv"

    def _board_address(self) -> str:
        return f"{self._page}?office={quote(self.display.office, safe='')}"

    def _pairing_address(self) -> str:
        board = urlsplit(self._board_address())
        order = {"token": self.display.token, "next": f"{board.path}?{board.query}"}
        return f"{self.display.server}/pair?{urlencode(order)}"

    def _offline_address(self) -> str:
        display = self.display
        told = {"server": display.server, "office": display.office, "name": display.name, "language": display.language}
        if self._since is not None:
            told |= {"since": str(int(self._since)), "reason": self._refusal}
        return f"{OFFLINE_PAGE.as_uri()}#{urlencode(told)}"


def _without_query(address: str) -> str:
    """Return an address without what may be secret in it."""
    return urlsplit(address)._replace(query="", fragment="").geturl()


@contextmanager
def showing_codes(display: Display) -> Iterator[ShowCode]:
    """Show each code on the local page; a browser that dies meanwhile is started again with the next code."""
    command_line = command(display, os.environ, os.geteuid())
    running: list[Chromium] = []

    def show(code: str) -> None:
        told = {"server": display.server, "name": display.name, "language": display.language, "code": code}
        address = f"{OFFLINE_PAGE.as_uri()}#{urlencode(told)}"
        try:
            if running:
                running[0].go(address)
            else:
                running.append(Chromium.start(command_line, address, lambda: False))
        except BrowserLost as error:
            logger.warning("the code could not be shown: %s", error)
            _stop(running)

    try:
        yield show
    finally:
        _stop(running)


def _stop(running: list[Chromium]) -> None:
    for browser in running:
        browser.stop()
    running.clear()


def run(display: Display) -> int:
    """Show the TV page until the program is told to end, and return its exit code."""
    ending = Ending()
    power = ScreenPower(display.hours, display.screen_on, display.screen_off)
    television = Television(display, command(display, os.environ, os.geteuid()), ending, power=power)
    try:
        with on_signals(dict.fromkeys(ENDING, ending.ask)):
            television.run()
    finally:
        power.restore()
    return 0
