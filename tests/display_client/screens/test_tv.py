"""Supervision of the TV page: decisions alone, then the real Chromium."""

import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from display_client.config import Options, read_display
from display_client.failure import DisplayFailure
from display_client.pairing import office_of_token
from display_client.screens.chromium import ROOT_FLAGS
from display_client.screens.tv import OFFLINE_PAGE, Shown, Television, Timing, back_off, command, wanted
from display_client.screens.wakes import Ending
from tests.display_client.lobby_server import TOKEN
from tests.display_client.screens.processes import processes_of, renderers_of

ROOT = Path(__file__).resolve().parents[3]
LONG_S = 30.0


@pytest.mark.parametrize(
    ("shown", "away_s", "want"),
    [
        (Shown.NOTHING, None, Shown.BOARD),
        (Shown.OFFLINE, None, Shown.BOARD),
        (Shown.BOARD, None, Shown.BOARD),
        (Shown.BOARD, 29.0, Shown.BOARD),
        (Shown.BOARD, 30.0, Shown.OFFLINE),
        (Shown.NOTHING, 0.0, Shown.OFFLINE),
        (Shown.OFFLINE, 1.0, Shown.OFFLINE),
    ],
)
def test_the_tv_page_rides_over_a_short_absence(shown, away_s, want):
    """A restart of the server must not flash another page in the lobby; the TV page itself marks its board as old."""
    assert wanted(shown, away_s, 30.0) is want


def test_the_pause_grows_to_its_limit():
    """A browser that dies at once must not keep the computer busy."""
    assert [back_off(failures, (0.5, 30.0)) for failures in (1, 2, 3, 7, 1000)] == [0.5, 1.0, 2.0, 30.0, 30.0]


def test_the_command_line_holds_no_secret_and_lets_calls_sound(display):
    """Anybody on the computer may list processes."""
    line = command(display, {}, 1000)

    assert "--kiosk" in line
    assert "--autoplay-policy=no-user-gesture-required" in line
    assert TOKEN not in " ".join(line)
    assert not set(ROOT_FLAGS) & set(line)
    assert set(ROOT_FLAGS) <= set(command(display, {}, 0))


def test_a_missing_chromium_is_one_sentence(display):
    """The remedy is in it."""
    with pytest.raises(DisplayFailure, match="/nowhere/chromium was not found: install Debian's package chromium"):
        command(replace(display, chromium="/nowhere/chromium"), {}, 1000)


def test_a_missing_screen_is_one_sentence(display):
    """Started over ssh, the usual mistake."""
    with pytest.raises(DisplayFailure, match="DISPLAY"):
        command(replace(display, chromium_flags=()), {}, 1000)
    assert command(replace(display, chromium_flags=()), {"WAYLAND_DISPLAY": "wayland-0"}, 1000)


@pytest.fixture
def television(display):
    return Television(display, command(display, {}, 0), Ending(), Timing(tick_s=0.05, load_s=5.0, retry_s=0.2))


def until(television, browser, shown, want):
    """Step until the browser shows what is wanted; return that."""
    end = time.monotonic() + LONG_S
    while shown is not want:
        assert time.monotonic() < end, browser.look()
        shown = television.step(browser, shown)
        time.sleep(0.02)
    return shown


def arrived(browser, address):
    """Whether the browser gets to an address that begins so."""
    end = time.monotonic() + LONG_S
    while not browser.look().address.startswith(address):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_the_token_is_exchanged_for_a_cookie_and_left_behind(television, browsers, lobby):
    """The TV page runs with the cookie; its address has no token."""
    browser = browsers(OFFLINE_PAGE.as_uri())
    until(television, browser, Shown.NOTHING, Shown.BOARD)

    assert browser.look().address == f"{lobby.url}/tv?office=songcong"
    assert lobby.boards() == ["device=paired"]
    lines = processes_of(browser.profile.path).values()
    assert lines
    assert not any(TOKEN.encode() in line for line in lines)


def test_a_refused_token_still_shows_the_public_board(configured, browsers, lobby, caplog):
    """A revoked token silences the voice, it does not blind the lobby."""
    display = read_display(Options(config=configured(token="revoked")), "pi", office_of_token, None)
    television = Television(display, [], Ending(), Timing(load_s=5.0))
    browser = browsers(OFFLINE_PAGE.as_uri())
    until(television, browser, Shown.NOTHING, Shown.BOARD)

    assert lobby.boards() == [""]
    assert "refused the token of this display (status 401)" in caplog.text
    assert "revoked" not in caplog.text


