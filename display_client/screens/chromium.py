"""One run of Chromium: full screen, with a profile that is thrown away, steered through DevTools."""

import base64
import fcntl
import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from display_client.screens.devtools import BrowserLost, BrowserRefused, DevTools
from display_client.screens.profile import Profile
from queue_server.contract.codec import Json

logger = logging.getLogger(__name__)

START_S = 30.0
"""Time until Chromium answers for the first time: a small computer with a memory card needs many seconds."""

ANSWER_S = 5.0
STOP_S = 3.0
PICTURE_PX = 960
"""Longer side of a picture of the page: enough to read every number, some 40 kB."""
PICTURE_QUALITY = 60
LOG = "chromium.log"
LOG_BYTES = 1 << 20

KIOSK_FLAGS = (
    "--kiosk",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-session-crashed-bubble",
    "--disable-features=Translate",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Otherwise Chromium asks for the key ring's password on a screen without a keyboard.
    "--password-store=basic",
    # Calls must sound without anybody tapping the screen.
    "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-pipe",
)

ROOT_FLAGS = ("--no-sandbox", "--test-type")
"""Chromium refuses to run as root with its sandbox; the second one hides the bar that warns of the first."""

_LOOK = """(() => {
    const load = performance.getEntriesByType("navigation")[0];
    return {
        address: location.href,
        status: load ? load.responseStatus : 0,
        loaded: document.readyState !== "loading",
        picture: document.documentElement?.dataset.picture ?? "",
        width: innerWidth,
        height: innerHeight,
    };
})()"""

_FIRST_FREE = 10
"""Descriptors below are Chromium's: it reads DevTools from 3 and writes to 4."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the page is right now."""

    address: str
    status: int
    """HTTP status of the document, 0 for files and for Chromium's own error pages."""
    loaded: bool
    picture: str = ""
    """The wish for a picture of the page that was made last, "" for none."""


