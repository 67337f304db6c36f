"""Presses of call-box keys: exactly once, always answered."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.office import DeskState
from queue_server.domain.ticket import TicketState
from queue_server.usecases.bridge_greeting import AnnouncedUnit, BridgeGreeting
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_key import CounterKey, Press
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import IssueRequest, Issuing
from tests.builders import FixedClock, SerialIds, a_memory_office, an_office
from tests.counts import count
from tests.fakes.memory_ratings import MemoryRatings

OFFICE = "songcong"
BRIDGE = Device(id="d1", name="bridge1", kind=DeviceKind.BRIDGE, office=OFFICE)
KEYS = {"1": "next", "2": "recall", "3": "no_show"} | {
    "4": "hold",
    "5": "pause",
    "6": "transfer:tax",
    "7": "issue:land",
    "8": "rate:4",
    "10": "rate:1",
}
LAN = Actor(name="lan", operator="lan")


class Line:
    """A bridge with one box at counter 1, and some people waiting."""

    def __init__(self, people=2):
        self.clock = FixedClock(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
        self.memory = a_memory_office(an_office(("land", "tax"), ("1", "2")), self.clock)
        self.memory.accounts.add_device(BRIDGE, "hash")
        ids, offices = SerialIds(), self.memory.offices
        self.issuing, self.key = Issuing(offices, ids), CounterKey(offices, ids, self.clock)
        self.session = CounterSession(offices)
        self.greeting = BridgeGreeting(offices)
        self.greeting.hello(BRIDGE, [AnnouncedUnit(name="line1/5", counter="songcong:1", keys=KEYS)])
        self.sequence = 0
        for _ in range(people):
            self.issuing.issue(OFFICE, IssueRequest(service="land"))

    def press(self, key=1, kind="press", age_s=0.1, sequence=None, age_guessed=False):
        self.sequence = self.sequence + 1 if sequence is None else sequence
        return self.key.press(
            BRIDGE,
            Press(
                serial="77", boot=3, sequence=self.sequence, unit="line1/5", key=key, kind=kind, age_s=age_s,
                arrived=self.clock.monotonic(), age_guessed=age_guessed,
            ),
        )  # fmt: skip

    def states(self):
        return [one.state for one in self.memory.reader.tickets(OFFICE, (), None, 100)]

    def revision(self):
        return self.memory.reader.revision(OFFICE)

    def desk(self):
        return self.memory.reader.snapshot(OFFICE).desks[0].state


@pytest.fixture
def line():
    return Line()


def test_next_opens_the_counter_and_calls(line):
    """A box works in the morning without anyone signing in."""
    answer = line.press().value

    assert (answer.ok, answer.number, answer.waiting) == (True, "A001", 1)
    assert line.desk() is DeskState.OPEN


def test_a_repeat_gets_the_stored_answer_and_does_nothing(line):
    """The bridge repeats until it hears an answer; the first one may have been lost."""
    first = line.press(sequence=9)
    revision = line.revision()

    again = line.press(sequence=9, age_s=300.0)

    assert again.value == first.value
    assert again.replayed
    assert line.revision() == revision


def test_a_refused_press_is_remembered_too(line):
    """Otherwise its late copy would act when somebody has come meanwhile."""
    line = Line(people=0)
    refused = line.press(sequence=4).value
    line.issuing.issue(OFFICE, IssueRequest(service="land"))

    again = line.press(sequence=4)

    assert (refused.ok, refused.code) == (False, "queue_empty")
    assert again.value == refused
    assert line.states() == [TicketState.WAITING]


def test_a_late_first_copy_does_not_act(line):
    """Five seconds after the press the operator has looked elsewhere."""
    answer = line.press(age_s=5.1).value

    assert (answer.ok, answer.code) == (False, "press_expired")
    assert line.states() == [TicketState.WAITING, TicketState.WAITING]


def test_waiting_in_the_server_counts_as_age(line):
    """A press that queued behind a slow disk is as old as one that queued on the line."""
    press = Press(
        serial="77", boot=3, sequence=1, unit="line1/5", key=1, kind="press", age_s=3.0, arrived=line.clock.monotonic()
    )
    line.clock.advance(2.5)

    assert line.key.press(BRIDGE, press).value.code == "press_expired"


@pytest.mark.parametrize(("seconds", "number"), [(0.6, "A001"), (0.8, "A002")])
def test_a_double_tap_calls_once(line, seconds, number):
    """Two presses of "next" within 0.7 s are one wish."""
    line.press()
    line.clock.advance(seconds)

    assert line.press().value.number == number


def test_a_press_of_guessed_age_is_no_second_tap(line):
    """While the bridge started anew the operator pressed again; a guess put it beside the press before."""
    line.press()
    line.clock.advance(3.0)

    assert line.press(age_s=2.5, age_guessed=True).value.number == "A002"

    assert line.press(age_s=2.5, age_guessed=True).value.number == "A002", "two taps that were found together are one"


def test_a_clock_set_back_does_not_make_second_taps_of_all_presses(line):
    """An office's time stands still until it has caught up; a box would be dead for so long."""
    line.press()
    line.clock.advance(-3600)
    assert line.press().value.number == "A002"


