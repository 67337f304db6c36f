"""Questions that are foreseen wait for PostgreSQL once, and are never answered with what was before a change."""

import pytest
import sqlalchemy as sa

from queue_server.adapters.db.batch import Written
from queue_server.adapters.db.postgres_pipeline import Pipeline
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import IssueRequest, Issuing
from tests.builders import SerialIds

OFFICE = "songcong"
LAN = Actor(name="lan", operator=None)
NEWEST = sa.text("SELECT revision FROM office WHERE code = :code").bindparams(sa.bindparam("code", type_=sa.Text))


@pytest.fixture
def storage():
    """A server."""
    return "postgres"


@pytest.fixture
def waits(monkeypatch):
    """Each time that somebody waited for the server."""
    found = []
    wait = Pipeline.wait
    monkeypatch.setattr(Pipeline, "wait", lambda pipeline: (found.append(len(pipeline._sent)), wait(pipeline))[1])
    return found


def test_a_board_waits_for_its_questions_once_and_for_what_moved_twice(database, waits):
    issuing = Issuing(database.offices, SerialIds())
    issuing.issue(OFFICE, IssueRequest(service="land"))
    database.reader.snapshot(OFFICE)
    waits.clear()

    database.reader.snapshot(OFFICE)
    assert len(waits) == 1
    waits.clear()

    issuing.issue(OFFICE, IssueRequest(service="land"))
    issuing.issue(OFFICE, IssueRequest(service="land"))
    waits.clear()
    assert sum(group.size for group in database.reader.snapshot(OFFICE).waiting) == 3
    assert len(waits) == 3


def test_actions_wait_seldom(database, waits):
    """A number and a call; each statement that waits costs as much as the work itself."""
    ids = SerialIds()
    issuing, calling = Issuing(database.offices, ids), Calling(database.offices, ids)
    CounterSession(database.offices).open(OFFICE, "1", LAN)
    for _ in range(2):
        issuing.issue(OFFICE, IssueRequest(service="land"))
        calling.call_next(OFFICE, "1", LAN)
    waits.clear()

    issuing.issue(OFFICE, IssueRequest(service="land"))
    assert len(waits) <= 5
    waits.clear()

    calling.call_next(OFFICE, "1", LAN)
    assert len(waits) <= 12


def test_a_foreseen_answer_is_used_once(database):
    """The same question later is another one."""

    def work(sql):
        sql.foresee(NEWEST, code=OFFICE)
        before = sql.one(NEWEST, code=OFFICE)[0]
        sql.do(sa.text("UPDATE office SET revision = revision + 5"))
        return Written(value=(before, sql.one(NEWEST, code=OFFICE)[0]))

    before, after = database._writer.write(work, OFFICE)

    assert after == before + 5


def test_what_was_foreseen_in_work_that_failed_is_forgotten(database):
    """The next piece of work shares its transaction, not its answers."""

    def fail(sql):
        sql.foresee(NEWEST, code=OFFICE)
        raise LookupError

    def ask(sql):
        sql.do(sa.text("UPDATE office SET revision = revision + 5"))
        return Written(value=sql.one(NEWEST, code=OFFICE)[0])

    before = database.reader.revision(OFFICE)
    with pytest.raises(LookupError):
        database._writer.write(fail, OFFICE)

    assert database._writer.write(ask, OFFICE) == before + 5
