"""What is remembered of who waits is what the database says, whatever happened in between."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from queue_server.adapters.db import ticket_store
from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.errors import Refusal
from queue_server.domain.events import TicketStarted
from queue_server.domain.ticket import Leg, Placement, PriorityClass, Progress, TicketState
from queue_server.usecases.ports.failures import RuleBroken, StorageError
from tests.builders import an_office
from tests.queue_server.adapters.db.conftest import SqliteSite
from tests.ticket_builders import MORNING, a_ticket, add

OPENED = CounterOpened(counter="1", operator=None)


@pytest.fixture
def reads(monkeypatch):
    """Counts how often the whole line is read."""
    count = []
    read = ticket_store.waiting
    monkeypatch.setattr(ticket_store, "waiting", lambda *arguments: (count.append(1), read(*arguments))[1])
    return count


def numbers(database):
    return sorted(database.offices.change("songcong", lambda tx: [one.number for one in tx.waiting()]).value)


def issue(database, sequence):
    database.offices.change("songcong", lambda tx: (tx.waiting_groups(), add(tx, a_ticket(sequence))))


def test_the_line_is_read_once_for_many_tickets(database, reads):
    """The thousandth ticket of a morning costs as much as the first."""
    for sequence in range(1, 20):
        issue(database, sequence)

    assert numbers(database) == [f"A{sequence:03d}" for sequence in range(1, 20)]
    assert len(reads) == 1


def test_changes_that_move_no_ticket_forget_nothing(database, reads):
    issue(database, 1)
    database.offices.change("songcong", lambda tx: tx.record(OPENED))
    with pytest.raises(Refusal):
        database.offices.change("songcong", refuse)

    assert (numbers(database), len(reads)) == (["A001"], 1)


def refuse(tx):
    raise Refusal("queue_empty", "nobody")


def test_a_change_that_failed_after_it_moved_tickets_is_forgotten(database):
    issue(database, 1)

    def work(tx):
        add(tx, a_ticket(2))
        refuse(tx)

    with pytest.raises(Refusal):
        database.offices.change("songcong", work)

    assert numbers(database) == ["A001"]


def test_a_commit_that_failed_is_forgotten_even_if_others_reach_its_revision(site, database, monkeypatch):
    """The revision alone would lie: another program may give it to another change."""
    issue(database, 1)
    with monkeypatch.context() as patched:
        patched.setattr("queue_server.adapters.db.sql.Sql.commit", lambda self: self.command("COMMIT nonsense"))
        with pytest.raises(StorageError):
            issue(database, 2)
    issue(site.open(), 3)

    assert numbers(database) == ["A001", "A003"]


def test_a_change_that_fails_when_it_is_settled_is_forgotten_even_if_others_reach_its_revision(database, monkeypatch):
    """On PostgreSQL the answers to a change's last statements come after its work: only then may it fail."""
    issue(database, 1)
    with monkeypatch.context() as patched:
        for kind in ("sql.Sql", "postgres_sql.PostgresSql"):
            patched.setattr(f"queue_server.adapters.db.{kind}.settle", broken)
        with pytest.raises(RuleBroken):
            issue(database, 2)
    database.offices.change("songcong", lambda tx: tx.record(OPENED))

    assert numbers(database) == ["A001"]


def broken(_):
    raise RuleBroken("a constraint")


class LineMachine(RuleBasedStateMachine):
    """Two programs issue, move and fail at random; each change sees what a fresh reader sees."""

    def __init__(self):
        super().__init__()
        self.sequence = 0

    @initialize()
    def set_up(self):
        self.folder = tempfile.TemporaryDirectory()
        self.site = SqliteSite(Path(self.folder.name))
        self.programs = [self.site.open(), self.site.open()]
        self.programs[0].setup.add_office(an_office(("land", "civil"), ("1", "2")), by="setup")

    def teardown(self):
        if hasattr(self, "site"):
            self.site.close()
            self.folder.cleanup()

    @rule(
        program=st.integers(0, 1),
        issued=st.integers(0, 3),
        moves=st.lists(st.tuples(st.integers(0, 30), st.sampled_from(TicketState), st.sampled_from(Placement))),
        asks_first=st.booleans(),
        fails=st.booleans(),
    )
    def change(self, program, issued, moves, asks_first, fails):
        database = self.programs[program]

        def work(tx):
            if asks_first:
                tx.waiting()
            for _ in range(issued):
                self.sequence += 1
                add(tx, a_ticket(self.sequence, service="land" if self.sequence % 3 else "civil"))
            for sequence, state, placement in moves:
                self.move(tx, f"tA{sequence}", state, placement)
            return tx.waiting_groups(), sorted(tx.waiting(), key=lambda one: one.ticket), fails and refuse(tx)

        try:
            groups, line, _ = database.offices.change("songcong", work).value
        except Refusal:
            return
        reader = self.programs[1 - program].reader
        assert line == sorted(reader.line("songcong").waiting, key=lambda one: one.ticket)
        assert sorted(groups, key=str) == sorted(reader.snapshot("songcong").waiting, key=str)

    def move(self, tx, ticket_id, state, placement):
        ticket = tx.ticket(ticket_id)
        if ticket is None or state in (TicketState.CALLED, TicketState.SERVING):
            return
        leg = Leg(service=placement.value, entered_at=MORNING, placement=placement, bound_operator=placement.value)
        progress = Progress(state=state, legs=(leg,), priority_class=PriorityClass.PRIORITY)
        tx.save_ticket(replace(ticket, progress=progress))
        tx.record(TicketStarted(ticket=ticket.id, number=ticket.number, counter="1"))


TestLineMachine = LineMachine.TestCase
TestLineMachine.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
