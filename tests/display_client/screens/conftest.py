"""A real Chromium without a window, and a server for it."""

import pytest

from display_client.config import Options, read_display
from display_client.pairing import office_of_token
from display_client.screens.chromium import Chromium
from display_client.screens.tv import command
from tests.display_client.lobby_server import TOKEN, Lobby


@pytest.fixture
def lobby():
    server = Lobby()
    yield server
    server.close()


@pytest.fixture
def configured(lobby, tmp_path):
    """Return a function that writes a configuration and returns its path."""

    def write(token=TOKEN, more=""):
        (tmp_path / "tv.token").write_text(token, encoding="ascii")
        lines = [f'server = "{lobby.url}"', 'office = "songcong"', 'token_file = "tv.token"', 'name = "lobby"']
        lines += ['chromium_flags = ["--headless=new", "--disable-gpu"]', "offline_after_s = 2", more]
        path = tmp_path / "config.toml"
        path.write_text("\n".join(["[display]", *lines]), encoding="utf-8")
        return path

    return write


@pytest.fixture
def display(configured):
    return read_display(Options(config=configured()), "pi", office_of_token, None)


@pytest.fixture
def browsers(display):
    """Return a function that starts Chromium at an address."""
    started = []

    def start(address="about:blank", cancelled=lambda: False):
        started.append(Chromium.start(command(display, {}, 0), address, cancelled))
        return started[-1]

    yield start
    for browser in started:
        browser.stop()
