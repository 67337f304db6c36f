"""What is stored of displays, alike in memory and in a database."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.display import DisplaySetup, Pairing
from queue_server.domain.errors import Refusal
from queue_server.domain.events import DisplaysConfigured
from queue_server.domain.office import Notice
from queue_server.domain.shipped_layouts import CLASSIC, TOTEM
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from tests.ticket_builders import MORNING

EVENT = DisplaysConfigured(by="lan", what="test")


def a_device(**fields):
    return Device(**({"id": "d1", "name": "hall", "kind": DeviceKind.DISPLAY, "office": "songcong"} | fields))


def a_pairing(code="ABC234", **fields):
    given = {"screen": "tv", "name": "pi", "address": "10.0.0.7", "asked_at": MORNING}
    return Pairing(**({"code": code, "expires_at": MORNING + timedelta(minutes=15)} | given | fields))


def change(ports, work):
    def whole(tx):
        work(tx.displays)
        tx.record(EVENT)

    ports.change(whole)


def test_layouts_are_stored_whole(ports):
    layout = replace(TOTEM, code="b", ticker={"vi": "Giờ làm việc"}, dark_from=time(20), dark_until=time(6, 30))

    change(ports, lambda displays: [displays.save_layout(layout), displays.save_layout(replace(CLASSIC, code="a"))])
    change(ports, lambda displays: displays.save_layout(replace(layout, name="Mới")))

    assert ports.displays.layouts("songcong") == [replace(CLASSIC, code="a"), replace(layout, name="Mới")]


def test_a_removed_layout_is_gone_and_an_unknown_one_says_so(ports):
    change(ports, lambda displays: displays.save_layout(CLASSIC))
    answers = []

    change(ports, lambda displays: answers.extend([displays.remove_layout("classic"), displays.remove_layout("x")]))

    assert answers == [True, False]
    assert ports.displays.layouts("songcong") == []


def test_layouts_of_an_unknown_office_are_refused(ports):
    with pytest.raises(Refusal, match="office_unknown"):
        ports.displays.layouts("nowhere")


def test_a_setup_is_replaced(ports):
    ports.accounts.add_device(a_device(), "hash")
    setup = DisplaySetup(device="d1", zone="Tầng 1", layout="focus", volume=60, speaks=False)

    change(ports, lambda displays: displays.save_setup(replace(setup, volume=10)))
    change(ports, lambda displays: displays.save_setup(setup))

    assert ports.displays.setups("songcong") == [setup]


def test_boards_tell_of_notices_and_of_the_last_change(ports):
    """A TV asks for its layout when the number is another than it knows."""
    notice = Notice(id="n1", text={"vi": "Nghỉ trưa đến 13:30"}, until=MORNING + timedelta(hours=1))
    assert ports.reader.snapshot("songcong").office.display_revision == 0

    change(ports, lambda displays: displays.save_notices([notice]))
    first = ports.reader.snapshot("songcong")
    change(ports, lambda displays: displays.save_layout(CLASSIC))
    second = ports.reader.snapshot("songcong")

    assert (first.office.notices, first.office.display_revision) == ((notice,), first.revision)
    assert (second.office.notices, second.office.display_revision) == ((notice,), second.revision)


def test_a_pairing_waits_for_its_time(bare):
    bare.pairings.add(a_pairing(), "secret", 9)

    assert bare.pairings.waiting(MORNING) == [a_pairing()]
    assert bare.pairings.of_secret("secret", MORNING) == a_pairing()
    assert bare.pairings.of_secret("other", MORNING) is None
    late = MORNING + timedelta(minutes=15)
    assert (bare.pairings.waiting(late), bare.pairings.of_secret("secret", late)) == ([], None)


def test_the_newest_pairing_comes_first(bare):
    later = a_pairing("ZZZ999", asked_at=MORNING + timedelta(minutes=1))
    bare.pairings.add(a_pairing(), "one", 9)
    bare.pairings.add(later, "two", 9)

    assert bare.pairings.waiting(MORNING) == [later, a_pairing()]


def test_a_code_waits_once_and_only_so_many_wait(bare):
    assert bare.pairings.add(a_pairing(), "one", 2)
    assert not bare.pairings.add(a_pairing(), "two", 2)
    assert bare.pairings.add(a_pairing("BBB222"), "two", 2)
    assert not bare.pairings.add(a_pairing("CCC333"), "three", 2)
    # Those whose time is over make room.
    late = MORNING + timedelta(hours=1)
    assert bare.pairings.add(a_pairing(asked_at=late, expires_at=late + timedelta(minutes=15)), "four", 2)


def test_an_accepted_display_s_secret_is_its_token(ports):
    ports.pairings.add(a_pairing(), "secret", 9)

    entry = AuditEntry(at=MORNING, by="lan", office="songcong", kind="device", target="d1", action=AuditAction.ADDED)
    ports.pairings.accept("ABC234", a_device(), MORNING, entry)

    assert ports.accounts.device_of_token("secret") == a_device()
    assert ports.pairings.waiting(MORNING) == []
    with pytest.raises(Refusal, match="not_found"):
        ports.pairings.accept("ABC234", a_device(id="d2", name="other"), MORNING)


@pytest.mark.parametrize(
    ("device", "code"),
    [(a_device(id="d2"), "invalid"), (a_device(id="d2", name="new", office="nowhere"), "office_unknown")],
)
def test_a_display_that_can_t_be_accepted_goes_on_waiting(ports, device, code):
    ports.accounts.add_device(a_device(), "hash")
    ports.pairings.add(a_pairing(), "secret", 9)

    with pytest.raises(Refusal, match=code):
        ports.pairings.accept("ABC234", device, MORNING)

    assert ports.pairings.waiting(MORNING) == [a_pairing()]
