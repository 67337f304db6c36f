"""Key maps of the back office: they win over the bridge's file, and work with the next press."""

from dataclasses import replace

import pytest

from firmware_bridge.protocol.register_map import LONG_KEY_LIMIT
from queue_server.domain.device import KeyMap, Shown
from queue_server.domain.events import OfficeConfigured
from queue_server.domain.key_action import MOST_HELD
from queue_server.domain.operator import Operator, Role
from queue_server.domain.ticket import TicketState
from queue_server.usecases.bridge_greeting import AnnouncedUnit
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.unit_administration import UnitAdministration, present_map
from tests.queue_server.usecases.test_counter_key import BRIDGE, KEYS, OFFICE, Line
from tests.usecase_lobby import refused_code

BOSS = Operator(id="boss", username="boss", name="Boss", role=Role.ADMINISTRATOR)


@pytest.fixture
def line():
    line = Line()
    line.units = UnitAdministration(line.memory.offices)
    return line


def set_map(line, tag=None, counter="1", **key_map):
    wanted = KeyMap(counter=counter, **key_map)
    return line.units.set_map(BOSS, OFFICE, "d1", "line1/5", wanted, tag)


def test_a_key_does_what_the_back_office_says_with_the_next_press(line):
    line.press(1)
    line.clock.advance(1)

    set_map(line, keys={"1": "recall", "2": "next"})

    assert line.press(1).value.number == "A001"
    assert line.states() == [TicketState.CALLED, TicketState.WAITING]
    assert line.press(2).value.number == "A002"


def test_it_stays_when_the_bridge_introduces_itself_again(line):
    """A restart of the bridge must not bring the old keys back."""
    set_map(line, keys={"1": "recall"}, show=Shown.WAITING)

    greeting = line.greeting.hello(BRIDGE, [AnnouncedUnit(name="line1/5", counter="songcong:2", keys=KEYS)])

    unit = greeting.units["line1/5"].unit
    assert (unit.place, unit.actions, unit.shows) == ("1", {"1": "recall"}, Shown.WAITING)


def test_the_bridges_file_has_the_word_again_when_the_map_is_removed(line):
    set_map(line, keys={"1": "recall"})

    line.units.set_map(BOSS, OFFICE, "d1", "line1/5", None, None)

    assert line.press(1).value.number == "A001"


def test_holding_a_key_does_what_was_set_for_it(line):
    """A key that acts only when it is held can't be pressed by accident."""
    line.press(1)
    set_map(line, keys={"1": "next"}, long_keys={"1": "start", "4": "finish"})

    assert line.press(4).value.code == "key_without_action"
    assert line.states()[0] is TicketState.CALLED
    line.press(1, kind="held")
    assert line.states()[0] is TicketState.SERVING
    line.press(4, kind="held")

    assert line.states()[0] is TicketState.FINISHED


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"keys": {"1": "dance"}}, "key_without_action"),
        ({"keys": {"1": "transfer:fish"}}, "service_unknown"),
        ({"keys": {"1": "transfer"}}, "key_without_action"),
        ({"keys": {}, "counter": "9"}, "counter_unknown"),
        ({"keys": {"1": "next"}, "counter": None}, "key_needs_counter"),
        ({"keys": {}, "long_keys": {"2": "hold"}, "counter": None}, "key_needs_counter"),
        ({"keys": {}, "long_keys": {str(LONG_KEY_LIMIT + 1): "hold"}}, "invalid"),
    ],
)
def test_what_cannot_work_is_refused(line, wrong, code):
    """When it is entered, not when somebody presses."""
    assert refused_code(lambda: set_map(line, **wrong)) == code


def test_every_key_that_units_can_tell_is_held_may_act_then(line):
    """The server's number is that of the register map."""
    set_map(line, keys={}, long_keys={str(LONG_KEY_LIMIT): "hold"})

    assert MOST_HELD == LONG_KEY_LIMIT


def test_a_box_without_a_counter_issues(line):
    """At the door, for instance."""
    set_map(line, counter=None, keys={"1": "issue:tax"})

    assert line.press(1).value.number == "B001"


def test_two_administrators_do_not_overwrite_each_other(line):
    seen = present_map(line.memory.reader.units(OFFICE)[0])
    set_map(line, keys={"1": "recall"})

    assert refused_code(lambda: set_map(line, tag=tag_of(seen), keys={"1": "hold"})) == "changed_meanwhile"


def test_bridges_hear_of_it_by_the_offices_next_revision(line):
    before = line.revision()

    set_map(line, keys={"1": "recall"})

    assert line.revision() == before + 1
    assert line.memory.reader.events(OFFICE, before, 10)[-1].event.type == "office_configured"


def test_a_counter_that_went_away_is_told(line):
    """Otherwise a box falls silent and nobody knows why."""
    set_map(line, counter="2", keys={"1": "next"})
    line.memory.offices.change(OFFICE, _without_counter_2)

    greeting = line.greeting.hello(BRIDGE, [AnnouncedUnit(name="line1/5", counter="songcong:1", keys=KEYS)])

    assert "'2'" in greeting.problems[0]


def _without_counter_2(tx):
    tx.save_office(replace(tx.office, counters=tx.office.counters[:1]))
    tx.record(OfficeConfigured(by="tests"))
