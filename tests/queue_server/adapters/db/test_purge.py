"""What has had its time goes; what may still be asked for stays."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from queue_server.adapters.db.purge import SLICE
from queue_server.domain.appointment import Appointment
from queue_server.domain.operator import Operator, Role
from queue_server.domain.paper import PrintJob, TicketPaper
from queue_server.domain.result_slip import ResultSlip
from queue_server.usecases.ports.changing import Once
from tests.ticket_builders import MORNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    text: str


def answer(database, key, text="first"):
    once = Once(key=key, request_hash="h", kind=Answer)
    return database.offices.change("songcong", lambda tx: Answer(text=text), once).replayed


@pytest.mark.parametrize(("age", "replayed"), [(timedelta(hours=48), True), (timedelta(hours=48, seconds=1), False)])
def test_answers_are_kept_for_48_hours(site, database, age, replayed):
    """A bridge that was offline over the weekend must not act twice, but the file must not grow for ever."""
    answer(database, "k1")

    removed = database.purge(MORNING + age)

    assert removed == (0 if replayed else 1)
    assert answer(database, "k1", "again") is replayed


def test_many_answers_go_in_slices(site, database):
    """Whoever takes a number meanwhile does not wait for all of them."""
    for number in range(SLICE + 7):
        answer(database, f"k{number}")
        if number % 3:
            site.clock.advance(0.001)
    site.clock.advance(3600)
    answer(database, "young")

    removed = database.purge(MORNING + timedelta(hours=48, seconds=60))

    assert removed == SLICE + 7
    assert answer(database, "young") is True
    assert database.purge(MORNING + timedelta(hours=48, seconds=60)) == 0


def test_sessions_go_when_they_are_over(database):
    database.accounts.add_operator(Operator(id="op1", username="lan", name="", role=Role.OPERATOR), "hash")
    for session, hours in (("old", 1), ("young", 2)):
        database.accounts.add_session(session, "op1", MORNING + timedelta(hours=hours))

    assert database.purge(MORNING + timedelta(hours=1)) == 1
    assert database.accounts.operator_of_session("young", MORNING + timedelta(hours=1)) is not None


def test_appointments_and_collected_slips_are_forgotten_after_the_configured_days(database):
    """A result that nobody fetched can still be fetched for a year."""
    begin = MORNING - timedelta(days=31)
    old = Appointment(
        id="old",
        code="OLD",
        office="songcong",
        service="land",
        begins_at=begin,
        ends_at=begin + timedelta(minutes=15),
        made_at=begin,
        name="An",
    )
    young = replace(old, id="young", code="YOUNG", begins_at=MORNING, ends_at=MORNING + timedelta(minutes=15))
    slip = ResultSlip(office="songcong", dossier="collected", service="land", due=begin.date(), ticket="t1")
    waits = replace(slip, dossier="waits", ticket=None)
    given_up = replace(waits, dossier="given-up", due=begin.date() - timedelta(days=400))

    def work(tx):
        for one in (old, young):
            tx.appointments.add(one)
        for one in (slip, waits, given_up):
            tx.slips.save(one)

    database.offices.change("songcong", work)

    assert database.forget(MORNING, days=30, slips_days=400) == 3

    assert database.appointments.appointment("OLD") is None
    assert database.appointments.appointment("YOUNG") == young
    assert [one.dossier for one in database.appointments.slips("songcong", "", 10)] == ["waits"]
    assert database.forget(MORNING, days=30, slips_days=400) == 0
    assert database.forget(MORNING, days=30, slips_days=30) == 1


def test_papers_go_after_48_hours_whether_they_were_printed_or_not(site, database):
    """They name tickets' secrets."""
    for number, hours in (("A001", 0), ("A002", 1)):
        paper = TicketPaper(
            number=number,
            office_name="Sông Công",
            service_name="Đất đai",
            language="vi",
            issued_at=MORNING,
            url="https://so.example.vn/t/secret",
            ahead=0,
        )
        at = MORNING + timedelta(hours=hours)
        database.print_queue.add(
            PrintJob(id=number, office="songcong", ticket=number, printer="hall", paper=paper, queued_at=at)
        )

    assert database.purge(MORNING + timedelta(hours=48, seconds=1)) == 1
    assert database.print_queue.jobs_of("A001") == []
    assert [one.ticket for one in database.print_queue.jobs_of("A002")] == ["A002"]
