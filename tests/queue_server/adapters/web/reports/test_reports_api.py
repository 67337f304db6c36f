"""Reports over HTTP: who may see them, what they answer, and the files."""

import csv
import io

import openpyxl
import pytest

from queue_server.domain.operator import Role
from tests.web_app import a_web_app

SUPERVISING = (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
NAMES = ("waiting", "services", "counters", "operators", "tickets")


@pytest.fixture(scope="module")
def web():
    """A morning in the office: one person served, one waiting."""
    web = a_web_app()
    staff = web.client("operator-songcong")
    for number in range(2):
        answer = web.client("kiosk-songcong").post(
            "/api/v1/offices/songcong/tickets", json={"service": "land"}, headers={"Idempotency-Key": f"k{number}"}
        )
        assert answer.status_code == 201
    staff.post("/api/v1/counters/songcong:1/open")
    web.clock.advance(300)
    for step in ("call-next", "start", "finish"):
        assert staff.post(f"/api/v1/counters/songcong:1/{step}", headers={"Idempotency-Key": step}).status_code == 200
        web.clock.advance(60)
    return web


def test_an_office_sees_its_own_figures(web):
    """With the words for people and the codes for programs."""
    answer = web.client("operator-songcong").get("/api/v1/reports/waiting?office=songcong").json

    assert (answer["first"], answer["last"], answer["group"]) == ("2026-02-23", "2026-02-23", "service")
    assert answer["rows"][0]["group"] == "land"
    assert answer["rows"][0]["figures"] == {"count": 1, "mean_s": 300.0, "p50_s": 300.0, "p90_s": 300.0, "max_s": 300.0}
    assert answer["title"] == {"vi": "Thời gian chờ", "en": "Waiting times"}
    assert "hàng" in answer["definition"]["vi"]
    assert answer["complete_at"] is None


@pytest.mark.parametrize("role", list(Role))
def test_all_offices_at_once_are_for_those_who_oversee_them(web, role):
    """A role that oversees, and no office of one's own."""
    expected = 200 if role in SUPERVISING else 403

    for path in ("/api/v1/reports/tickets", "/api/v1/province"):
        assert web.client(str(role)).get(path).status_code == expected, path
        assert web.client(f"{role}-songcong").get(path).status_code == 403


@pytest.mark.parametrize("path", ["reports/waiting", "reports/waiting.csv", "audit"])
def test_a_foreign_office_is_refused(web, path):
    """By query as by path."""
    for role in Role:
        assert web.client(f"{role}-other").get(f"/api/v1/{path}?office=songcong").status_code == 403


@pytest.mark.parametrize("path", ["reports/tickets", "reports/tickets.csv", "audit"])
@pytest.mark.parametrize("query", ["office=songcong&office=other", "office=other&office=songcong"])
def test_who_names_two_offices_sees_neither(web, path, query):
    """Being let in for one must not answer about the other."""
    answer = web.client("administrator-songcong").get(f"/api/v1/{path}?{query}")

    assert (answer.status_code, answer.json["field"]) == (422, "office")


@pytest.mark.parametrize("role", list(Role))
def test_figures_of_single_people_are_for_those_who_supervise_them(web, role):
    """Not for their colleagues."""
    answer = web.client(f"{role}-songcong").get("/api/v1/reports/operators?office=songcong")

    assert answer.status_code == (200 if role in SUPERVISING else 403)


@pytest.mark.parametrize("kind", ["kiosk", "display", "bridge"])
def test_devices_see_no_reports(web, kind):
    """A TV's token is on a wall."""
    for path in ("/api/v1/reports/waiting?office=songcong", "/api/v1/province", "/api/v1/audit?office=songcong"):
        assert web.client(f"{kind}-songcong").get(path).status_code == 403
        assert web.client().get(path).status_code == 401


@pytest.mark.parametrize("name", NAMES)
def test_a_csv_file_begins_with_its_mark_and_ends_with_definitions(web, name):
    """By suffix or by Accept."""
    client = web.client("administrator")
    by_suffix = client.get(f"/api/v1/reports/{name}.csv?office=songcong&lang=en")
    by_accept = client.get(f"/api/v1/reports/{name}?office=songcong&lang=en", headers={"Accept": "text/csv"})

    assert by_suffix.data == by_accept.data
    assert by_suffix.data.startswith(b"\xef\xbb\xbf")
    assert f"{name}-songcong-2026-02-23-2026-02-23.csv" in by_suffix.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(by_suffix.data.decode("utf-8-sig"))))
    assert rows[0][0]
    assert any("songcong" in row[0] or "Sông Công" in row[0] for row in rows if row)


