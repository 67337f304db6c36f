"""Kiosks, displays, bridges and boxes: machines that sign in with a token."""

from dataclasses import dataclass, field
from enum import StrEnum

from queue_server.domain.key_action import services_issued


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


class Shown(StrEnum):
    """What a unit's digits tell; stored strings."""

    NUMBER = "number"
    WAITING = "waiting"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMap:
    """What the back office set for a unit; it wins over what the bridge's file says."""

    counter: str | None = None
    """Code of the counter it belongs to."""
    keys: dict[str, str]
    """Key number to action, done when the key goes down."""
    long_keys: dict[str, str] = field(default_factory=dict)
    """Key number to what is done besides when the key is held for a second."""
    show: Shown = Shown.NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A call box or LED unit: as its bridge announced it, and as the back office set it up, if it did."""

    device: str
    """Id of the bridge."""
    name: str
    """``<line>/<address>``."""
    counter: str | None
    """Announced: code of the counter its keys act for; None for units that only issue or rate."""
    keys: dict[str, str]
    """Announced: key number to action."""
    key_map: KeyMap | None = None

    @property
    def place(self) -> str | None:
        """Code of the counter it belongs to."""
        return self.counter if self.key_map is None else self.key_map.counter

    @property
    def actions(self) -> dict[str, str]:
        """Key number to action."""
        return self.keys if self.key_map is None else self.key_map.keys

    @property
    def long_actions(self) -> dict[str, str]:
        """Key number to what is done besides when the key is held."""
        return {} if self.key_map is None else self.key_map.long_keys

    @property
    def issues(self) -> tuple[str, ...]:
        """Codes of the services whose numbers its keys give: with any it is a dispenser."""
        return services_issued((*self.actions.values(), *self.long_actions.values()))

    @property
    def shows(self) -> Shown:
        """What its digits tell."""
        return Shown.NUMBER if self.key_map is None else self.key_map.show
