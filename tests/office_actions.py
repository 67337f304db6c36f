"""What people do in an office in whatever order; see ``test_office_machine`` for what must hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator, Role
from queue_server.domain.ticket import Placement, PriorityClass, TicketState
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

SERVICES = ("land", "civil")
COUNTERS = ("1", "2", "3")
RANGE = 6
"""Numbers of the second service, so that they are given again."""

EIGHT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""In the morning, in Viet Nam."""

counters = st.sampled_from(COUNTERS)
services = st.sampled_from(SERVICES)


class OfficeActions(RuleBasedStateMachine):
    """An office with three counters and eight people."""

    def __init__(self):
        super().__init__()
        self.clock = FixedClock(EIGHT)
        plain = an_office(SERVICES, COUNTERS)
        first, second = plain.services
        self.office = self.make_office(replace(plain, services=(first, replace(second, last_number=RANGE))))
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
        done = self.attempt(lambda: self.issuing.issue("songcong", request))
        if done is not None:
            self.tickets.append(done.value.id)

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

    @rule(counter=counters, what=st.sampled_from(["finish", "hold", "transfer", "nothing"]))
    def serve_then(self, counter, what):
        """Who sits at the counter leaves it, or still sits there."""
        self.call_then_serve(counter, "start")
        if what == "transfer":
            self.transfer(counter, "civil", None, Placement.BY_TIME, True)
        elif what != "nothing":
            self.serve(counter, what)

    @rule(counter=counters, away=st.sampled_from(["no_show", "hold"]), back=st.sampled_from(["call", "return_", "due"]))
    def away_and_back(self, counter, away, back):
        """Whoever wasn't there, or was put aside, is there again."""
        at = {one.counter: one.id for one in self.office.reader.snapshot("songcong").at_counters}
        self.call_then_serve(counter, away)
        gone = {one.counter: one.id for one in self.office.reader.tickets("songcong", (), None, 1000)
                if one.id not in at.values() and one.state in (TicketState.NO_SHOW, TicketState.HELD)}  # fmt: skip
        ticket = gone.get(counter)
        if back == "due":
            self.time_passes(3600)
        elif ticket is not None and back == "call":
            self.attempt(lambda: self.calling.call("songcong", counter, self.actor(counter), ticket, "is back"))
        elif ticket is not None:
            self.attempt(lambda: self.receiving.return_("songcong", ticket, "op9"))

    @rule(counter=counters)
    def the_last_ones_step_is_undone_at_a_counter_that_was_left(self, counter):
        self.call_then_serve(counter, "finish")
        self.change_counter(counter, "close")
        self.undo(counter)

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

    @rule()
    def the_night_passes(self):
        """It is eight in the morning; whoever acts first ends the day before."""
        self.clock.advance((timedelta(days=1) - (self.clock.now() - EIGHT) % timedelta(days=1)).total_seconds())

    @rule(seconds=st.sampled_from([1, 60, 7200]))
    def clock_is_set_back(self, seconds):
        self.clock.advance(-seconds)
