"""Who a unit says it is."""

import json
from pathlib import Path

import pytest

from firmware_bridge.protocol.identity import Identity

CASES = json.loads((Path(__file__).parents[2] / "vectors/frames.json").read_text())["transactions"]
VALUES = next(case["values"] for case in CASES if case["name"] == "identity")


def test_the_published_identity_is_understood():
    """Registers 16 to 33 of the protocol's example."""
    identity = Identity.of(VALUES)

    assert (identity.serial, identity.boot, identity.uptime_s, identity.ring.head) == ("5f03a2c1", 7, 258, 3)
    assert (identity.kind, identity.digits, identity.keys, identity.version_text) == (1, 4, 5, "1.0")
    assert (identity.crc_errors, identity.frames, identity.objection) == (0, 42, None)


@pytest.mark.parametrize(
    ("index", "value", "words"), [(0, 0x5132, "0x5132"), (14, 0x0200, "2.0"), (14, 2, "0.2"), (14, 0, "0.0")]
)
def test_what_must_not_be_driven_is_named(index, value, words):
    """Another maker's device, or a map of another major version."""
    values = [*VALUES]
    values[index] = value

    assert words in Identity.of(values).objection


@pytest.mark.parametrize("version", [0x0107, 1])
def test_a_newer_minor_version_is_welcome(version):
    """It only adds; and a major number alone is what makers write who have none."""
    values = [*VALUES]
    values[14] = version

    assert Identity.of(values).objection is None
