"""Contract of desks, steps, calls, units and staff within a transaction."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.announcement import SHOWN_AT_LEAST, SHOWN_AT_MOST, CallKind
from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.device import Device, DeviceKind, Unit
from queue_server.domain.events import Restored
from queue_server.domain.office import Desk, DeskState
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.ports.changing import Step, UnitRecord
from queue_server.usecases.ports.failures import RuleBroken
from tests.builders import an_office
from tests.ticket_builders import MORNING, a_call, a_ticket, add

BRIDGE = Device(id="d1", name="bridge 1", kind=DeviceKind.BRIDGE, office="songcong")
UNIT = UnitRecord(
    unit=Unit(device="d1", name="line1/5", counter="1", keys={"1": "next", "2": "transfer:civil"}),
    serial="00ff",
    boot=2**31,
    sequence=65535,
    next_at=MORNING + timedelta(microseconds=7),
    next_number="A007",
    last_code="queue_empty",
)
LAN = Operator(id="op1", username="lan", name="Nguyễn Thị Lan", role=Role.OPERATOR, office="songcong")


def opened(tx):
    tx.record(CounterOpened(counter="1", operator=None))


def test_a_counter_is_closed_before_it_was_ever_opened(ports):
    closed = [Desk(counter="1"), Desk(counter="2")]

    assert ports.change(lambda tx: (tx.desk("1"), list(tx.desks()))).value == (closed[0], closed)
    assert list(ports.reader.snapshot("songcong").desks) == closed


def test_a_desk_is_kept_and_overwritten(ports):
    back_at = MORNING + timedelta(minutes=45, microseconds=5)
    paused = Desk(counter="2", state=DeskState.PAUSED, operator="op1", reason="họp", back_at=back_at)
    ports.change(lambda tx: (tx.save_desk(replace(paused, state=DeskState.OPEN)), opened(tx)))
    ports.change(lambda tx: (tx.save_desk(paused), opened(tx)))

    assert ports.change(lambda tx: (tx.desk("2"), list(tx.desks()))).value == (paused, [Desk(counter="1"), paused])
    assert ports.reader.snapshot("songcong").desks == (Desk(counter="1"), paused)


def test_desks_come_in_the_configured_order(bare):
    bare.setup.add_office(an_office(counters=("10", "9", "2")), by="setup")
    bare.change(lambda tx: [tx.save_desk(Desk(counter=code, state=DeskState.OPEN)) for code in ("2", "9", "10")])

    assert [desk.counter for desk in bare.reader.snapshot("songcong").desks] == ["10", "9", "2"]


def test_a_step_is_kept_whole_overwritten_and_cleared(ports):
    """Undo restores exactly what the step remembers."""
    ticket = a_ticket(1)
    restored = Restored(ticket=ticket.id, number=ticket.number, progress=ticket.progress)
    step = Step(revision=2, at=MORNING + timedelta(microseconds=1), before=(restored, restored), calls=("c1", "c2"))

    assert ports.change(lambda tx: tx.last_step("1")).value is None
    ports.change(lambda tx: tx.save_step("1", replace(step, calls=())))
    ports.change(lambda tx: tx.save_step("1", step))
    assert ports.change(lambda tx: (tx.last_step("1"), tx.last_step("2"))).value == (step, None)
    assert ports.reader.last_steps("songcong") == {"1": step.at}
    ports.change(lambda tx: (tx.save_step("1", None), tx.save_step("2", None)))
    assert ports.change(lambda tx: tx.last_step("1")).value is None
    assert ports.reader.last_steps("songcong") == {}


def test_calls_are_shown_oldest_first_until_they_are_withdrawn(ports):
    ticket = a_ticket(1)
    first = a_call(ticket, "z1", announce_at=MORNING + timedelta(seconds=15))
    second = a_call(ticket, "a2", kind=CallKind.RECALL, times=2)
    ports.change(lambda tx: (add(tx, ticket), tx.add_call(first), tx.add_call(second)))
    third = a_call(ticket, "m3", counter="2")
    ports.change(lambda tx: (tx.add_call(third), opened(tx)))

    assert ports.reader.snapshot("songcong").calls == (first, second, third)
    ports.change(lambda tx: (tx.withdraw_calls(["a2", "unknown"]), opened(tx)))
    assert ports.reader.snapshot("songcong").calls == (first, third)


def test_a_snapshot_has_as_many_calls_as_a_board_may_show(ports):
    ticket = a_ticket(1)
    calls = [a_call(ticket, f"c{number}") for number in range(SHOWN_AT_MOST + 5)]
    ports.change(lambda tx: (add(tx, ticket), [tx.add_call(call) for call in calls]))

    assert list(ports.reader.snapshot("songcong").calls) == calls[-SHOWN_AT_MOST:]


def test_a_snapshot_has_the_newest_calls_however_old(ports):
    """After a long pause the board still shows the last dozen."""
    ticket = a_ticket(1)
    calls = [a_call(ticket, f"c{age}", called_at=MORNING - timedelta(minutes=age)) for age in range(20, 0, -1)]
    ports.change(lambda tx: (add(tx, ticket), [tx.add_call(call) for call in calls]))

    assert ports.reader.snapshot("songcong").calls[-SHOWN_AT_LEAST:] == tuple(calls[-SHOWN_AT_LEAST:])


def test_a_call_id_is_spoken_once(ports):
    ports.change(lambda tx: (add(tx, a_ticket(1)), tx.add_call(a_call(a_ticket(1)))))

    with pytest.raises(RuleBroken):
        ports.change(lambda tx: (tx.add_call(a_call(a_ticket(1))), opened(tx)))


def test_a_call_needs_its_ticket(ports):
    with pytest.raises(RuleBroken):
        ports.change(lambda tx: (tx.add_call(a_call(a_ticket(9))), opened(tx)))


def test_calls_do_not_come_without_an_event(ports):
    ports.change(lambda tx: add(tx, a_ticket(1)))

    with pytest.raises(RuleBroken):
        ports.change(lambda tx: tx.add_call(a_call(a_ticket(1))))


def test_another_office_cannot_withdraw_a_call(ports):
    ports.setup.add_office(an_office(code="other", counters=()), by="setup")
    call = a_call(a_ticket(1))
    ports.change(lambda tx: (add(tx, a_ticket(1)), tx.add_call(call)))

    ports.change(lambda tx: tx.withdraw_calls([call.call_id]), office="other")

    assert ports.reader.snapshot("songcong").calls == (call,)


def test_a_unit_is_kept_and_overwritten_without_a_new_revision(ports):
    """A press that changed nothing on the board is remembered all the same."""
    ports.accounts.add_device(BRIDGE, "hash")
    ports.change(lambda tx: tx.save_unit(replace(UNIT, serial=None, boot=None, sequence=None, next_at=None)))
    ports.change(lambda tx: tx.save_unit(UNIT))

    assert ports.change(lambda tx: (tx.unit("d1", "line1/5"), tx.unit("d1", "x"))).value == (UNIT, None)
    assert ports.reader.units("songcong") == [UNIT]
    assert ports.reader.revision("songcong") == 1


def test_a_unit_belongs_to_an_announced_bridge(ports):
    with pytest.raises(RuleBroken):
        ports.change(lambda tx: tx.save_unit(UNIT))


def test_units_belong_to_their_office_and_come_by_name(ports):
    ports.setup.add_office(an_office(code="other", counters=()), by="setup")
    ports.accounts.add_device(BRIDGE, "hash")
    second = replace(UNIT, unit=replace(UNIT.unit, name="line1/10", counter=None, keys={}))
    ports.change(lambda tx: [tx.save_unit(UNIT), tx.save_unit(second)])

    assert ports.reader.units("songcong") == [second, UNIT]
    assert ports.reader.units("other") == []
    assert ports.change(lambda tx: tx.unit("d1", "line1/5"), office="other").value is None


def test_staff_is_known_by_id_and_user_name(ports):
    ports.accounts.add_operator(LAN, "hash")

    known = ports.change(lambda tx: (tx.operator("op1"), tx.operator_named("lan"))).value
    unknown = ports.change(lambda tx: (tx.operator("lan"), tx.operator_named("op1"))).value

    assert known == (LAN, LAN)
    assert unknown == (None, None)
