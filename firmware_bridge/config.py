"""The bridge's sections of the configuration: server, lines, units, keys."""

import re
from pathlib import Path
from typing import Annotated, Final

import msgspec

from firmware_bridge.protocol.register_map import HIGHEST_ADDRESS, KEY_LIMIT, LOWEST_ADDRESS
from firmware_bridge.protocol.timing import FORMATS
from queue_server.settings import Settings, SettingsError, SettingsFile, written

ACTIONS: Final = frozenset({"next", "recall", "start", "finish", "no_show", "hold", "pause"})
_ACTION_WITH_ARGUMENT: Final = re.compile(r"(transfer|issue):[^\s:]{1,64}|rate:[1-5]")
_LINE_NAME: Final = r"^[^/\s]{1,40}$"
_COUNTER: Final = r"^[^:\s]{1,64}:[^:\s]{1,64}$"
_BAUDS: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
MAX_UNITS: Final = 250
"""The server closes connections that send more than 64 kB at once, and one message introduces all units."""
UNITS_ADVISED: Final = 16
"""More units on a line than this make key presses feel slow."""

Option = str | int | float | bool


class UnitSettings(Settings, frozen=True, kw_only=True):
    """[[bridge.line.unit]]"""

    address: Annotated[int, msgspec.Meta(ge=LOWEST_ADDRESS, le=HIGHEST_ADDRESS)]
    profile: str = "call-box"
    counter: Annotated[str, written("office:counter", _COUNTER)] | None = None
    """``office:counter``; None for a unit that only issues or rates."""
    keys: dict[str, str] = msgspec.field(default_factory=dict)
    """Key number to action."""
    options: dict[str, Option] = msgspec.field(default_factory=dict)
    """The driver's own settings."""


class LineSettings(Settings, frozen=True, kw_only=True):
    """[[bridge.line]]"""

    name: Annotated[str, written("without blanks and slashes", _LINE_NAME)]
    port: Annotated[str, msgspec.Meta(min_length=1)]
    baud: int = 19200
    format: str = "8N1"
    guard_ms: Annotated[float, msgspec.Meta(ge=0, le=500)] | None = None
    """Longer silence before each request, for slow displays."""
    unit: list[UnitSettings] = msgspec.field(default_factory=list)

    @property
    def is_socket(self) -> bool:
        """Whether the port is a gateway in the network."""
        return self.port.startswith("socket://")


class BridgeSettings(Settings, frozen=True, kw_only=True):
    """[bridge]"""

    server: Annotated[str, written("http://192.168.1.10:8000", r"^https?://[^\s]+$")] = "http://127.0.0.1:8000"
    token_file: str = "var/bridge.token"
    line: list[LineSettings] = msgspec.field(default_factory=list)


def read_bridge_settings(file: SettingsFile) -> BridgeSettings:
    """Return the checked [bridge] section.

    Raises:
        SettingsError: unknown key, wrong type, or an impossible value; names file, section and key.
    """
    settings = file.section("bridge", BridgeSettings)
    if not settings.line:
        raise SettingsError(f"{file.path}: [bridge]: no [[bridge.line]] is configured")
    if sum(len(line.unit) for line in settings.line) > MAX_UNITS:
        raise SettingsError(f"{file.path}: [[bridge.line]]: unit: more than {MAX_UNITS} in all; use a second bridge")
    names = [line.name for line in settings.line]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"{file.path}: [[bridge.line]]: name: {name!r} is used twice")
    for line in settings.line:
        _check_line(f"{file.path}: [[bridge.line]] {line.name!r}", line)
    lines = [line if line.is_socket else _with_absolute_port(line, file.path.parent) for line in settings.line]
    return msgspec.structs.replace(settings, line=lines)


def _with_absolute_port(line: LineSettings, folder: Path) -> LineSettings:
    """Return the line with its port below the configuration's folder; a link stays one, its target may change."""
    return msgspec.structs.replace(line, port=str(folder.absolute() / line.port))


def _check_line(where: str, line: LineSettings) -> None:
    if line.baud not in _BAUDS:
        raise SettingsError(f"{where}: baud: {line.baud} is none of {', '.join(map(str, _BAUDS))}")
    if line.format not in FORMATS:
        raise SettingsError(f"{where}: format: {line.format!r} is none of {', '.join(FORMATS)}")
    if "://" in line.port and not re.fullmatch(r"socket://[^\s/:]+:\d{1,5}", line.port):
        raise SettingsError(f"{where}: port: {line.port!r} is neither a path nor socket://host:port")
    addresses = [unit.address for unit in line.unit]
    for unit in line.unit:
        if addresses.count(unit.address) > 1:
            raise SettingsError(f"{where}: unit: address {unit.address} is used twice")
        _check_keys(f"{where} unit {unit.address}", unit)


def _check_keys(where: str, unit: UnitSettings) -> None:
    for key, action in unit.keys.items():
        if not (key.isascii() and key.isdigit() and 1 <= int(key) <= KEY_LIMIT and key == str(int(key))):
            raise SettingsError(f"{where}: keys: {key!r} is no key number from 1 to {KEY_LIMIT}")
        if action not in ACTIONS and not _ACTION_WITH_ARGUMENT.fullmatch(action):
            known = f"{', '.join(sorted(ACTIONS))}, transfer:SERVICE, issue:SERVICE, rate:1 to rate:5"
            raise SettingsError(f"{where}: keys: {key} = {action!r} is no action; known are {known}")
