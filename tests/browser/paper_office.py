"""A small office with printers and procedures behind its real pages, for tests in a browser."""

from pathlib import Path

from queue_server.adapters.catalogue_files import read_procedures
from queue_server.domain.paper import JobState, Paper, PrinterStatus
from tests.ticket_builders import MORNING
from tests.web_site import a_web_site

SAMPLE = Path(__file__).parents[2] / "queue_server/sample_catalogue/procedures.csv"


def an_office_with_papers():
    """Return an application with three papers: printed, unsure and waiting for a printer whose paper is out."""
    web = a_web_site()
    web.database.catalogue.load(read_procedures(SAMPLE), keep_others=False, sample=True)
    for number in range(3):
        web.client("kiosk-songcong").post(
            "/api/v1/offices/songcong/tickets", json={"service": "land"}, headers={"Idempotency-Key": f"k{number}"}
        )
        web.clock.advance(1)
    queue = web.database.print_queue
    for job, state in zip(list(queue.jobs.values()), (JobState.PRINTED, JobState.UNSURE), strict=False):
        queue.begin(job.id)
        queue.end(job.id, state, None, MORNING)
    web.printers.known = {
        "hall": PrinterStatus(online=True, paper=Paper.OUT),
        "desk": PrinterStatus(online=True, paper=Paper.LOW),
    }
    return web
