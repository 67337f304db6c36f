"""Finds the driver of a unit by its profile name: our own, or one that another package offers."""

import secrets
from importlib.metadata import entry_points
from typing import Final

from firmware_bridge.config import UnitSettings
from firmware_bridge.protocol.profiles.alpha_sign import alpha_sign
from firmware_bridge.protocol.profiles.frame4 import frame4
from firmware_bridge.protocol.profiles.modbus_board import modbus_board
from firmware_bridge.protocol.profiles.modbus_digits import modbus_digits
from firmware_bridge.protocol.profiles.modbus_inputs import modbus_inputs
from firmware_bridge.protocol.profiles.our_unit import call_box, led_unit
from firmware_bridge.protocol.profiles.pole import pole
from firmware_bridge.protocol.profiles.profile import Profile, ProfileFactory, UnitOptions
from firmware_bridge.protocol.profiles.qsystem_units import qsystem_unit

ENTRY_POINT_GROUP: Final = "moiso.profiles"
"""Packages add drivers by an entry point of this group: the profile's name, and a ``ProfileFactory``."""
OWN: Final[dict[str, ProfileFactory]] = {
    "call-box": call_box,
    "led-unit": led_unit,
    "modbus-digits": modbus_digits,
    "modbus-board": modbus_board,
    "modbus-inputs": modbus_inputs,
    "alpha": alpha_sign,
    "pole": pole,
    "qsystem": qsystem_unit,
    "frame4": frame4,
}
_SERIAL_BYTES: Final = 6


def known_profiles() -> list[str]:
    """Return the names of all profiles that can be configured."""
    return sorted({*OWN, *(point.name for point in entry_points(group=ENTRY_POINT_GROUP))})


def make_profile(line: str, unit: UnitSettings) -> Profile:
    """Return the driver of a unit.

    Raises:
        ValueError: the profile is unknown, its package is broken, or an option is impossible; names line and unit.
    """
    where = unit_name(line, unit)
    factory = OWN.get(unit.profile) or _foreign_factory(where, unit.profile)
    run_serial = f"run{secrets.token_hex(_SERIAL_BYTES)}"  # never like a serial number of a unit of ours
    try:
        return factory(UnitOptions(address=unit.address, options=unit.options, run_serial=run_serial))
    except ValueError as error:
        raise ValueError(f"{where}: options: {error}") from None


def unit_name(line: str, unit: UnitSettings) -> str:
    """Return where a unit stands in the configuration, for messages."""
    return f"[[bridge.line]] {line!r} unit {unit.address}"


def _foreign_factory(where: str, name: str) -> ProfileFactory:
    for point in entry_points(group=ENTRY_POINT_GROUP, name=name):
        try:
            factory: ProfileFactory = point.load()
        except (ImportError, AttributeError) as error:
            raise ValueError(f"{where}: profile: {name!r} cannot be loaded: {error}") from None
        return factory
    raise ValueError(f"{where}: profile: {name!r} is unknown; known are {', '.join(known_profiles())}")
