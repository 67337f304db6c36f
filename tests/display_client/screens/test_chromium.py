"""Chromium itself, started without a window."""

import os
import signal
import time

import pytest

from display_client.screens.chromium import LOG, LOG_BYTES, Chromium
from display_client.screens.devtools import BrowserLost
from tests.display_client.screens.processes import processes_of


def arrive(browser, address):
    browser.go(address)
    end = time.monotonic() + 10
    while browser.look().address != address:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_page_is_opened_and_seen(browsers, lobby):
    """With the status the server gave."""
    browser = browsers()
    arrive(browser, f"{lobby.url}/tv?office=a")

    sight = browser.look()

    assert (sight.status, sight.loaded) == (200, True)


def test_stopping_leaves_neither_process_nor_profile(browsers):
    """A display that is restarted every day must not fill the disk; the cookie is in the profile."""
    browser = browsers()
    profile = browser.profile.path
    assert processes_of(profile)

    browser.stop()

    assert not profile.exists()
    assert not processes_of(profile)


def test_a_killed_browser_is_lost(browsers):
    """And stopping what is left of it is no error."""
    browser = browsers()
    os.kill(browser.pid, signal.SIGKILL)

    with pytest.raises(BrowserLost):
        browser.look()
    browser.stop()


def test_a_frozen_browser_is_lost_and_ended(browsers, monkeypatch):
    """What looks alive in the list of processes may show an old picture."""
    monkeypatch.setattr("display_client.screens.chromium.ANSWER_S", 0.3)
    monkeypatch.setattr("display_client.screens.chromium.STOP_S", 0.3)
    browser = browsers()
    os.kill(browser.pid, signal.SIGSTOP)

    with pytest.raises(BrowserLost, match="did not answer"):
        browser.look()
    browser.stop()

    assert not processes_of(browser.profile.path)


def test_a_program_that_does_not_come_up_tells_its_last_words(tmp_path):
    """The log line is what the person at the TV has."""
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\necho 'Missing X server or $DISPLAY' >&2\nexit 1\n", encoding="ascii")
    fake.chmod(0o755)

    with pytest.raises(BrowserLost, match=r"has ended.*\(Missing X server"):
        Chromium.start([str(fake)], "about:blank", lambda: False)


def test_a_fatal_error_is_told_before_what_crash_reporting_writes_after_it(tmp_path):
    """Such as a folder for temporary files whose name is too long for a socket."""
    fake = tmp_path / "chromium"
    fake.write_text(
        "#!/bin/sh\necho '[1:1:FATAL:singleton.cc(3)] too long' >&2\necho '[1:ERROR:crashpad] no file' >&2\n"
    )
    fake.chmod(0o755)

    with pytest.raises(BrowserLost, match="too long"):
        Chromium.start([str(fake)], "about:blank", lambda: False)


def test_a_program_that_can_not_be_run_is_lost(tmp_path):
    """A damaged installation."""
    (tmp_path / "chromium").write_text("not a program", encoding="ascii")

    with pytest.raises(BrowserLost, match="did not start"):
        Chromium.start([str(tmp_path / "chromium")], "about:blank", lambda: False)


def test_what_chromium_complains_about_does_not_fill_the_disk(browsers):
    """Some drivers write a line per frame."""
    browser = browsers()
    log = browser.profile.path / LOG
    with log.open("ab") as file:
        file.truncate(LOG_BYTES + 1)

    browser.look()

    assert log.stat().st_size < LOG_BYTES
