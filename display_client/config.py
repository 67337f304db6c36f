"""Settings of a display: the ``[display]`` section, overridden by the command line."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from display_client.failure import DisplayFailure
from queue_server.contract.fields import Code
from queue_server.settings import Settings, SettingsFile

MAX_TOKEN_CHARACTERS = 512


class DisplaySettings(Settings, frozen=True, kw_only=True):
    """The ``[display]`` section."""

    server: str = "http://127.0.0.1:8000"
    """Base URL of the server."""
    office: Code | None = None
    """Code of the office whose board is shown; without it the server is asked for that of the token."""
    token_file: str = ""
    """File with the display's token, as printed by ``queue-server device add``; empty shows the public board."""
    name: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """What ``identify`` shows and the server hears; empty is the computer's name."""
    language: Literal["vi", "en"] = "vi"
    state_folder: str = ""
    """Where the last board is kept; empty is the user's state folder (or systemd's ``StateDirectory``)."""
    chromium: str = "/usr/bin/chromium"
    """Program that ``tv`` runs."""
    chromium_flags: tuple[str, ...] = ()
    """Added to Chromium's command line."""
    sound_device: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """Sound device of ``speaker``, by name or part of it; empty is the computer's default."""
    offline_after_s: Annotated[float, msgspec.Meta(ge=1, le=3600)] = 30.0
    """Seconds without an answer of the server after which ``tv`` shows its own page instead of the last board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """What one run of a display knows."""

    server: str
    """Base URL without a slash at its end."""
    office: str
    token: str | None
    """None shows the public board."""
    name: str
    language: Literal["vi", "en"]
    state_folder: Path
    chromium: str
    chromium_flags: tuple[str, ...]
    sound_device: str
    offline_after_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line said; None where it said nothing."""

    config: Path | None = None
    server: str | None = None
    office: str | None = None
    token_file: Path | None = None
    name: str | None = None
    language: Literal["vi", "en"] | None = None


OfficeOfToken = Callable[[str, str], str]
"""Server and token to office."""


def read_display(options: Options, hostname: str, office_of_token: OfficeOfToken) -> Display:
    """Return the settings of this run; only without an office the server is asked for that of the token.

    Raises:
        SettingsError: a configuration file that can't be used.
        DisplayFailure: no office, an impossible URL, an unreadable token.
    """
    file = SettingsFile.read(options.config) if options.config else SettingsFile.empty(Path.cwd())
    section = file.section("display", DisplaySettings)
    server = _base_url(options.server or section.server)
    token_file = options.token_file or (file.resolve(section.token_file) if section.token_file else None)
    token = _token(token_file) if token_file else None
    office = options.office or section.office
    if office is None:
        if token is None:
            raise DisplayFailure("no office: give --office CODE or --token-file FILE, or set one in [display]", 2)
        office = office_of_token(server, token)
    return Display(
        server=server,
        office=office,
        token=token,
        name=options.name or section.name or hostname,
        language=options.language or section.language,
        state_folder=file.resolve(section.state_folder) if section.state_folder else _user_state_folder(),
        chromium=section.chromium,
        chromium_flags=section.chromium_flags,
        sound_device=section.sound_device,
        offline_after_s=section.offline_after_s,
    )


def _base_url(text: str) -> str:
    url = urlsplit(text)
    try:
        usable = url.scheme in {"http", "https"} and url.hostname and url.port != 0 and not (url.query or url.fragment)
    except ValueError:  # a port that is no number
        usable = False
    if not usable:
        raise DisplayFailure(f"server {text!r} is not an address like http://192.168.1.10:8000", 2)
    return text.rstrip("/")


def _token(path: Path) -> str:
    try:
        token = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise DisplayFailure(f"token file {path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        token = ""
    if not token or len(token) > MAX_TOKEN_CHARACTERS or not token.isprintable() or " " in token:
        raise DisplayFailure(f"token file {path} does not hold one token")
    return token


def _user_state_folder() -> Path:
    systemd = os.environ.get("STATE_DIRECTORY")
    if systemd:
        return Path(systemd.split(":")[0])
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "moiso-display"
