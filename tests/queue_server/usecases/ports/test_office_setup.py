"""An office that was added by mistake can be removed, and leaves nothing that is in the way of another."""

from dataclasses import replace

import pytest

from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.events import OfficeConfigured
from queue_server.domain.office_events import HoursTurned
from queue_server.domain.operator import Operator, Role
from tests.builders import an_office
from tests.ticket_builders import a_ticket, add

WRONG = an_office(("land",), (), code="wrong")


def allow(_):
    """Nothing is known against it."""


@pytest.fixture
def both(ports):
    assert ports.setup.add_office(WRONG, by="lan")
    return ports


def codes(ports):
    return [one.code for one in ports.reader.offices()]


def test_an_office_goes_with_all_that_is_configured_in_it(both):
    """The others stay as they are."""
    device = Device(id="d1", kind=DeviceKind.DISPLAY, name="TV", office="wrong")
    both.accounts.add_device(device, "hash", None)
    both.change(lambda tx: tx.record(HoursTurned()), office="wrong")

    both.setup.remove_office("wrong", "lan", allow)

    assert codes(both) == ["songcong"]
    assert both.accounts.devices() == []
    with pytest.raises(Refusal) as again:
        both.setup.remove_office("wrong", "lan", allow)
    assert again.value.code == "office_unknown"
    assert both.change(lambda tx: tx.office.code).value == "songcong"


def test_another_office_of_its_code_goes_on_with_its_revisions(both):
    """Boards and readers that saw the first one would take smaller revisions for old news."""
    both.change(lambda tx: tx.record(HoursTurned()), office="wrong")
    both.setup.remove_office("wrong", "lan", allow)

    assert both.setup.add_office(replace(WRONG, name="right"), by="lan")

    (first,) = both.reader.events("wrong", 0, 10)
    assert (first.event, first.revision) == (OfficeConfigured(by="lan"), 4)
    assert both.reader.revision("wrong") == 4
    assert both.change(lambda tx: tx.office.name, office="wrong").value == "right"


def test_an_office_with_a_past_stays(both):
    """Tickets, and what reports say of them, belong to it."""
    ticket = replace(a_ticket(), office="wrong")
    both.change(lambda tx: add(tx, ticket), office="wrong")

    with pytest.raises(Refusal) as refused:
        both.setup.remove_office("wrong", "lan", allow)

    assert (refused.value.code, "wrong" in codes(both)) == ("office_used", True)


def test_an_office_with_staff_stays(both):
    """People are not removed by the way."""
    chi = Operator(id="o1", username="chi", name="Chi", role=Role.OPERATOR, office="wrong")
    both.accounts.add_operator(chi, "hash", None)

    with pytest.raises(Refusal, match="chi") as refused:
        both.setup.remove_office("wrong", "lan", allow)

    assert refused.value.code == "office_staffed"


def test_whoever_asks_may_refuse(both):
    """Its administrator saw another office."""

    def refuse(office):
        raise Refusal("changed_meanwhile", office.name)

    with pytest.raises(Refusal) as refused:
        both.setup.remove_office("wrong", "lan", refuse)

    assert (refused.value.detail, "wrong" in codes(both)) == (WRONG.name, True)
