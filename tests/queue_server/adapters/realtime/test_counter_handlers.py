"""Consoles hear of changes in the offices they watch, and of no other."""

import pytest

from queue_server.domain.operator import Operator, Role
from queue_server.usecases.sign_in import hash_token
from tests.builders import an_office
from tests.fakes.memory_offices import MemorySetup
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice


def signed_in(office):
    client = office.client()
    assert client.connect("/counter", {"token": "session"}) is None
    return client


@pytest.mark.parametrize("reference", ["songcong:1", "c1"])
def test_watching_tells_the_revision_from_which_changes_are_told(reference):
    """So that nothing is missed between fetching and watching."""
    office = LiveOffice()

    answer = signed_in(office).call("/counter", "counter.watch", {"counter": reference})

    assert answer == {"ok": True, "office": OFFICE, "counter": "1", "revision": office.revision()}


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("songcong:9", "counter_unknown"),
        ("nowhere:1", "office_unknown"),
        ("c9", "counter_unknown"),
        (":", "office_unknown"),
    ],
)
def test_an_unknown_counter_is_refused(reference, code):
    """A console that waits for changes that never come would look healthy."""
    assert signed_in(LiveOffice()).call("/counter", "counter.watch", {"counter": reference})["code"] == code


def test_an_operator_watches_only_where_they_work():
    """Another office's work is none of theirs."""
    office = LiveOffice()
    MemorySetup(office.database).add_office(an_office(code="elsewhere"), "tests")

    assert signed_in(office).call("/counter", "counter.watch", {"counter": "elsewhere:1"})["code"] == "forbidden"


def test_before_watching_nothing_is_told():
    """A connection alone follows no office."""
    office = LiveOffice()
    client = signed_in(office)

    office.issue()
    office.tasks.run()

    assert client.received("changed") == []


def test_watching_twice_tells_once():
    """A console that changes its counter stays in one room."""
    office = LiveOffice(counters=("1", "2"))
    client = office.console()
    client.call("/counter", "counter.watch", {"counter": "songcong:2"})

    office.issue()
    office.tasks.run()

    assert len(client.received("changed")) == 1


def test_who_works_everywhere_tells_offices_apart():
    """Revisions of two offices are not comparable, so each change names its office."""
    office = LiveOffice()
    MemorySetup(office.database).add_office(an_office(code="elsewhere"), "tests")
    office.accounts.add_operator(Operator(id="an", username="an", name="An", role=Role.ADMINISTRATOR), "hash")
    office.accounts.add_session(hash_token("an"), "an", office.clock.now().replace(hour=10))
    client = office.client()
    client.connect("/counter", {"token": "an"})
    for counter in ("songcong:1", "elsewhere:1"):
        assert client.call("/counter", "counter.watch", {"counter": counter})["ok"]

    office.issue()
    office.tasks.run()

    assert [one["office"] for one in client.received("changed")] == [OFFICE]