@dataclass
class Chromium:
    """A running browser with one page.

    Args:
        pid: process, and group of processes, of the browser.
        devtools: connection to it.
        profile: what it knows, deleted when it is stopped.
        session: DevTools session of its page.
    """

    pid: int
    devtools: DevTools
    profile: Profile
    session: str = ""
    _ended: bool = field(default=False, init=False)
    _size: tuple[int, int] = field(default=(1, 1), init=False)

    @classmethod
    def start(cls, command: Sequence[str], address: str, cancelled: Callable[[], bool]) -> "Chromium":
        """Start Chromium at an address that anybody on the computer may see in the list of processes.

        Raises:
            BrowserLost: it did not come up.
        """
        profile = Profile.fresh()
        log = profile.path / LOG
        try:
            pid, devtools = _spawn([*command, f"--user-data-dir={profile.path}", address], log, cancelled)
        except BrowserLost:
            profile.discard()
            raise
        browser = cls(pid, devtools, profile)
        try:
            browser.session = browser._attach()
        except BrowserLost as error:
            words = _last_words(log)
            browser.stop()
            raise BrowserLost(f"{error} ({words})" if words else str(error)) from None
        return browser

    def go(self, address: str) -> None:
        """Begin to open an address; unlike the command line, nobody can see it.

        Raises:
            BrowserLost: the browser has ended.
        """
        self.devtools.send("Page.navigate", {"url": address}, session=self.session)

    def look(self) -> Sight:
        """Return what the page is, which also proves that it runs.

        Raises:
            BrowserLost: the browser or the page does not answer.
        """
        self._limit_log()
        end_s = time.monotonic() + ANSWER_S
        while True:
            try:
                answer = self._call("Runtime.evaluate", {"expression": _LOOK, "returnByValue": True})
            except BrowserRefused:
                answer = {}
            match answer.get("result"):
                case {
                    "value": {
                        "address": str(address),
                        "status": int(status),
                        "loaded": bool(loaded),
                        "picture": str(picture),
                        "width": int(width),
                        "height": int(height),
                    }
                }:
                    self._size = width, height
                    return Sight(address, status, loaded, picture)
            if time.monotonic() > end_s:
                raise BrowserLost("the page can't be asked what it is")
            # Between two documents there is nothing to ask.
            time.sleep(0.05)

    def picture(self) -> bytes:
        """Return a small JPEG of the page as it is now.

        Raises:
            BrowserLost: the browser or the page does not answer.
            BrowserRefused: the page can't be pictured just now.
        """
        width, height = self._size
        scale = PICTURE_PX / max(width, height, 1)
        clip: dict[str, Json] = {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}
        answer = self._call("Page.captureScreenshot", {"format": "jpeg", "quality": PICTURE_QUALITY, "clip": clip})
        return base64.b64decode(str(answer.get("data", "")))

    def stop(self) -> None:
        """End the browser with all its processes and delete its profile, cookie included."""
        if not self._ended:
            self._ended = True
            self.devtools.close()
            if not self._gone(STOP_S):
                with suppress(ProcessLookupError):
                    os.killpg(self.pid, signal.SIGKILL)
                self._gone(STOP_S)
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.profile.discard()

    def _call(self, method: str, parameters: dict[str, Json]) -> dict[str, Json]:
        return self.devtools.call(method, parameters, session=self.session, timeout_s=ANSWER_S)

    def _limit_log(self) -> None:
        """Empty what Chromium wrote when it is long: some drivers complain all day."""
        with suppress(OSError):
            log = self.profile.path / LOG
            if log.stat().st_size > LOG_BYTES:
                os.truncate(log, 0)

    def _attach(self) -> str:
        """Return the session of the page; a window that is still being made is waited for."""
        end_s = time.monotonic() + START_S
        while time.monotonic() < end_s:
            found = self.devtools.call("Target.getTargets", timeout_s=START_S)
            match [target for target in _objects(found.get("targetInfos")) if target.get("type") == "page"]:
                case [target, *_]:
                    identity: dict[str, Json] = {"targetId": target["targetId"], "flatten": True}
                    return str(self.devtools.call("Target.attachToTarget", identity, timeout_s=ANSWER_S)["sessionId"])
            time.sleep(0.05)
        raise BrowserLost("Chromium opened no window")

    def _gone(self, within_s: float) -> bool:
        end_s = time.monotonic() + within_s
        while True:
            try:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    return True
            except ChildProcessError:
                return True
            if time.monotonic() > end_s:
                return False
            time.sleep(0.02)


def _spawn(command: list[str], log_path: Path, cancelled: Callable[[], bool]) -> tuple[int, DevTools]:
    requests_out, requests_in = _pipe()
    answers_out, answers_in = _pipe()
    log = os.open(log_path, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        pid = os.posix_spawn(
            command[0],
            command,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, log, 1),
                (os.POSIX_SPAWN_DUP2, log, 2),
                (os.POSIX_SPAWN_DUP2, requests_out, 3),
                (os.POSIX_SPAWN_DUP2, answers_in, 4),
            ],
            # A group of its own: Ctrl-C reaches this program alone, which then ends the browser.
            setsid=True,
            setsigdef=[signal.SIGPIPE],
        )
    except OSError as error:
        os.close(requests_in)
        os.close(answers_out)
        raise BrowserLost(f"{command[0]} did not start ({error.strerror})") from None
    finally:
        for descriptor in (requests_out, answers_in, log):
            os.close(descriptor)
    return pid, DevTools(requests_in, answers_out, cancelled)


def _pipe() -> tuple[int, int]:
    """Return a pipe whose descriptors are none of those that the browser gets."""
    made = os.pipe()
    moved = tuple(fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE) for descriptor in made)
    for descriptor in made:
        os.close(descriptor)
    return moved[0], moved[1]


def _last_words(log: Path) -> str:
    """Return why the browser ended: its last fatal error, which others may follow, else the last line it wrote."""
    try:
        lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").split("\n") if line.strip()]
    except OSError:
        return ""
    fatal = [line for line in lines if ":FATAL:" in line]
    return next((line[:300] for line in reversed(fatal or lines)), "")


def _objects(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
