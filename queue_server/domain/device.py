"""Kiosks, displays, bridges and boxes: machines that sign in with a token."""

from dataclasses import dataclass
from enum import StrEnum


class DeviceKind(StrEnum):
    """Stored strings."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    BRIDGE = "bridge"
    BOX = "box"
    """The server of an office that works on its own computer and forwards its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A machine of one office; its token is known to it alone, the server keeps a hash."""

    id: str
    name: str
    kind: DeviceKind
    office: str
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A call box or LED unit as its bridge announced it."""

    device: str
    """Id of the bridge."""
    name: str
    """``<line>/<address>``."""
    counter: str | None
    """Code of the counter its keys act for; None for units that only issue or rate."""
    keys: dict[str, str]
    """Key number to action."""
