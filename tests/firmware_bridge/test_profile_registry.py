"""Drivers by name: our own and those of other packages."""

from importlib.metadata import EntryPoint

import pytest

from firmware_bridge import profile_registry
from firmware_bridge.config import UnitSettings
from firmware_bridge.profile_registry import known_profiles, make_profile
from firmware_bridge.protocol.profiles.our_unit import OurUnit


@pytest.fixture
def foreign(monkeypatch):
    """Packages that offer drivers: one that works, one that is broken."""
    points = [
        EntryPoint(
            "wall-clock", "firmware_bridge.protocol.profiles.our_unit:call_box", profile_registry.ENTRY_POINT_GROUP
        ),
        EntryPoint("broken", "no_such_package:driver", profile_registry.ENTRY_POINT_GROUP),
    ]

    def entry_points(group, name=None):
        return [point for point in points if point.group == group and name in (None, point.name)]

    monkeypatch.setattr(profile_registry, "entry_points", entry_points)


@pytest.mark.parametrize("name", ["call-box", "led-unit", "wall-clock"])
def test_own_and_foreign_profiles_are_found(foreign, name):
    """A maker adds a driver without touching this project."""
    assert isinstance(make_profile("line1", UnitSettings(address=5, profile=name)), OurUnit)
    assert name in known_profiles()


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (UnitSettings(address=5, profile="nix"), ("'nix' is unknown", "alpha, broken, call-box")),
        (UnitSettings(address=5, profile="broken"), ("'broken' cannot be loaded", "no_such_package")),
        (UnitSettings(address=5, options={"places": 4}), ("options", "'places'")),
    ],
)
def test_what_can_not_be_made_names_line_and_unit(foreign, unit, words):
    """One sentence for the administrator."""
    with pytest.raises(ValueError, match="'line1' unit 5") as caught:
        make_profile("line1", unit)

    assert all(word in str(caught.value) for word in words)
