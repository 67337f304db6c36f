"""Contract of ``OfficeReader`` and ``OfficeSetup``."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.errors import Refusal
from queue_server.domain.events import OfficeConfigured
from queue_server.domain.office import Office, Rules, Service, ServiceRules
from queue_server.domain.ticket import TicketState
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.reading import Pending
from tests.builders import an_office
from tests.ticket_builders import MORNING, TODAY, a_ticket, add


def test_an_office_comes_back_as_it_was_set_up(bare):
    office = replace(
        an_office(counters=("2", "1"), day_start=time(4, 30), rules=Rules(policy="strict", undo_s=12.5)),
        services=(
            Service(code="z", name={"vi": "Đất đai", "en": "Land"}, prefix="Z", last_number=99, first_number=5),
            Service(code="a", name={}, prefix="", open=False, rules=ServiceRules(fields=("Hộ tịch",))),
        ),
    )

    assert bare.setup.add_office(office, by="setup") is True
    assert bare.reader.office("songcong") == office
    assert bare.change(lambda tx: tx.office).value == office


def test_setting_an_office_up_is_its_first_revision(bare):
    """A display that is connected already gets to see it."""
    bare.setup.add_office(an_office(), by="lan")

    (first,) = bare.reader.events("songcong", 0, 10)
    assert (first.revision, first.position, first.at) == (1, 0, MORNING)
    assert first.event == OfficeConfigured(by="lan")
    assert bare.published == [Committed(office="songcong", revision=1, kinds=("office_configured",), tickets=())]


def test_a_known_office_is_left_alone(ports):
    """The configuration file sets an office up once; after that the back office owns it."""
    before = ports.reader.office("songcong")

    assert ports.setup.add_office(replace(before, name="another"), by="setup") is False
    assert ports.reader.office("songcong") == before
    assert ports.reader.revision("songcong") == 1
    assert ports.published == []


def test_offices_come_by_code(ports):
    for code in ("z", "a"):
        ports.setup.add_office(an_office(code=code, counters=()), by="setup")

    assert [office.code for office in ports.reader.offices()] == ["a", "songcong", "z"]


@pytest.mark.parametrize(
    "question",
    [
        lambda reader: reader.office("x"),
        lambda reader: reader.revision("x"),
        lambda reader: reader.snapshot("x"),
        lambda reader: reader.line("x"),
        lambda reader: reader.pending("x"),
        lambda reader: reader.tickets("x", (), None, 10),
    ],
)
def test_an_unknown_office_is_refused(ports, question):
    with pytest.raises(Refusal) as refused:
        question(ports.reader)

    assert refused.value.code == "office_unknown"


def test_a_counter_is_found_by_its_id(ports):
    assert ports.reader.counter_by_id("c2") == ("songcong", "2")
    assert ports.reader.counter_by_id("2") is None


def test_the_epoch_stays(ports):
    assert ports.reader.epoch() == ports.reader.epoch() == ports.reader.snapshot("songcong").epoch != ""


def test_a_new_office_has_an_empty_snapshot(ports):
    snapshot = ports.reader.snapshot("songcong")

    assert isinstance(snapshot.office, Office)
    assert (snapshot.revision, snapshot.service_day) == (1, None)
    assert (snapshot.at_counters, snapshot.waiting, snapshot.calls) == ((), (), ())


def test_a_snapshot_is_of_the_newest_revision(ports):
    ports.change(lambda tx: add(tx, a_ticket(1), a_ticket(2, TicketState.SERVING, counter="2")))

    snapshot = ports.reader.snapshot("songcong")

    assert (snapshot.revision, snapshot.service_day) == (2, TODAY)
    assert [(one.service, one.size) for one in snapshot.waiting] == [("land", 1)]
    assert [one.number for one in snapshot.at_counters] == ["A002"]


def test_tickets_of_the_day_can_be_chosen_by_state_and_service(ports):
    yesterday = a_ticket(9, TicketState.FINISHED, counter="1", service_day=TODAY - timedelta(days=1))
    ports.change(
        lambda tx: add(
            tx,
            yesterday,
            a_ticket(2, issued_at=MORNING),
            a_ticket(1, TicketState.SERVING, counter="1"),
            a_ticket(3, TicketState.HELD, issued_at=MORNING - timedelta(seconds=1)),
            a_ticket(1, prefix="B", service="civil"),
        )
    )

    def numbers(states=(), service=None, limit=10):
        return [one.number for one in ports.reader.tickets("songcong", states, service, limit)]

    assert numbers() == ["A003", "A001", "A002", "B001"]
    assert numbers(limit=2) == ["A003", "A001"]
    assert numbers(states=[TicketState.WAITING]) == ["A002", "B001"]
    assert numbers(states=[TicketState.HELD, TicketState.SERVING]) == ["A003", "A001"]
    assert numbers(service="civil") == ["B001"]
    assert numbers(states=[TicketState.HELD], service="civil") == []
    assert numbers(states=[TicketState.WAITING], service="land") == ["A002"]


def test_a_new_office_waits_for_nothing(ports):
    """Its first day begins with its first action."""
    assert ports.reader.pending("songcong") == Pending(revision=1, service_day=None, next_return=None)


def test_what_is_pending_is_the_day_and_the_first_hold_that_falls_due(ports):
    """Asked every second, so that nothing is written while nothing is due."""

    def held(sequence, minutes):
        until = None if minutes is None else MORNING + timedelta(minutes=minutes)
        return a_ticket(sequence, TicketState.HELD, leg={"held_until": until})

    ports.change(lambda tx: add(tx, held(1, 20), held(2, None), held(3, 10), a_ticket(4, leg={"held_until": MORNING})))

    due = MORNING + timedelta(minutes=10)
    assert ports.reader.pending("songcong") == Pending(revision=2, service_day=TODAY, next_return=due)


def test_what_is_pending_in_all_offices_is_what_is_in_each(ports):
    """Two hundred offices are asked about at once, every second."""
    ports.setup.add_office(an_office(code="phoyen", counters=()), by="setup")
    ports.change(lambda tx: add(tx, a_ticket(1, TicketState.HELD, leg={"held_until": MORNING + timedelta(minutes=1)})))

    found = ports.reader.all_pending()

    assert dict(found) == {code: ports.reader.pending(code) for code in ("phoyen", "songcong")}
    assert found["songcong"].next_return is not None


def test_there_are_no_tickets_before_the_first_service_day(ports):
    assert list(ports.reader.tickets("songcong", (), None, 10)) == []


def test_the_log_is_cut_between_revisions(ports):
    """Who reads on after the last revision seen would miss the rest of a revision cut in two."""
    for size in (2, 3, 1):
        ports.change(lambda tx, size=size: [tx.record(CounterOpened(counter="1", operator=None))] * size)
        ports.change(
            lambda tx, size=size: [tx.record(CounterOpened(counter=str(part), operator=None)) for part in range(size)]
        )

    def places(after, limit):
        return [(one.revision, one.position) for one in ports.reader.events("songcong", after, limit)]

    whole = [(2, 0), (3, 0), (3, 1), (4, 0), (5, 0), (5, 1), (5, 2), (6, 0), (7, 0)]
    assert places(1, 100) == whole
    assert places(1, 2) == [(2, 0)]
    assert places(1, 3) == [(2, 0), (3, 0), (3, 1)]
    assert places(4, 1) == [(5, 0), (5, 1), (5, 2)]
    assert places(4, 4) == [(5, 0), (5, 1), (5, 2), (6, 0)]
    assert places(7, 1) == []
