"""What a unit shows, whatever its make."""

from dataclasses import dataclass

from firmware_bridge.protocol.register_map import FULL_BRIGHTNESS, WAITING_BLANK, Lamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """The wanted picture of one unit; drivers bring it there and keep it there."""

    digits: str = ""
    """ASCII, any length: a unit shows the last characters that fit, right-aligned."""
    blinking: bool = False
    brightness: int = FULL_BRIGHTNESS
    """1 to 8."""
    lamp: Lamp = Lamp.OFF
    waiting: int = WAITING_BLANK
    """People waiting, 0 to 65534, or ``WAITING_BLANK``."""
    long_keys: int = 0
    """Mask of keys with a long action, bit 0 for key 1."""
