"""Finds the driver of a unit by its profile name: our own, or one that another package offers."""

from importlib.metadata import entry_points
from typing import Final

from firmware_bridge.config import UnitSettings
from firmware_bridge.protocol.profiles.our_unit import call_box, led_unit
from firmware_bridge.protocol.profiles.profile import Profile, ProfileFactory, UnitOptions

ENTRY_POINT_GROUP: Final = "moiso.profiles"
"""Packages add drivers by an entry point of this group: the profile's name, and a ``ProfileFactory``."""
OWN: Final[dict[str, ProfileFactory]] = {"call-box": call_box, "led-unit": led_unit}


def known_profiles() -> list[str]:
    """Return the names of all profiles that can be configured."""
    return sorted({*OWN, *(point.name for point in entry_points(group=ENTRY_POINT_GROUP))})


def make_profile(line: str, unit: UnitSettings) -> Profile:
    """Return the driver of a unit.

    Raises:
        ValueError: the profile is unknown, its package is broken, or an option is impossible; names line and unit.
    """
    where = f"[[bridge.line]] {line!r} unit {unit.address}"
    factory = OWN.get(unit.profile) or _foreign_factory(where, unit.profile)
    try:
        return factory(UnitOptions(address=unit.address, options=unit.options))
    except ValueError as error:
        raise ValueError(f"{where}: options: {error}") from None


def _foreign_factory(where: str, name: str) -> ProfileFactory:
    for point in entry_points(group=ENTRY_POINT_GROUP, name=name):
        try:
            factory: ProfileFactory = point.load()
        except (ImportError, AttributeError) as error:
            raise ValueError(f"{where}: profile: {name!r} cannot be loaded: {error}") from None
        return factory
    raise ValueError(f"{where}: profile: {name!r} is unknown; known are {', '.join(known_profiles())}")
