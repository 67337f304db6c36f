"""Settings from file and command line."""

import pytest

from display_client import config
from display_client.config import Options
from display_client.failure import DisplayFailure
from display_client.letting_in import Admitted
from queue_server.settings import SettingsError


def never(display):
    raise AssertionError("nobody has to be asked")


def read_display(options, hostname, let_in=never):
    return config.read_display(options, hostname, lambda server, token: f"{token}@{server}", let_in)


def write(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_section_is_read_with_paths_relative_to_its_file(tmp_path):
    """The configuration can be started from anywhere."""
    (tmp_path / "tv.token").write_text("secret\n", encoding="ascii")
    text = '[display]\nserver = "http://10.0.0.1:8000/"\noffice = "songcong"\ntoken_file = "tv.token"\n'
    path = write(tmp_path, text + 'state_folder = "var/display"\nlanguage = "en"\nname = "hall"\n')

    display = read_display(Options(config=path), "pi")

    assert display.server == "http://10.0.0.1:8000"
    assert (display.office, display.token, display.language, display.name) == ("songcong", "secret", "en", "hall")
    assert display.state_folder == tmp_path / "var" / "display"


def test_the_command_line_wins(tmp_path):
    """One computer may show another office for a day."""
    path = write(tmp_path, '[display]\nserver = "http://10.0.0.1"\noffice = "a"\nname = "hall"\n')

    display = read_display(Options(config=path, server="https://b.example", office="b", language="en"), "pi")

    assert (display.server, display.office, display.name, display.language) == ("https://b.example", "b", "hall", "en")
    assert display.token is None


def test_the_name_is_the_computer_s_without_another():
    """Displays can be told apart in the console without any setting."""
    assert read_display(Options(office="a"), "pi-3").name == "pi-3"


def test_other_programs_sections_are_none_of_its_business(tmp_path):
    """The whole office may be set up in one file."""
    path = write(tmp_path, '[server]\nport = "not a number"\n[display]\noffice = "a"\n')

    assert read_display(Options(config=path), "pi").office == "a"


@pytest.mark.parametrize(
    ("line", "named"),
    [("offfice = 'a'", "offfice"), ("language = 'fr'", "language"), ("offline_after_s = 0", "offline_after_s")],
)
def test_a_wrong_key_or_value_is_named(tmp_path, line, named):
    """A misspelt key that is silently ignored costs hours."""
    with pytest.raises(SettingsError, match=rf"config\.toml: \[display\].*{named}"):
        read_display(Options(config=write(tmp_path, f"[display]\n{line}\n")), "pi")


@pytest.mark.parametrize("server", ["10.0.0.1:8000", "ftp://a", "http://", "http://a:port", "http://a/?b=c"])
def test_an_impossible_server_is_wrong_use(server):
    """A missing http:// is the usual mistake."""
    with pytest.raises(DisplayFailure, match="is not an address like") as caught:
        read_display(Options(office="a", server=server), "pi")

    assert caught.value.code == 2


def test_without_an_office_the_token_s_is_asked_for(tmp_path):
    """A token belongs to one office; nobody has to type its code."""
    (tmp_path / "tv.token").write_text("secret", encoding="ascii")
    options = Options(server="http://a", token_file=tmp_path / "tv.token")

    assert read_display(options, "pi").office == "secret@http://a"


def test_with_neither_office_nor_token_it_asks_to_be_let_in_once(tmp_path, monkeypatch):
    """The token is kept for the next start, readable by this user alone."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))

    display = read_display(
        Options(server="http://a"), "pi", lambda asking: Admitted("secret", f"office of {asking.name}")
    )

    assert (display.office, display.token) == ("office of pi", "secret")
    kept = tmp_path / "display.token"
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == ("secret\n", 0o600)
    again = read_display(Options(server="http://a"), "pi")
    assert (again.office, again.token) == ("secret@http://a", "secret")


@pytest.mark.parametrize("content", [b"", b"two words", b"\xff", b"a\nb", b"x" * 513])
def test_a_file_that_holds_no_token_is_named(tmp_path, content):
    """Another file given by mistake must not be sent to the server."""
    (tmp_path / "tv.token").write_bytes(content)

    with pytest.raises(DisplayFailure, match=r"tv\.token does not hold one token"):
        read_display(Options(office="a", token_file=tmp_path / "tv.token"), "pi")


def test_a_missing_token_file_is_named(tmp_path):
    """Showing the public board instead would hide the mistake."""
    with pytest.raises(DisplayFailure, match=r"tv\.token cannot be read \(No such file"):
        read_display(Options(office="a", token_file=tmp_path / "tv.token"), "pi")


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"STATE_DIRECTORY": "/var/lib/d:/other", "XDG_STATE_HOME": "/x"}, "/var/lib/d"),
        ({"XDG_STATE_HOME": "/x"}, "/x/moiso-display"),
        ({"HOME": "/h"}, "/h/.local/state/moiso-display"),
    ],
)
def test_the_state_has_a_home_without_any_setting(monkeypatch, environment, folder):
    """A display started by hand or by systemd keeps its board where it may write."""
    for key in ("STATE_DIRECTORY", "XDG_STATE_HOME"):
        monkeypatch.delenv(key, raising=False)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)

    assert str(read_display(Options(office="a"), "pi").state_folder) == folder