def test_an_excel_file_has_numbers_and_times(web):
    """So that people can go on working with it."""
    answer = web.client("administrator").get("/api/v1/reports/waiting.xlsx?office=songcong")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active

    assert sheet["A1"].value.startswith("Thời gian chờ – Bộ phận một cửa Sông Công")
    assert [cell.value for cell in sheet[4]][:2] == ["Dịch vụ", "Lượt"]
    assert sheet["A5"].value == "Land"
    assert sheet["B5"].value == 1
    assert "[h]" in sheet["C5"].number_format


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_pdf_file_has_the_letters_it_needs(web, language):
    """The font that goes with the program has all Vietnamese ones."""
    answer = web.client("administrator").get(f"/api/v1/reports/tickets.pdf?office=songcong&lang={language}")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert b"NotoSans" in answer.data


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("office=songcong&from=2026-02-24&to=2026-02-23", "to"),
        ("office=songcong&from=2025-01-01&to=2026-02-23", "to"),
        ("from=2026-01-01&to=2026-02-23", "to"),
        ("office=songcong&group=operator", "group"),
        ("office=songcong&group=moon", "group"),
        ("office=songcong&from=yesterday", "from"),
        ("office=songcong&colour=red", "colour"),
        ("office=songcong&group=hour&group=hour", "group"),
    ],
)
def test_questions_that_cannot_be_answered_are_refused_by_field(web, query, field):
    """Long ranges are bounded, so that nobody else waits."""
    answer = web.client("administrator").get(f"/api/v1/reports/waiting?{query}")

    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_an_unknown_report_and_office_are_not_found(web):
    """Like any path."""
    assert web.client("administrator").get("/api/v1/reports/weather").status_code == 404
    assert web.client("administrator").get("/api/v1/reports/waiting?office=nowhere").json["code"] == "office_unknown"


def test_the_province_lists_every_office_with_its_age(web):
    """An office that works here is known until now."""
    offices = web.client("auditor").get("/api/v1/province").json["offices"]

    assert [one["office"] for one in offices] == sorted(one["office"] for one in offices)
    (here,) = [one for one in offices if one["office"] == "songcong"]
    assert (here["waiting"], here["issued"], here["served"], here["open_counters"]) == (1, 2, 1, 1)
    assert (here["age_s"], here["forwarded"]) == (0.0, False)
    assert here["longest_wait_s"] > 300


def test_an_overview_has_the_board(web):
    """For those who look from outside."""
    answer = web.client("auditor").get("/api/v1/offices/songcong/overview").json

    assert answer["board"]["office"] == "songcong"
    assert answer["superseded"] == []


def test_the_audit_tells_changes_and_actions(web):
    """Administrators and auditors alone."""
    client = web.client("auditor-songcong")
    actions = client.get("/api/v1/audit?office=songcong&kind=actions").json

    assert "office_configured" in {one["what"] for one in actions["entries"]}
    assert client.get("/api/v1/audit?office=songcong").status_code == 200
    assert web.client("auditor").get("/api/v1/audit?kind=actions").json["field"] == "office"
    for role in (Role.OPERATOR, Role.RECEPTIONIST, Role.SUPERVISOR):
        assert web.client(f"{role}-songcong").get("/api/v1/audit?office=songcong").status_code == 403


def test_counters_are_named_in_both_languages(web):
    rows = web.client("operator-songcong").get("/api/v1/reports/counters?office=songcong").json["rows"]

    assert rows[0]["label"] == {"vi": "Quầy 1", "en": "Counter 1"}
