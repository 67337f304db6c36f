"""The spool prints in order, again until it is out, and never what is of no use any more."""

from datetime import timedelta

import pytest

from queue_server.adapters.printing.connections import opener
from queue_server.adapters.printing.printer import NotPrinted, Printer, Unsure
from queue_server.adapters.printing.spool import KNOWN_FOR, LOOK_S, USEFUL, PrinterSetup, Spool
from queue_server.domain.paper import JobState, PrinterStatus, PrintJob
from tests.builders import FixedClock
from tests.fakes.memory_printing import MemoryPaperLayouts, MemoryPrinterStates, MemoryPrintQueue
from tests.ticket_builders import MORNING


class ScriptedPrinter:
    """Ends each job as told, then prints."""

    def __init__(self, *ends):
        self.ends = list(ends)
        self.printed = 0
        self.looks = 0

    def print(self, job):
        if self.ends:
            raise self.ends.pop(0)
        self.printed += 1

    def status(self):
        self.looks += 1
        return PrinterStatus(online=True)


class Place:
    def __init__(self, printer, paper):
        self.clock, self.queue, self.paper = FixedClock(MORNING), MemoryPrintQueue(), paper
        self.setup = PrinterSetup(
            name="hall",
            printer=printer,
            width_mm=80,
            offices=frozenset({"songcong"}),
            kiosks=frozenset({"kiosk1"}),
            units=frozenset({"line1/9"}),
        )
        self.known = MemoryPrinterStates()
        self.spool = self.a_spool()

    def a_spool(self):
        layouts = MemoryPaperLayouts()
        return Spool([self.setup], self.queue, layouts, self.known, self.clock, lambda work: work(), lambda name: True)

    def add(self, number):
        job = PrintJob(
            id=f"job-{number}",
            office="songcong",
            ticket=number,
            printer="hall",
            paper=self.paper(number=number),
            queued_at=self.clock.now(),
        )
        self.queue.add(job)
        self.clock.advance(0.1)

    def states(self):
        return {job.ticket: job.state for job in self.queue.jobs.values()}


@pytest.fixture
def place(paper):
    return lambda *ends: Place(ScriptedPrinter(*ends), paper)


def test_all_that_is_queued_is_printed_in_order(place):
    here = place()
    for number in ("A001", "A002", "A003"):
        here.add(number)

    assert here.spool.work(here.setup) == 0
    assert here.states() == dict.fromkeys(("A001", "A002", "A003"), JobState.PRINTED)


def test_what_was_not_printed_stays_queued_and_is_tried_again(place):
    """Nobody's paper is lost while somebody fetches a new roll."""
    here = place(NotPrinted("the paper is out"), NotPrinted("the paper is out"))
    here.add("A001")
    here.add("A002")

    assert here.spool.work(here.setup, 0) == 1
    assert here.spool.work(here.setup, 1) == 2
    job = here.queue.jobs["job-A001"]
    assert (job.state, job.attempts, job.error) == (JobState.QUEUED, 2, "the paper is out")

    assert here.spool.work(here.setup, 2) == 0
    assert set(here.states().values()) == {JobState.PRINTED}


def test_what_nobody_knows_is_not_printed_again(place):
    here = place(Unsure("gone"))
    here.add("A001")
    here.add("A002")

    here.spool.work(here.setup)

    assert here.states() == {"A001": JobState.UNSURE, "A002": JobState.PRINTED}


def test_a_paper_in_hand_when_the_server_ended_is_left_to_people(place):
    here = place()
    here.add("A001")
    here.queue.begin("job-A001")

    here.spool.settle_interrupted("hall")
    here.spool.work(here.setup)

    assert here.states() == {"A001": JobState.UNSURE}


def test_a_paper_that_comes_an_hour_late_is_given_up(place):
    """Whoever finds it would think it is theirs."""
    here = place()
    here.add("A001")
    here.clock.advance(USEFUL.total_seconds() + timedelta(seconds=1).total_seconds())
    here.add("A002")

    here.spool.work(here.setup)

    assert here.states() == {"A001": JobState.GIVEN_UP, "A002": JobState.PRINTED}


def test_a_printer_with_nothing_to_do_is_looked_at_now_and_then(place):
    here = place()

    for _ in range(5):
        here.spool.work(here.setup)
    assert here.setup.printer.looks == 1
    here.clock.advance(LOOK_S)
    here.spool.work(here.setup)

    assert here.setup.printer.looks == 2
    assert here.spool.statuses()["hall"].ready


def test_every_worker_knows_how_a_printer_is_until_nobody_looks_any_more(place):
    """The worker that prints tells; the one that is asked may be another."""
    here = place()
    other = here.a_spool()
    here.spool.work(here.setup)

    assert other.statuses()["hall"].ready
    here.clock.advance(KNOWN_FOR.total_seconds() + 1)

    assert other.statuses() == {}


def test_how_a_printer_is_set_up_is_told(place):
    (about,) = place().spool.about("songcong")
    assert (about.name, about.width_mm, about.kiosks, about.units) == ("hall", 80, ("kiosk1",), ("line1/9",))


def test_printers_are_found_by_office_kiosk_and_unit(place):
    spool = place().spool

    assert spool.of_office("songcong") == ["hall"]
    assert spool.of_office("other") == []
    assert spool.for_device("songcong", "kiosk1") == "hall"
    assert spool.for_device("other", "kiosk1") is None
    assert spool.for_unit("songcong", "line1/9") == "hall"
    assert spool.for_unit("songcong", "line1/8") is None


def test_a_real_printer_that_dies_and_comes_back_prints_every_ticket_once(paper, tcp_printer):
    """Through queue, picture and network."""
    real = tcp_printer()
    here = Place(Printer(opener(real.device)), paper)
    for number in ("A001", "A002"):
        here.add(number)
    real.die_after = 20_000

    failures = here.spool.work(here.setup)
    assert failures == 1
    assert here.spool.work(here.setup, failures) == 0

    real.stop()
    assert len(real.printed) == 2
    assert set(here.states().values()) == {JobState.PRINTED}
