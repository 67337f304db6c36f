"""Contract of ``PrintQueue`` and ``PaperLayouts``."""

from datetime import timedelta

import pytest

from queue_server.domain.errors import Refusal
from queue_server.domain.paper import (
    JobState,
    Paper,
    PaperLayout,
    PaperPart,
    PaperSize,
    PrinterStatus,
    PrintJob,
    TicketPaper,
    paper_lines,
)
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from tests.ticket_builders import MORNING


def a_job(number, copy=0, **fields):
    paper = TicketPaper(
        number=number,
        office_name="Sông Công",
        service_name="Đất đai",
        language="vi",
        issued_at=MORNING,
        url="https://so.example.vn/t/x",
        ahead=2,
        wait_s=(60.0, 120.0),
        copy=copy,
    )
    given = {"id": f"{number}-{copy}", "office": "songcong", "ticket": number, "printer": "hall", "queued_at": MORNING}
    return PrintJob(**(given | {"paper": paper} | fields))


def test_a_job_comes_back_whole(ports):
    job = a_job("A001")

    assert ports.print_queue.add(job) is True
    assert ports.print_queue.next("hall") == job
    assert ports.print_queue.next("desk") is None


def test_a_ticket_has_each_copy_once(ports):
    """A kiosk that asks twice gets one paper."""
    ports.print_queue.add(a_job("A001"))

    assert ports.print_queue.add(a_job("A001", id="other")) is False
    assert ports.print_queue.add(a_job("A001", copy=1)) is True
    assert [one.paper.copy for one in ports.print_queue.jobs_of("A001")] == [0, 1]


def test_a_job_is_begun_by_one_only(ports):
    """Two workers that look at once don't print it twice."""
    ports.print_queue.add(a_job("A001"))

    assert ports.print_queue.begin("A001-0") is True
    assert ports.print_queue.begin("A001-0") is False
    assert ports.print_queue.next("hall") is None
    (job,) = ports.print_queue.interrupted("hall")
    assert (job.state, job.attempts) == (JobState.SENDING, 1)


def test_the_oldest_is_next_and_may_be_queued_again(ports):
    ports.print_queue.add(a_job("A002", queued_at=MORNING + timedelta(seconds=1)))
    ports.print_queue.add(a_job("A001"))

    ports.print_queue.begin("A001-0")
    ports.print_queue.end("A001-0", JobState.QUEUED, "the paper is out", MORNING)

    again = ports.print_queue.next("hall")
    assert (again.ticket, again.attempts, again.error) == ("A001", 1, "the paper is out")


@pytest.mark.parametrize("state", list(JobState))
def test_open_jobs_are_those_that_somebody_waits_for(ports, state):
    ports.print_queue.add(a_job("A001"))
    ports.print_queue.begin("A001-0")
    ports.print_queue.end("A001-0", state, None, MORNING)

    is_open = state in (JobState.QUEUED, JobState.SENDING, JobState.UNSURE)
    assert [one.ticket for one in ports.print_queue.open_jobs("songcong")] == ["A001"] * is_open
    assert ports.print_queue.open_jobs("other") == []


def test_the_newest_jobs_are_listed_in_any_state(ports):
    ports.print_queue.add(a_job("A001"))
    ports.print_queue.add(a_job("A002", queued_at=MORNING + timedelta(seconds=1)))
    ports.print_queue.begin("A001-0")
    ports.print_queue.end("A001-0", JobState.PRINTED, None, MORNING + timedelta(seconds=2))

    newest = ports.print_queue.newest_jobs("songcong", 5)

    assert [(one.ticket, one.state) for one in newest] == [("A002", JobState.QUEUED), ("A001", JobState.PRINTED)]
    assert newest[1].ended_at == MORNING + timedelta(seconds=2)
    assert [one.ticket for one in ports.print_queue.newest_jobs("songcong", 1)] == ["A002"]
    assert ports.print_queue.newest_jobs("other", 5) == []


def test_how_printers_are_is_known_for_a_while(ports):
    low = PrinterStatus(online=True, paper=Paper.LOW)
    ports.printer_states.save("hall", PrinterStatus(online=False, error="no route"), MORNING)
    ports.printer_states.save("hall", low, MORNING + timedelta(seconds=10))

    assert ports.printer_states.since(MORNING) == {"hall": low}
    assert ports.printer_states.since(MORNING + timedelta(seconds=11)) == {}


def an_entry(**changes):
    return AuditEntry(
        at=MORNING,
        by="lan",
        office="songcong",
        kind="paper",
        target="songcong",
        action=AuditAction.CHANGED,
        changes=changes,
    )


def test_an_office_has_the_default_layout_until_it_chooses_one(ports):
    first = PaperLayout(languages=("vi", "en"))
    chosen = PaperLayout(
        header={"vi": "Tầng 1"}, footer={"en": "Thank you"}, lines=paper_lines((PaperPart.NUMBER, PaperSize.HUGE))
    )

    assert ports.paper_layouts.layout("songcong") == PaperLayout()
    ports.paper_layouts.save_layout("songcong", PaperLayout(), first, an_entry())
    ports.paper_layouts.save_layout("songcong", first, chosen, an_entry())

    assert ports.paper_layouts.layout("songcong") == chosen
    assert ports.paper_layouts.layout("other") == PaperLayout()


def test_of_two_who_change_a_layout_at_once_the_second_is_refused(ports):
    """What it was made from is not there any more."""
    chosen = PaperLayout(languages=("vi", "en"))
    ports.paper_layouts.save_layout("songcong", PaperLayout(), chosen, an_entry())

    with pytest.raises(Refusal) as refused:
        ports.paper_layouts.save_layout("songcong", PaperLayout(), PaperLayout(languages=("en",)), an_entry())

    assert refused.value.code == "changed_meanwhile"
    assert ports.paper_layouts.layout("songcong") == chosen