def test_holding_next_ends_the_last_ticket_only_when_nobody_waits():
    """The press has acted when the key has been held for a second."""
    line = Line(people=1)
    line.press()
    line.clock.advance(60)
    assert line.press(kind="held").value.ok
    assert line.states() == [TicketState.CALLED]

    assert line.press().value.code == "queue_empty"
    line.press(kind="held")

    assert line.states() == [TicketState.FINISHED]


def test_a_refusal_does_not_close_what_it_opened():
    """A box at a closed counter opens it, also while nobody waits: the next citizen is shown as waiting there."""
    line = Line(people=0)

    assert line.press().value.code == "queue_empty"

    assert line.desk() is DeskState.OPEN


def test_pause_toggles_and_next_resumes(line):
    """A single key serves both ways."""
    line.press()
    line.press(key=5)
    assert line.desk() is DeskState.PAUSED
    line.clock.advance(10)

    assert line.press().value.number == "A002"

    assert line.desk() is DeskState.OPEN


def test_a_unit_acts_at_the_counter_of_whoever_has_it_open(line):
    """Box and console are two hands of one operator."""
    line.session.open(OFFICE, "1", LAN)

    line.press()

    ticket = line.memory.reader.tickets(OFFICE, (), None, 1)[0]
    assert (ticket.counter, ticket.leg.operator) == ("1", "lan")


def test_transfer_and_issue_keys_name_a_service(line):
    """A box can send on, and a box can be a ticket dispenser."""
    line.press()
    line.press(key=6)

    assert line.press(key=7).value.number == "A003"
    assert line.memory.reader.tickets(OFFICE, (), None, 1)[0].leg.service == "tax"


@pytest.mark.parametrize(("key", "code"), [(9, "key_without_action"), (2, "no_ticket"), (3, "no_ticket")])
def test_a_key_that_can_do_nothing_says_why(line, key, code):
    """The box beeps "refused" instead of staying silent."""
    answer = line.press(key=key).value

    assert (answer.ok, answer.code) == (False, code)


def test_an_unannounced_unit_is_not_stored(line):
    """The bridge says hello and asks again; then the press acts."""
    press = Press(serial="1", boot=1, sequence=1, unit="line1/6", key=1, kind="press", age_s=0.0, arrived=1000.0)

    with pytest.raises(Refusal, match="unit_unknown"):
        line.key.press(BRIDGE, press)


def test_a_wrong_unit_is_named_and_the_others_work(line):
    """One mistyped counter must not silence a whole line."""
    units = [
        AnnouncedUnit(name="line1/1", counter="songcong:9", keys={"1": "next"}),
        AnnouncedUnit(name="line1/2", counter="elsewhere:1", keys={"1": "jump"}),
        AnnouncedUnit(name="line1/3", counter="songcong:2", keys={"1": "next"}),
    ]

    greeting = line.greeting.hello(BRIDGE, units)

    assert greeting.units["line1/3"].unit.counter == "2"
    assert [text.split(":")[0] for text in greeting.problems] == ["line1/1", "line1/1", "line1/2", "line1/2"]


def test_hello_remembers_the_last_answered_press(line):
    """A restarted bridge must know where the ring was read to."""
    line.press(sequence=41)

    record = line.greeting.hello(BRIDGE, [AnnouncedUnit(name="line1/5", counter="songcong:1", keys=KEYS)])

    known = record.units["line1/5"]
    assert (known.serial, known.boot, known.sequence) == ("77", 3, 41)


@settings(max_examples=count(40, 100), deadline=None)
@given(
    presses=st.lists(
        st.tuples(st.integers(1, 7), st.sampled_from(["press", "held"]), st.floats(0, 8), st.integers(0, 40)),
        max_size=25,
    )
)
def test_repeating_every_press_changes_nothing(presses):
    """Whatever was pressed, its copies get the first answer and leave the office alone."""
    line = Line(people=6)
    for key, kind, age_s, pause in presses:
        first = line.press(key=key, kind=kind, age_s=age_s)
        before = (line.revision(), line.states())
        line.clock.advance(pause)
        again = line.press(key=key, kind=kind, age_s=age_s + pause, sequence=line.sequence)
        assert again.value == first.value
        assert (line.revision(), line.states()) == before


def ratings(line):
    return [(one.number, one.score) for one in MemoryRatings(line.memory.database).since(OFFICE, line.clock.now())]


def test_a_panel_rates_whoever_was_just_served(line):
    """The next number has been called already when the citizen reaches for the keys."""
    line.press()
    line.clock.advance(300)
    line.press()

    answer = line.press(key=8).value

    assert (answer.ok, answer.number) == (True, "A002")
    assert ratings(line) == [("A001", 4)]


def test_a_repeated_press_rates_once_and_a_second_one_corrects(line):
    line.press()
    line.clock.advance(300)
    line.press(key=8, sequence=50)
    revision = line.revision()

    assert line.press(key=8, sequence=50).replayed
    assert line.press(key=8, sequence=51).value.ok
    assert line.revision() == revision
    assert line.press(key=10, sequence=52).value.ok

    assert ratings(line) == [("A001", 1)]


def test_a_panel_without_anybody_to_rate_is_refused(line):
    """The buzzer says so; nothing is kept."""
    assert line.press(key=8).value.code == "rating_closed"
    assert ratings(line) == []
