"""Random days in an office: whatever is done in whatever order, the rules hold."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from queue_server.domain.counter_events import CounterClosed, CounterOpened, CounterPaused, CounterResumed
from queue_server.domain.errors import Refusal
from queue_server.domain.events import StepUndone, TicketIssued
from queue_server.domain.history import evolve, evolve_desk, issued
from queue_server.domain.office import Desk
from queue_server.domain.operator import Operator, Role
from queue_server.domain.ticket import AT_COUNTER, Placement, PriorityClass, TicketState
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.moving import Parting
from queue_server.usecases.postings import MoveRequest, Postings
from queue_server.usecases.receiving import Receiving
from queue_server.usecases.serving import Serving, TransferRequest
from queue_server.usecases.undoing import Undoing
from tests.builders import FixedClock, SerialIds, a_memory_office, an_office
from tests.counts import count

SERVICES = ("land", "civil")
COUNTERS = ("1", "2", "3")
counters = st.sampled_from(COUNTERS)
services = st.sampled_from(SERVICES)


class OfficeMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.clock = FixedClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        self.office = self.make_office(an_office(SERVICES, COUNTERS))
        ids = SerialIds()
        offices = self.office.offices
        self.issuing, self.calling = Issuing(offices, ids), Calling(offices, ids)
        self.serving, self.receiving = Serving(offices), Receiving(offices)
        self.undoing, self.session = Undoing(offices), CounterSession(offices)
        self.postings = Postings(offices, ids)
        for counter in COUNTERS:
            name = f"op{counter}"
            self.office.accounts.add_operator(Operator(id=name, username=name, name=name, role=Role.OPERATOR), "hash")
        self.tickets = []
        for index in range(8):
            self.issue(SERVICES[index % 2], PriorityClass.NORMAL, index == 3)
        for counter in COUNTERS:
            self.open_counter(counter)

    def make_office(self, office):
        return a_memory_office(office, self.clock)

    def attempt(self, action):
        """Run an action; a refusal must have changed nothing."""
        before = self.state()
        try:
            return action()
        except Refusal as refusal:
            assert refusal.detail
            assert self.state() == before
            return None

    def state(self):
        reader = self.office.reader
        return (
            reader.snapshot("songcong"),
            tuple(reader.tickets("songcong", (), None, 1000)),
            len(reader.events("songcong", 0, 100_000)),
        )

    def actor(self, counter):
        return Actor(name=f"op{counter}", operator=f"op{counter}")

    # --- what people do ---

    @rule(service=services, priority=st.sampled_from(PriorityClass), then=st.booleans())
    def issue(self, service, priority, then):
        following = tuple(other for other in SERVICES if other != service) if then else ()
        request = IssueRequest(service=service, then=following, priority_class=priority)
        self.tickets.append(self.issuing.issue("songcong", request).value.id)

    @rule(first=counters, second=counters)
    def two_counters_press_at_once(self, first, second):
        """The commonest thing in a lobby, and the one that peers got wrong."""
        self.call_next(first)
        self.call_next(second)

    @rule(counter=counters, what=st.sampled_from(["start", "finish", "no_show", "hold"]))
    def call_then_serve(self, counter, what):
        self.call_next(counter)
        self.recall(counter)
        self.time_passes(25)
        self.serve(counter, what)

    @rule(first=counters, second=counters)
    def call_the_others_ticket(self, first, second):
        """Whatever is at another counter stays there."""
        at = {one.counter: one.id for one in self.office.reader.snapshot("songcong").at_counters}
        if second in at:
            self.attempt(
                lambda: self.calling.call("songcong", first, self.actor(first), at[second], "I know this person")
            )

    @rule(first=counters, second=counters)
    def undo_after_the_ticket_went_elsewhere(self, first, second):
        """A step can't be undone under another counter's feet."""
        self.attempt(
            lambda: self.serving.transfer(
                "songcong", first, self.actor(first), TransferRequest(counter=second, position=Placement.FIRST)
            )
        )
        self.call_next(second)
        self.undo(first)

    @rule(counter=counters)
    def open_counter(self, counter):
        self.attempt(lambda: self.session.open("songcong", counter, self.actor(counter)))

    @rule(counter=counters, what=st.sampled_from(["pause", "resume", "close"]))
    def change_counter(self, counter, what):
        actor = self.actor(counter)
        extra = ("lunch",) if what == "pause" else ()
        self.attempt(lambda: getattr(self.session, what)("songcong", counter, actor, *extra))

    @rule(first=counters, second=counters, parting=st.sampled_from(Parting), take_over=st.booleans())
    def supervisor_moves_somebody(self, first, second, parting, take_over):
        who = next(one.operator for one in self.office.reader.snapshot("songcong").desks if one.counter == first)
        if who is None:
            return
        request = MoveRequest(to=second, leaves=first, ticket=parting, take_over=take_over, reason="many people")
        self.attempt(lambda: self.postings.move("songcong", who, "boss", request))

    @rule(counter=counters, parting=st.sampled_from([Parting.RETURN, Parting.FINISH]))
    def supervisor_closes(self, counter, parting):
        boss = Actor(name="boss", operator="boss", supervises=True)
        self.attempt(lambda: self.session.close("songcong", counter, boss, "absent", parting))

    @precondition(lambda self: self.tickets)
    @rule(
        pick=st.integers(0, 1000),
        service=st.none() | services,
        desk=st.none() | counters,
        position=st.sampled_from(Placement),
    )
    def supervisor_sends_elsewhere(self, pick, service, desk, position):
        ticket = self.tickets[pick % len(self.tickets)]
        target = TransferRequest(service=service, counter=desk, position=position)
        self.attempt(lambda: self.receiving.reassign("songcong", ticket, "boss", target, "wrong line"))

    @rule(counter=counters)
    def call_next(self, counter):
        waiting = {one.ticket: one for one in self.office.reader.line("songcong").waiting}
        done = self.attempt(lambda: self.calling.call_next("songcong", counter, self.actor(counter)))
        if done is None:
            return
        called = done.value.ticket
        assert called.state is TicketState.CALLED
        assert called.counter == counter
        self.check_order(waiting, called, counter)

    def check_order(self, waiting, called, counter):
        """Nobody of the same service and class who may be called here and is placed alike has waited longer."""
        chosen = waiting.get(called.id)
        if chosen is None or chosen.placement is not Placement.BY_TIME or chosen.bound_counter:
            return
        rivals = [
            one
            for one in waiting.values()
            if (one.service, one.priority_class) == (chosen.service, chosen.priority_class)
            and one.bound_counter is None
        ]
        assert all(one.since >= chosen.since for one in rivals)

    @precondition(lambda self: self.tickets)
    @rule(counter=counters, pick=st.integers(0, 1000))
    def call_given(self, counter, pick):
        ticket = self.tickets[pick % len(self.tickets)]
        self.attempt(lambda: self.calling.call("songcong", counter, self.actor(counter), ticket, "file is ready"))

    @rule(counter=counters, what=st.sampled_from(["start", "finish", "no_show", "hold"]))
    def serve(self, counter, what):
        self.attempt(lambda: getattr(self.serving, what)("songcong", counter, self.actor(counter)))

    @rule(counter=counters)
    def recall(self, counter):
        self.attempt(lambda: self.calling.recall("songcong", counter, self.actor(counter)))

    @rule(
        counter=counters,
        service=st.none() | services,
        desk=st.none() | counters,
        position=st.sampled_from(Placement),
        come_back=st.booleans(),
    )
    def transfer(self, counter, service, desk, position, come_back):
        request = TransferRequest(service=service, counter=desk, position=position, come_back=come_back)
        self.attempt(lambda: self.serving.transfer("songcong", counter, self.actor(counter), request))

    @precondition(lambda self: self.tickets)
    @rule(pick=st.integers(0, 1000), what=st.sampled_from(["return_", "cancel"]))
    def receive(self, pick, what):
        ticket = self.tickets[pick % len(self.tickets)]
        self.attempt(lambda: getattr(self.receiving, what)("songcong", ticket, "op9"))

    @precondition(lambda self: self.tickets)
    @rule(pick=st.integers(0, 1000), what=st.sampled_from(["late", "back", "cancel"]))
    def citizen(self, pick, what):
        ticket = self.tickets[pick % len(self.tickets)]
        self.attempt(lambda: getattr(self.issuing, what)("songcong", ticket))

    @rule(counter=counters)
    def undo(self, counter):
        before = {one.id: one for one in self.office.reader.tickets("songcong", (), None, 1000)}
        done = self.attempt(lambda: self.undoing.undo("songcong", counter, self.actor(counter)))
        if done is None:
            return
        after = self.office.reader.tickets("songcong", (), None, 1000)
        undone = self.office.reader.events("songcong", 0, 100_000)[-1].event
        changed = [one.id for one in after if before[one.id].revision != one.revision]
        assert 1 <= len(changed) <= 2
        assert all(before[one].revision == undone.undone_revision for one in changed)
        assert self.attempt(lambda: self.undoing.undo("songcong", counter, self.actor(counter))) is None

    @rule(seconds=st.sampled_from([1, 5, 25, 600, 3600]))
    def time_passes(self, seconds):
        self.clock.advance(seconds)

    @rule(seconds=st.sampled_from([1, 60, 7200]))
    def clock_is_set_back(self, seconds):
        self.clock.advance(-seconds)

    # --- what must hold ---

    @invariant()
    def a_counter_has_at_most_one_ticket_and_a_ticket_one_counter(self):
        at = [one for one in self.office.reader.tickets("songcong", (), None, 1000) if one.state in AT_COUNTER]

        assert len({one.counter for one in at}) == len(at)
        assert len({one.id for one in at}) == len(at)

    @invariant()
    def numbers_have_no_gap_and_no_repeat(self):
        for prefix in ("A", "B"):
            given = [one.sequence for one in self.office.reader.tickets("songcong", (), None, 1000)
                     if one.prefix == prefix]  # fmt: skip
            assert sorted(given) == list(range(1, len(given) + 1))

    @invariant()
    def the_log_replays_to_the_same_state(self):
        progress, desks, times = {}, {code: Desk(counter=code) for code in COUNTERS}, []
        places = []
        for recorded in self.office.reader.events("songcong", 0, 100_000):
            event = recorded.event
            places.append((recorded.revision, recorded.position))
            times.append(recorded.at)
            match event:
                case TicketIssued():
                    progress[event.ticket] = issued(event, recorded.at)
                case StepUndone():
                    progress.update({one.ticket: one.progress for one in event.tickets})
                case CounterOpened() | CounterPaused() | CounterResumed() | CounterClosed():
                    desks[event.counter] = evolve_desk(desks[event.counter], event, recorded.at)
                case _ if hasattr(event, "ticket"):
                    progress[event.ticket] = evolve(progress[event.ticket], event, recorded.at)
        snapshot = self.office.reader.snapshot("songcong")
        stored = {one: self.office.reader.ticket(one).progress for one in self.tickets}
        assert progress == stored
        assert desks == {desk.counter: desk for desk in snapshot.desks} or not snapshot.desks
        assert places == sorted(set(places))
        assert times == sorted(times)


OfficeMachine.TestCase.settings = settings(max_examples=count(50, 2000), stateful_step_count=50, deadline=None)
TestOfficeMachine = OfficeMachine.TestCase


def test_a_day_turns_over_between_two_actions():
    """Without a timer the first action of the new day closes the old one."""
    clock = FixedClock(datetime(2026, 3, 2, 16, 59, tzinfo=UTC))
    office = a_memory_office(an_office(SERVICES, COUNTERS), clock)
    issuing = Issuing(office.offices, SerialIds())
    old = issuing.issue("songcong", IssueRequest(service="land")).value

    clock.advance(timedelta(minutes=2).total_seconds())
    new = issuing.issue("songcong", IssueRequest(service="land")).value

    assert (old.number, new.number) == ("A001", "A001")
    assert office.reader.ticket(old.id).state is TicketState.EXPIRED
    assert [one.number for one in office.reader.tickets("songcong", (), None, 10)] == ["A001"]
