"""A lobby heals itself: restarts, a restored older copy and a long absence, without anybody touching a display."""

import os
import re
import signal
import time

import pytest

from tests.counts import count
from tests.fingers import NEXT, press_and_listen
from tests.lobby import OFFICE, Lobby, wait_for

HEALED_WITHIN_S = 20


@pytest.fixture
def lobby(tmp_path):
    lobby = Lobby(tmp_path, boxes=1)
    lobby.start_all()
    os.environ["XDG_STATE_HOME"] = str(tmp_path / "state")
    lobby.start(
        "terminal", "display_client", "terminal", "--server", lobby.base, "--office", OFFICE, "--name", "hall"
    )  # fmt: skip
    yield lobby
    lobby.stop()
    del os.environ["XDG_STATE_HOME"]


@pytest.fixture
def tv(lobby, chromium):
    page = chromium.new_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{lobby.base}/tv?office={OFFICE}")
    return page


def show(lobby, tv, number):
    """Wait until box, LED unit, TV and terminal show a number; return the seconds it took."""
    started = time.monotonic()
    wait_for(lambda: lobby.digits(1) == number and lobby.digits(101) == number, f"units to show {number}", 40)
    tv.locator("#now-number").get_by_text(number, exact=True).wait_for(timeout=20_000)
    wait_for(lambda: terminal_shows(lobby, number), f"the terminal to show {number}", 20)
    return round(time.monotonic() - started, 1)


def terminal_shows(lobby, number):
    boards = [line for line in lobby.log("terminal").splitlines() if re.search(r" r\d+ ", line)]
    return bool(boards) and re.search(rf"Quầy 1 \W?{number}", boards[-1]) is not None


def dashes(lobby, tv):
    """Wait until units say that nobody is there, and the TV that it is off-line."""
    wait_for(lambda: lobby.digits(1) == "----" and lobby.digits(101) == "----", "dashes on the units", 30)
    tv.locator("#offline").wait_for(state="visible", timeout=30_000)


def call_one(lobby):
    lobby.issue()
    lobby.wait_for_boxes()
    assert press_and_listen(lobby, 1, NEXT) == "1"
    time.sleep(0.8)


@pytest.mark.timeout(400)
def test_displays_units_and_pages_heal_by_themselves(lobby, tv, record_figure):
    """Restart, older copy (new epoch) and absence, one after the other, with everything left running."""
    call_one(lobby)
    show(lobby, tv, "A001")

    lobby.command("backup", str(lobby.folder / "copy.db"))
    call_one(lobby)
    show(lobby, tv, "A002")
    assert lobby.kill("server", signal.SIGTERM) == 0
    lobby.start_server()
    record_figure("right after a restart, s", show(lobby, tv, "A002"))

    lobby.kill("server", signal.SIGTERM)
    lobby.command("restore", str(lobby.folder / "copy.db"))
    lobby.start_server()
    record_figure("right after a restored copy, s", show(lobby, tv, "A001"))
    call_one(lobby)
    show(lobby, tv, "A002")

    lobby.kill("server")
    dashes(lobby, tv)
    time.sleep(count(5, 60))
    lobby.start_server()
    healed = show(lobby, tv, "A002")
    record_figure("right after an absence, s", healed)
    assert healed <= HEALED_WITHIN_S
    tv.locator("#offline").wait_for(state="hidden", timeout=20_000)


def test_restore_refuses_while_the_server_runs(lobby):
    """Pulling the database from under a running server would lose what it acknowledges."""
    lobby.command("backup", str(lobby.folder / "copy.db"))

    with pytest.raises(AssertionError, match="a server is running"):
        lobby.command("restore", str(lobby.folder / "copy.db"))
