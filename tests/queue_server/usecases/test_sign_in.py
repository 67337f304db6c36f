"""Operators' accounts and sessions, and devices' tokens."""

from datetime import UTC, datetime

import pytest

from queue_server.domain.device import DeviceKind
from queue_server.domain.operator import Role
from queue_server.usecases.devices import Devices
from queue_server.usecases.sign_in import SESSION_LASTS, SignIn, Staff
from tests.builders import FixedClock, SerialIds, a_memory_office, an_office
from tests.usecase_lobby import refused_code

GOOD = "a-long-password"


class PlainHasher:
    """Keeps passwords readable, so that tests are fast."""

    def __init__(self):
        self.compared = 0

    def hash(self, password):
        return f"hash of {password}"

    def matches(self, password_hash, password):
        self.compared += 1
        return password_hash == f"hash of {password}"


class Door:
    def __init__(self):
        self.clock = FixedClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        memory = a_memory_office(an_office(), self.clock)
        self.hasher, ids = PlainHasher(), SerialIds()
        self.staff = Staff(memory.accounts, self.hasher, ids)
        self.sign_in = SignIn(memory.accounts, self.hasher, ids, self.clock)
        self.devices = Devices(memory.accounts, ids)
        self.staff.add("lan", Role.OPERATOR, GOOD)


@pytest.fixture
def door():
    return Door()


def test_a_session_lasts_a_working_day(door):
    """Long enough for a shift, short enough for a forgotten browser."""
    token = door.sign_in.sign_in(" LAN ", GOOD).token
    assert door.sign_in.operator_of(token).username == "lan"

    door.clock.advance(SESSION_LASTS.total_seconds() + 1)

    assert door.sign_in.operator_of(token) is None


def test_wrong_name_and_wrong_password_look_the_same(door):
    """In the answer and in the work that is done for it."""
    assert refused_code(lambda: door.sign_in.sign_in("lan", "wrong-password")) == "unauthorized"
    assert refused_code(lambda: door.sign_in.sign_in("nobody", "wrong-password")) == "unauthorized"
    assert door.hasher.compared == 2


def test_signing_out_ends_this_session_only(door):
    """The same operator may sit at two computers."""
    one, other = (door.sign_in.sign_in("lan", GOOD).token for _ in "ab")
    door.sign_in.sign_out(one)

    assert door.sign_in.operator_of(one) is None
    assert door.sign_in.operator_of(other) is not None


@pytest.mark.parametrize("what", ["disable", "password"])
def test_a_disabled_operator_and_a_changed_password_end_all_sessions(door, what):
    """At once, not at the end of the day."""
    token = door.sign_in.sign_in("lan", GOOD).token
    if what == "disable":
        door.staff.disable("lan")
    else:
        door.staff.set_password("lan", "another-password")

    assert door.sign_in.operator_of(token) is None


@pytest.mark.parametrize(("name", "password"), [("a b", GOOD), ("", GOOD), ("minh", "short"), ("lan", GOOD)])
def test_bad_names_and_passwords_are_refused(door, name, password):
    """Nothing is stored."""
    assert refused_code(lambda: door.staff.add(name, Role.OPERATOR, password)) == "invalid"
    assert [one.username for one in door.staff.all()] == ["lan"]


def test_a_devices_token_works_until_it_is_revoked(door):
    """A stolen tablet is locked out by name."""
    device, token = door.devices.add("hall tv", DeviceKind.DISPLAY, "songcong")
    assert door.devices.of_token(token) == device

    door.devices.revoke("hall tv")

    assert door.devices.of_token(token) is None
    assert refused_code(lambda: door.devices.revoke("hall tv")) == "not_found"