def test_the_server_goes_away_and_comes_back(television, browsers, lobby):
    """Offline page after the set time, TV page as soon as the server answers."""
    browser = browsers(OFFLINE_PAGE.as_uri())
    shown = until(television, browser, Shown.NOTHING, Shown.BOARD)

    lobby.go_away()
    assert television.step(browser, shown) is Shown.BOARD
    shown = until(television, browser, shown, Shown.OFFLINE)
    assert arrived(browser, OFFLINE_PAGE.as_uri())
    assert "since=" in browser.look().address

    lobby.come()
    until(television, browser, shown, Shown.BOARD)
    assert browser.look().address == f"{lobby.url}/tv?office=songcong"


def test_a_page_the_server_refuses_is_not_left_on_the_wall(television, browsers, lobby):
    """An error page of a proxy would stay there for ever; it is tried again."""
    lobby.page_status = 503
    browser = browsers(OFFLINE_PAGE.as_uri())
    shown = until(television, browser, Shown.NOTHING, Shown.OFFLINE)
    assert arrived(browser, OFFLINE_PAGE.as_uri())
    assert "reason=HTTP+503" in browser.look().address

    lobby.page_status = 200
    until(television, browser, shown, Shown.BOARD)


def test_a_page_that_was_left_is_opened_again(television, browsers, lobby):
    """A keyboard in the lobby must not end the board."""
    browser = browsers(OFFLINE_PAGE.as_uri())
    shown = until(television, browser, Shown.NOTHING, Shown.BOARD)
    browser.go("about:blank")
    assert arrived(browser, "about:blank")

    television.step(browser, shown)

    assert arrived(browser, f"{lobby.url}/tv")


def test_a_picture_is_sent_once_for_each_wish(television, browsers, lobby):
    """The page leaves the wish where only this program looks."""
    browser = browsers(OFFLINE_PAGE.as_uri())
    shown = until(television, browser, Shown.NOTHING, Shown.BOARD)
    television.step(browser, shown)
    assert lobby.pictures == []

    browser.devtools.call(
        "Runtime.evaluate",
        {"expression": "document.documentElement.dataset.picture = 'w1'"},
        session=browser.session,
        timeout_s=5,
    )
    for _ in range(3):
        shown = television.step(browser, shown)

    ((path, authorization, content),) = lobby.pictures
    assert (path, authorization) == ("/api/v1/displays/picture", f"Bearer {TOKEN}")
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, max(picture.size)) == ("JPEG", 960)
    assert len(content) < 200_000


@pytest.fixture
def short_folder():
    """Chromium's socket has to fit into the 107 bytes of a path to one; pytest's folders leave no room for it."""
    with tempfile.TemporaryDirectory() as folder:
        yield folder


@pytest.fixture
def tv(configured, short_folder):
    """``queue-display tv`` as a program; ``lines`` has what it logged."""
    process = subprocess.Popen(
        [sys.executable, "-m", "display_client", "tv", "--config", str(configured())],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": short_folder},
    )
    process.lines = []
    reader = threading.Thread(target=lambda: process.lines.extend(iter(process.stderr.readline, "")))
    reader.start()
    yield process
    if process.poll() is None:
        process.terminate()
    process.wait(15)
    reader.join()
    process.stderr.close()


def pids(tv):
    """Return the browsers that were started so far."""
    return [int(line.split()[-1]) for line in list(tv.lines) if "Chromium was started as process" in line]


def eventually(rule):
    end = time.monotonic() + LONG_S
    while not rule():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_killed_chromium_comes_back_and_the_program_ends_cleanly(tv, lobby):
    """kill -9 of the browser costs seconds; SIGTERM of the program leaves nothing behind."""
    eventually(lambda: len(lobby.boards()) == 1)
    os.kill(pids(tv)[0], signal.SIGKILL)
    eventually(lambda: len(lobby.boards()) == 2)
    assert lobby.boards() == ["device=paired"] * 2

    begun = time.monotonic()
    tv.terminate()

    assert tv.wait(15) == 0
    assert time.monotonic() - begun < 10
    assert [pid for pid in pids(tv) if Path(f"/proc/{pid}").exists()] == []
    assert not any(TOKEN in line or "Traceback" in line for line in tv.lines)


def test_a_crashed_page_is_replaced(tv, lobby):
    """ "Aw, Snap!" would otherwise stay on the wall."""
    eventually(lambda: len(lobby.boards()) == 1)
    renderers = renderers_of(pids(tv)[0])
    assert renderers
    for renderer in renderers:
        os.kill(renderer, signal.SIGKILL)

    eventually(lambda: len(lobby.boards()) == 2)


def test_chromium_ends_with_the_program_even_if_that_is_killed(tv, lobby):
    """Nothing stays on the screen that nobody looks after."""
    eventually(lambda: len(lobby.boards()) == 1)
    tv.kill()
    tv.wait()

    eventually(lambda: not Path(f"/proc/{pids(tv)[0]}").exists())
