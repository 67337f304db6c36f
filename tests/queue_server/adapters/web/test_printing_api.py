"""Numbers on paper over HTTP: a kiosk's printer by itself, once, and copies for staff."""

import pytest

from queue_server.domain.paper import JobState, Paper, PrinterStatus
from tests.ticket_builders import MORNING
from tests.web_app import a_web_app


@pytest.fixture
def web():
    return a_web_app()


def issue(client, key="k1", office="songcong", **body):
    return client.post(
        f"/api/v1/offices/{office}/tickets", json={"service": "land"} | body, headers={"Idempotency-Key": key}
    )


def jobs(web):
    return list(web.database.print_queue.jobs.values())


def test_a_kiosk_with_a_printer_prints_by_itself_and_once(web):
    """Also when the answer got lost and the kiosk asks again."""
    kiosk = web.client("kiosk-songcong")

    first, again = issue(kiosk), issue(kiosk)

    assert first.json["printer"] == "hall"
    assert again.headers["Idempotent-Replayed"] == "true"
    (job,) = jobs(web)
    assert (job.paper.number, job.paper.service_name, job.paper.url) == ("A001", "Land", first.json["url"])
    assert job.paper.issued_at.utcoffset().total_seconds() == 7 * 3600
    assert web.printers.woken == ["hall"]


def test_phones_get_no_paper(web):
    assert issue(web.client()).json["printer"] is None
    assert jobs(web) == []


def test_a_receptionist_chooses_the_printer(web):
    assert issue(web.client("receptionist-songcong"), printer="desk").json["printer"] == "desk"
    assert [job.printer for job in jobs(web)] == ["desk"]


def test_an_unknown_printer_is_refused_before_a_number_is_used(web):
    answer = issue(web.client("receptionist-songcong"), printer="attic")

    assert (answer.status_code, answer.json["code"], answer.json["field"]) == (422, "printer_unknown", "printer")
    assert issue(web.client()).json["number"] == "A001"


def test_staff_print_a_copy_that_says_so(web):
    ticket = issue(web.client("kiosk-songcong")).json
    reprint = f"/api/v1/tickets/{ticket['id']}/reprint"

    first = web.client("receptionist-songcong").post(reprint, json={})
    second = web.client("receptionist-songcong").post(reprint, json={"printer": "desk"})
    stranger = web.client("receptionist-other").post(reprint, json={})

    assert (first.status_code, first.json) == (202, {"number": "A001", "printer": "hall", "copy": 1})
    assert second.json == {"number": "A001", "printer": "desk", "copy": 2}
    assert stranger.status_code in (403, 404)
    assert [job.paper.copy for job in jobs(web)] == [0, 1, 2]


def test_an_office_without_printers_says_so(web):
    web.printers.names = ()
    ticket = issue(web.client()).json

    answer = web.client("receptionist-songcong").post(f"/api/v1/tickets/{ticket['id']}/reprint", json={})

    assert (answer.status_code, answer.json["code"]) == (409, "no_printer")


def test_staff_and_kiosks_see_paper_and_what_waits(web):
    issue(web.client("kiosk-songcong"), "k1")
    issue(web.client("kiosk-songcong"), "k2")
    unsure = jobs(web)[0]
    web.database.print_queue.begin(unsure.id)
    web.database.print_queue.end(unsure.id, JobState.UNSURE, "gone", MORNING)
    web.printers.known["hall"] = PrinterStatus(online=True, paper=Paper.LOW)

    for who in ("kiosk-songcong", "operator-songcong"):
        hall, desk = web.client(who).get("/api/v1/offices/songcong/printers").json["printers"]
        assert (hall["ready"], hall["paper"], hall["waiting"], hall["unsure"]) == (True, "low", 1, ["A001"])
        assert (desk["ready"], desk["paper"], desk["waiting"]) == (None, None, 0)
    assert web.client().get("/api/v1/offices/songcong/printers").status_code == 401
