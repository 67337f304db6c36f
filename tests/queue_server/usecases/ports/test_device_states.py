"""What workers tell each other of devices: the newest connection counts, an order reaches its device once at most."""

from dataclasses import replace
from datetime import timedelta

from queue_server.usecases.ports.connected import BridgeSeen, DisplaySeen, UnitSeen
from queue_server.usecases.ports.device_states import DeviceOrder, DeviceState, OrderKind
from tests.ticket_builders import MORNING

TV = DisplaySeen(
    device="tv",
    name="TV",
    office="songcong",
    online=True,
    since=MORNING,
    last_seen=MORNING,
    note="Xin chào",
    revision=7,
)


def state(key="tv", worker="w1", seconds=0.0, seen=TV, office="songcong"):
    return DeviceState(key=key, office=office, worker=worker, since=MORNING + timedelta(seconds=seconds), seen=seen)


def test_a_state_comes_back_as_it_was_whatever_it_is_of(bare):
    unit = UnitSeen(unit="line1/5", counter="1", online=True, since=MORNING, polls=9, error_ratio=0.25, boot=3)
    bridge = BridgeSeen(
        device="box", name="Box", office="songcong", online=True, since=None, lines=("line1",), units=(unit,)
    )
    states = [
        state("box", seen=bridge),
        state("tv", seconds=1.5),
    ]

    bare.device_states.save([*states, state("else", office="phoyen")])

    assert list(bare.device_states.of_office("songcong")) == states
    assert [one.key for one in bare.device_states.of_office("phoyen")] == ["else"]
    assert list(bare.device_states.of_office("nowhere")) == []


def test_a_worker_replaces_what_it_said(bare):
    later = replace(TV, note="later")
    bare.device_states.save([state(seconds=5)])
    bare.device_states.save([state(seconds=0, seen=later)])

    assert bare.device_states.of_office("songcong")[0].seen == later


def test_the_worker_it_came_to_last_counts(bare):
    """After a cut a display comes to another worker before the first one notices that it is gone."""
    bare.device_states.save([state(worker="w1", seconds=0)])
    bare.device_states.save([state(worker="w2", seconds=3)])

    bare.device_states.save([state(worker="w1", seconds=1, seen=replace(TV, online=False))])
    found = bare.device_states.of_office("songcong")
    bare.device_states.save([state(worker="w1", seconds=9)])

    assert [(one.worker, one.seen.online) for one in found] == [("w2", True)]
    assert [one.worker for one in bare.device_states.of_office("songcong")] == ["w1"]


def test_what_is_gone_is_forgotten(bare):
    """A display without a token is known only while it is connected."""
    bare.device_states.save([state("passer-by"), state("tv")])

    bare.device_states.save([], gone=["passer-by", "never-there"])

    assert [one.key for one in bare.device_states.of_office("songcong")] == ["tv"]


def test_an_order_is_taken_once_by_who_has_the_device(bare):
    """A display blinks once, whatever worker it is connected to."""
    orders = [DeviceOrder(id=f"o{n}", device="tv", kind=OrderKind.DISPLAY, content=f'{{"n":{n}}}') for n in range(2)]
    other = DeviceOrder(id="o9", device="box", kind=OrderKind.UNIT, content="{}")
    for order in (*orders, other):
        bare.device_states.order(order, 30.0)
        bare.clock.advance(0.001)

    assert list(bare.device_states.take_orders({"nobody"})) == []
    assert list(bare.device_states.take_orders({"tv", "kiosk"})) == orders
    assert list(bare.device_states.take_orders({"tv", "box"})) == [other]
    assert list(bare.device_states.take_orders({"tv", "box"})) == []


def test_an_order_that_nobody_took_in_time_is_void(bare):
    """A display that comes back after lunch must not begin to blink."""
    bare.device_states.order(DeviceOrder(id="o1", device="tv", kind=OrderKind.DISPLAY, content="{}"), 30.0)

    bare.clock.advance(30.0)

    assert list(bare.device_states.take_orders({"tv"})) == []
