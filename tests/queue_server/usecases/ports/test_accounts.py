"""Contract of ``Accounts``."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.events import OfficeConfigured
from queue_server.domain.operator import Operator, Role, Skill
from queue_server.usecases.ports.failures import RuleBroken
from tests.ticket_builders import MORNING

LAN = Operator(id="op1", username="lan", name="Nguyễn Thị Lan", role=Role.SUPERVISOR, office="songcong")
ADMIN = Operator(id="op2", username="admin", name="", role=Role.ADMINISTRATOR)
KIOSK = Device(id="d1", name="kiosk 1", kind=DeviceKind.KIOSK, office="songcong")
TOMORROW = MORNING + timedelta(days=1)


def refused_code(action):
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code, refused.value.field


def test_operators_come_by_user_name(ports):
    ports.accounts.add_operator(LAN, "h1")
    ports.accounts.add_operator(ADMIN, "h2")

    assert ports.accounts.operators() == [ADMIN, LAN]


def test_signing_in_needs_the_password_s_hash(ports):
    ports.accounts.add_operator(LAN, "h1")

    assert ports.accounts.operator_for_sign_in("lan") == (LAN, "h1")
    assert ports.accounts.operator_for_sign_in("LAN") is None


def test_a_user_name_is_taken_once(ports):
    ports.accounts.add_operator(LAN, "h1")

    twin = replace(ADMIN, username="lan")
    assert refused_code(lambda: ports.accounts.add_operator(twin, "h2")) == ("invalid", "username")
    assert ports.accounts.operators() == [LAN]


def test_all_that_may_change_of_an_operator_is_stored(ports):
    """Skills decide whom a counter calls: that they were changed must not only be said."""
    ports.accounts.add_operator(LAN, "h1")
    skills = (Skill(service="land", weight=5.0), Skill(service="civil", weight=1.0))
    after = replace(LAN, name="Lan", role=Role.OPERATOR, office=None, skills=skills)

    ports.accounts.save_operator(LAN, after, None)

    assert ports.accounts.operators() == [after]
    assert ports.accounts.operator_for_sign_in("lan") == (after, "h1")


def test_an_operator_s_office_exists(ports):
    stranger = replace(LAN, office="hanoi")

    assert refused_code(lambda: ports.accounts.add_operator(stranger, "h"))[0] == "office_unknown"


def test_a_session_belongs_to_its_operator_until_it_is_over(ports):
    ports.accounts.add_operator(LAN, "h1")
    ports.accounts.add_session("s1", "op1", TOMORROW)

    assert ports.accounts.operator_of_session("s1", MORNING) == LAN
    assert ports.accounts.operator_of_session("s1", TOMORROW - timedelta(microseconds=1)) == LAN
    assert ports.accounts.operator_of_session("s1", TOMORROW) is None
    assert ports.accounts.operator_of_session("s2", MORNING) is None


def test_a_session_needs_its_operator(ports):
    with pytest.raises(RuleBroken):
        ports.accounts.add_session("s1", "op1", TOMORROW)


def test_an_ended_session_is_over(ports):
    ports.accounts.add_operator(LAN, "h1")
    for session in ("s1", "s2"):
        ports.accounts.add_session(session, "op1", TOMORROW)

    ports.accounts.end_session("s1")
    ports.accounts.end_session("unknown")

    assert ports.accounts.operator_of_session("s1", MORNING) is None
    assert ports.accounts.operator_of_session("s2", MORNING) == LAN


def test_a_new_password_ends_all_sessions_of_its_operator(ports):
    for operator in (LAN, ADMIN):
        ports.accounts.add_operator(operator, "h1")
        ports.accounts.add_session(f"s-{operator.id}", operator.id, TOMORROW)

    ports.accounts.set_password("op1", "h2")

    assert ports.accounts.operator_for_sign_in("lan") == (LAN, "h2")
    assert ports.accounts.operator_of_session("s-op1", MORNING) is None
    assert ports.accounts.operator_of_session("s-op2", MORNING) == ADMIN
    assert ports.accounts.operator_for_sign_in("admin") == (ADMIN, "h1")


def test_disabling_ends_all_sessions_and_enabling_does_not_bring_them_back(ports):
    ports.accounts.add_operator(LAN, "h1")
    ports.accounts.add_session("s1", "op1", TOMORROW)

    ports.accounts.set_disabled("op1", True)
    assert ports.accounts.operators() == [replace(LAN, disabled=True)]
    assert ports.accounts.operator_of_session("s1", MORNING) is None
    ports.accounts.set_disabled("op1", False)

    assert ports.accounts.operators() == [LAN]
    assert ports.accounts.operator_of_session("s1", MORNING) is None


def test_a_session_of_a_disabled_operator_opens_nothing(ports):
    ports.accounts.add_operator(replace(LAN, disabled=True), "h1")
    ports.accounts.add_session("s1", "op1", TOMORROW)

    assert ports.accounts.operator_of_session("s1", MORNING) is None


def test_devices_come_by_name(ports):
    ports.accounts.add_device(KIOSK, "t1")
    tv = Device(id="d2", name="a TV", kind=DeviceKind.DISPLAY, office="songcong")
    ports.accounts.add_device(tv, "t2")

    assert ports.accounts.devices() == [tv, KIOSK]
    assert ports.accounts.device_of_token("t2") == tv


def test_a_device_has_its_own_name_and_a_known_office(ports):
    ports.accounts.add_device(KIOSK, "t1")

    assert refused_code(lambda: ports.accounts.add_device(replace(KIOSK, id="d2"), "t2")) == ("invalid", "name")
    stranger = replace(KIOSK, id="d3", name="x", office="hanoi")
    assert refused_code(lambda: ports.accounts.add_device(stranger, "t3")) == ("office_unknown", "office")


def test_a_revoked_token_opens_nothing(ports):
    ports.accounts.add_device(KIOSK, "t1")

    ports.accounts.revoke_device("d1")
    ports.accounts.revoke_device("unknown")

    assert ports.accounts.device_of_token("t1") is None
    assert ports.accounts.devices() == [replace(KIOSK, revoked=True)]


def test_an_office_with_a_box_is_changed_there_alone(ports):
    """Until its last box is revoked."""
    boxes = [Device(id=f"b{one}", name=f"box {one}", kind=DeviceKind.BOX, office="songcong") for one in (1, 2)]
    for one in boxes:
        ports.accounts.add_device(one, f"token {one.id}")

    def change():
        return ports.change(lambda tx: tx.record(OfficeConfigured(by="tests")))

    assert refused_code(change) == ("office_on_box", None)
    ports.accounts.revoke_device("b1")
    assert refused_code(change) == ("office_on_box", None)
    assert ports.reader.pending("songcong").service_day is None
    ports.accounts.revoke_device("b2")
    change()
