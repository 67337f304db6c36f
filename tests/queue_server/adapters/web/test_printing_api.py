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


@pytest.mark.parametrize("wanted", [{}, {"printer": "desk"}, {"printer": "attic"}])
def test_phones_get_no_paper(web, wanted):
    """Nor does anybody far away empty the office's rolls."""
    assert issue(web.client(), **wanted).json["printer"] is None
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


def test_a_kiosk_is_told_which_printer_is_its_own_and_what_is_the_matter_with_it(web):
    """It says so beside the number; nothing else waits for the printer."""
    web.printers.known["hall"] = PrinterStatus(online=True, paper=Paper.OUT)
    web.printers.known["desk"] = PrinterStatus(online=False, error="no route")

    seen = web.client("kiosk-songcong").get("/api/v1/offices/songcong/printers").json["printers"]

    assert [(one["printer"], one["mine"], one["trouble"]) for one in seen] == [
        ("hall", True, "paper_out"),
        ("desk", False, "offline"),
    ]


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (PrinterStatus(online=True, paper=Paper.ENOUGH), None),
        (PrinterStatus(online=True), None),
        (PrinterStatus(online=True, paper=Paper.LOW), "paper_low"),
        (PrinterStatus(online=True, paper=Paper.OUT, cover_open=True), "cover_open"),
        (PrinterStatus(online=True, error="hot"), "fault"),
        (PrinterStatus(online=False, paper=Paper.OUT), "offline"),
    ],
)
def test_the_worst_trouble_is_told(status, trouble):
    assert status.trouble == trouble
    assert status.ready == (trouble in (None, "paper_low"))


def test_staff_see_what_became_of_each_paper(web):
    issue(web.client("kiosk-songcong"))
    (job,) = jobs(web)
    web.database.print_queue.begin(job.id)
    web.database.print_queue.end(job.id, JobState.UNSURE, "gone", MORNING)

    (listed,) = web.client("operator-songcong").get("/api/v1/offices/songcong/print-jobs").json["jobs"]

    assert (listed["number"], listed["printer"], listed["copy"], listed["state"]) == ("A001", "hall", 0, "unsure")
    assert (listed["ticket"], listed["error"]) == (job.ticket, "gone")
    assert job.paper.url not in str(listed)
    assert web.client("operator-other").get("/api/v1/offices/songcong/print-jobs").status_code == 403


def test_who_finds_an_unsure_paper_says_so_once_or_twice(web):
    issue(web.client("kiosk-songcong"))
    (job,) = jobs(web)
    web.database.print_queue.end(job.id, JobState.UNSURE, "gone", MORNING)
    came_out = f"/api/v1/offices/songcong/print-jobs/{job.id}/came-out"
    staff = web.client("receptionist-songcong")

    assert [staff.post(came_out).json["state"] for _ in range(2)] == ["printed", "printed"]
    assert staff.get("/api/v1/offices/songcong/printers").json["printers"][0]["unsure"] == []
    assert staff.post("/api/v1/offices/songcong/print-jobs/nothing/came-out").status_code == 404


def test_printing_again_settles_what_nobody_was_sure_of(web):
    """Otherwise the console would ask about it for two days."""
    ticket = issue(web.client("kiosk-songcong")).json
    (job,) = jobs(web)
    web.database.print_queue.end(job.id, JobState.UNSURE, "gone", MORNING)

    web.client("receptionist-songcong").post(f"/api/v1/tickets/{ticket['id']}/reprint", json={})

    assert [one.state for one in jobs(web)] == [JobState.GIVEN_UP, JobState.QUEUED]
