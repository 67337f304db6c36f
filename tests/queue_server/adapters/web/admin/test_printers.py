"""The page of printers: their state, what waits, and papers printed again."""

import re

import pytest

from queue_server.domain.paper import JobState, Paper, PrinterStatus
from tests.ticket_builders import MORNING
from tests.web_site import a_web_site

PAGE = "/admin/printers?office=songcong"


@pytest.fixture(scope="module")
def site():
    return a_web_site()


@pytest.fixture
def web(site):
    """The site with printers that nobody looked at and nothing printed."""
    site.printers.known.clear()
    site.database.print_queue.__init__()
    return site


@pytest.fixture
def client(web):
    return web.client(cookie="administrator-songcong")


def issue(web):
    return web.client("kiosk-songcong").post(
        "/api/v1/offices/songcong/tickets", json={"service": "land"}, headers={"Idempotency-Key": "k1"}
    )


def an_unsure_paper(web):
    issue(web)
    (job,) = web.database.print_queue.jobs.values()
    web.database.print_queue.end(job.id, JobState.UNSURE, "gone", MORNING)
    return job


def press(client, path):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(PAGE).text)[1]
    return client.post(f"{path}?office=songcong", data={"csrf_token": token})


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (None, "chưa kiểm tra"),
        (PrinterStatus(online=True, paper=Paper.ENOUGH), "sẵn sàng"),
        (PrinterStatus(online=False), "không trả lời"),
        (PrinterStatus(online=True, paper=Paper.OUT), "hết giấy"),
    ],
)
def test_each_printer_says_how_it_is(web, client, status, words):
    if status is not None:
        web.printers.known["hall"] = status
    assert words in client.get(PAGE).text


def test_a_paper_can_be_printed_again(web, client):
    job = an_unsure_paper(web)

    answer = press(client, f"/admin/printers/{job.id}/reprint")

    assert answer.status_code == 303
    assert [(one.paper.copy, one.state) for one in web.database.print_queue.jobs.values()] == [
        (0, JobState.GIVEN_UP),
        (1, JobState.QUEUED),
    ]


def test_a_paper_that_was_found_is_printed(web, client):
    job = an_unsure_paper(web)
    assert press(client, f"/admin/printers/{job.id}/came-out").status_code == 303
    assert web.database.print_queue.jobs[job.id].state is JobState.PRINTED


def test_a_sample_is_no_ticket_that_could_be_printed_again(web, client):
    administrator = web.database.accounts.operators()[0]
    job = web.use.back_office.papers.print_test(administrator, "songcong", "hall", "vi")

    answer = press(client, f"/admin/printers/{job.id}/reprint")

    assert answer.status_code == 409
    assert len(web.database.print_queue.jobs) == 1


def test_an_administrator_of_another_office_sees_none_of_it(web):
    issue(web)
    page = web.client(cookie="administrator-other").get(PAGE).text
    assert "hall" not in page
    assert "A001" not in page
