"""What readers remember of a line is what the database holds, and reading it costs what changed, however many wait."""

import random
from contextlib import suppress

import pytest

from queue_server.adapters.db import ticket_store
from queue_server.adapters.db.seen_lines import AT_MOST, SeenLines
from queue_server.adapters.db.sql import Sql
from queue_server.domain.errors import Refusal
from queue_server.domain.ticket import PriorityClass
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.receiving import Receiving
from queue_server.usecases.serving import Serving
from queue_server.usecases.undoing import Undoing
from tests.builders import SerialIds

OFFICE = "songcong"
LAN = Actor(name="lan", operator=None)


class Acting:
    """Use cases over one open database."""

    def __init__(self, database, ids):
        self.ids = ids
        self.issuing, self.calling = Issuing(database.offices, ids), Calling(database.offices, ids)
        self.serving, self.undoing = Serving(database.offices), Undoing(database.offices)
        self.receiving, self.session = Receiving(database.offices), CounterSession(database.offices)

    def issue(self, count, service="land"):
        return [self.issuing.issue(OFFICE, IssueRequest(service=service)).value for _ in range(count)]

    def anything(self, chance, tickets):
        """Do something, allowed or not."""
        ticket, counter = chance.choice(tickets), chance.choice("12")
        with suppress(Refusal):
            chance.choice(
                [
                    lambda: tickets.extend(self.issue(1, chance.choice(["land", "civil"]))),
                    lambda: self.calling.call_next(OFFICE, counter, LAN),
                    lambda: self.serving.hold(OFFICE, counter, LAN, 5, None),
                    lambda: self.serving.finish(OFFICE, counter, LAN, None, None),
                    lambda: self.undoing.undo(OFFICE, counter, LAN),
                    lambda: self.issuing.cancel(OFFICE, ticket.id),
                    lambda: self.issuing.late(OFFICE, ticket.id),
                    lambda: self.issuing.back(OFFICE, ticket.id),
                    lambda: self.receiving.set_priority(OFFICE, ticket.id, "lan", PriorityClass.PRIORITY),
                ]
            )()


@pytest.fixture
def acting(database):
    acting = Acting(database, SerialIds())
    for counter in "12":
        acting.session.open(OFFICE, counter, LAN)
    return acting


def stored(database):
    """Return the waiting tickets as they are in the database."""
    with database._readers.question() as sql:
        return set(ticket_store.waiting(sql, OFFICE))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_and_by_whom_readers_see_what_is_stored(site, database, acting, seed):
    """Two programs change the office; one reader looks after every change, another now and then."""
    chance = random.Random(seed)
    other = site.open()
    tickets = acting.issue(6)
    actors = [acting, Acting(other, acting.ids)]

    for step in range(150):
        chance.choice(actors).anything(chance, tickets)
        site.clock.advance(chance.choice([1, 60]))

        expected = stored(database)
        assert set(database.reader.line(OFFICE).waiting) == expected
        if step % 7 == 0:
            assert sum(group.size for group in other.reader.snapshot(OFFICE).waiting) == len(expected)


def test_after_very_many_changes_the_line_is_read_anew(database, acting):
    """Following each would cost more."""
    database.reader.line(OFFICE)

    acting.issue(AT_MOST + 20)

    assert len(database.reader.line(OFFICE).waiting) == AT_MOST + 20


def test_who_began_to_read_earlier_sees_the_earlier_line(database, acting):
    """And does not take back what others have seen meanwhile."""
    lines = SeenLines()
    acting.issue(2)
    with database._readers.question() as early:
        before = database.reader.revision(OFFICE)
        assert len(lines.waiting(early, OFFICE, before)) == 2
        acting.issue(1)
        with database._readers.question() as late:
            assert len(lines.waiting(late, OFFICE, before + 1)) == 3

        assert len(lines.waiting(early, OFFICE, before)) == 2

    with database._readers.question() as again:
        assert len(lines.waiting(again, OFFICE, before + 1)) == 3


@pytest.mark.parametrize("ask", ["snapshot", "line"])
def test_a_change_costs_as_much_to_read_in_a_full_room_as_in_an_empty_one(database, acting, monkeypatch, ask):
    """Statements, and steps of SQLite's machine: a publication after each call may not depend on who else waits."""
    acting.issue(10)
    few = cost(database, acting, monkeypatch, ask)

    acting.issue(990)
    getattr(database.reader, ask)(OFFICE)
    many = cost(database, acting, monkeypatch, ask)

    assert many["statements"] == few["statements"]
    assert many["steps"] <= few["steps"] * 1.3


def cost(database, acting, monkeypatch, ask):
    """Return what it costs to read the office after one more ticket."""
    getattr(database.reader, ask)(OFFICE)
    acting.issue(1)
    spent = {"statements": 0, "steps": 0}
    execute = Sql._execute

    def counting(sql, statement, values):
        spent["statements"] += 1

        def step():
            spent["steps"] += 1

        sql._connection.set_progress_handler(step, 1)
        cursor = execute(sql, statement, values)
        return Rows(cursor, sql._connection)

    with monkeypatch.context() as patch:
        patch.setattr(Sql, "_execute", counting)
        getattr(database.reader, ask)(OFFICE)
    return spent


class Rows:
    """A cursor whose rows are read while steps are counted, as SQLite makes them one by one."""

    def __init__(self, cursor, connection):
        self._rows = iter(cursor.fetchall())
        connection.set_progress_handler(None, 1)

    def fetchall(self):
        return list(self._rows)

    def fetchone(self):
        return next(self._rows, None)
