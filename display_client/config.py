"""Settings of a display: the ``[display]`` section, overridden by the command line."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from display_client.failure import DisplayFailure
from display_client.letting_in import Admitted, keep_token, kept_token
from queue_server.contract.fields import Code
from queue_server.settings import Settings, SettingsFile, written

MAX_TOKEN_CHARACTERS = 512


class MatrixSettings(Settings, frozen=True, kw_only=True):
    """The ``[display.matrix]`` section: the LED matrix of ``led-matrix``."""

    driver: Literal["max7219", "hub75"] = "max7219"
    width: Annotated[int, msgspec.Meta(ge=16, le=1024)] = 32
    """Columns of the whole matrix."""
    height: Annotated[int, msgspec.Meta(ge=8, le=256)] = 8
    """Rows of the whole matrix."""
    brightness: Annotated[int, msgspec.Meta(ge=1, le=100)] = 40
    """Percent."""
    spi_port: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    spi_device: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    """``/dev/spidev<port>.<device>`` of a max7219 chain."""
    block_orientation: Literal[-90, 0, 90, 180] = -90
    """How the 8 by 8 modules of a max7219 chain are turned; -90 for the common boards of four."""
    reverse_order: bool = False
    """Whether the first module of a max7219 chain is on the right."""
    rotate: Literal[0, 1, 2, 3] = 0
    """Quarter turns of the whole max7219 matrix."""
    panel_rows: Annotated[int, msgspec.Meta(ge=8, le=64)] = 32
    panel_columns: Annotated[int, msgspec.Meta(ge=16, le=128)] = 64
    """Size of one hub75 panel; the whole matrix is a multiple of it."""
    hardware_mapping: str = "regular"
    """How hub75 panels are wired to the Raspberry Pi: ``regular``, ``adafruit-hat`` and others of rgbmatrix."""
    gpio_slowdown: Annotated[int, msgspec.Meta(ge=0, le=10)] = 2
    """Larger for faster Raspberry Pis, until a hub75 picture is steady."""

    def __post_init__(self) -> None:
        """Refuse a size that the modules can't make up."""
        unit = (8, 8) if self.driver == "max7219" else (self.panel_columns, self.panel_rows)
        if self.width % unit[0] or self.height % unit[1]:
            raise ValueError(
                f"width and height: {self.width} by {self.height} is no multiple of {unit[0]} by {unit[1]}, "
                f"the size of one {self.driver} module"
            )


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
    hours: Annotated[str, written("06:30-18:00", r"^((([01]\d|2[0-3]):[0-5]\d)-(([01]\d|2[0-3]):[0-5]\d))?$")] = ""
    """Times of day when the screen is on, ``06:30-18:00``; empty for always."""
    screen_off: tuple[str, ...] = ("xset", "dpms", "force", "off")
    """Command by which ``tv`` switches its screen off outside the hours."""
    screen_on: tuple[str, ...] = ("xset", "dpms", "force", "on")
    matrix: MatrixSettings = MatrixSettings()


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
    hours: str
    screen_off: tuple[str, ...]
    screen_on: tuple[str, ...]
    matrix: MatrixSettings


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

LetIn = Callable[[Display], Admitted]
"""Lets a display in that has neither token nor office yet; its ``office`` is empty."""

TOKEN_FILE = "display.token"
"""Where a display that was let in keeps its token, in the state folder."""


def read_display(options: Options, hostname: str, office_of_token: OfficeOfToken, let_in: LetIn) -> Display:
    """Return the settings of this run.

    Only without an office the server is asked for that of the token; without either, the display asks to be let in
    and keeps the token it gets.

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
    state_folder = file.resolve(section.state_folder) if section.state_folder else _user_state_folder()
    own_token = state_folder / TOKEN_FILE
    if office is None and token is None:
        token = kept_token(own_token)
    if office is None and token is not None:
        office = office_of_token(server, token)
    display = Display(
        server=server,
        office=office or "",
        token=token,
        name=options.name or section.name or hostname,
        language=options.language or section.language,
        state_folder=state_folder,
        chromium=section.chromium,
        chromium_flags=section.chromium_flags,
        sound_device=section.sound_device,
        offline_after_s=section.offline_after_s,
        hours=section.hours,
        screen_off=section.screen_off,
        screen_on=section.screen_on,
        matrix=section.matrix,
    )
    if office is not None:
        return display
    admitted = let_in(display)
    keep_token(own_token, admitted.token)
    return replace(display, office=admitted.office, token=admitted.token)


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
