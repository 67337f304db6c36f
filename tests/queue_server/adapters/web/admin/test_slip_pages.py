"""Result slips in the hands of administrators: found again, brought in whole or not at all, taken out."""

import io
import json
import re
from datetime import date, timedelta

import openpyxl
import pytest

from queue_server.adapters import slip_files
from queue_server.adapters.catalogue_rows import PROBLEMS as CATALOGUE_PROBLEMS
from queue_server.adapters.web.admin import catalogue_pages
from queue_server.adapters.web.admin.slip_pages import ON_A_PAGE, PROBLEM_WORDS
from queue_server.domain.result_slip import ResultSlip
from queue_server.usecases.result_slips import SLIP_PROBLEMS
from tests.queue_server.adapters.web.test_appointments_api import a_bookable_office
from tests.web_site import a_web_site

TODAY = date(2026, 2, 23)
HEAD = "Mã hồ sơ,Dịch vụ,Ngày hẹn trả,Đã có kết quả,Họ tên\n"
LIST, IMPORT = "/admin/slips", "/admin/slips/import"


@pytest.fixture(scope="module")
def site():
    return a_web_site(office=a_bookable_office())


@pytest.fixture
def web(site):
    """The site without any slips."""
    site.database.offices._database.state.slips.clear()
    return site


@pytest.fixture
def page(web):
    return web.client(cookie="administrator-songcong")


def keep(web, *slips):
    state = web.database.offices._database.state
    for dossier, fields in slips:
        given = {"office": "songcong", "service": "land", "due": TODAY, "ready": True, "name": "Trần V**"}
        state.slips["songcong", dossier] = ResultSlip(dossier=dossier, **(given | fields))


def kept(web):
    return sorted(dossier for _, dossier in web.database.offices._database.state.slips)


def send(page, content, name="slips.csv", **asked):
    """Send a file as the page does; return the lines that were answered."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', page.get(IMPORT).text)[1]
    answer = page.post(
        IMPORT,
        query_string={"office": "songcong", "name": name} | asked,
        data=content.encode() if isinstance(content, str) else content,
        content_type="application/octet-stream",
        headers={"X-CSRF-Token": token},
    )
    return [json.loads(line) for line in answer.data.splitlines()]


def listed(page, **asked):
    shown = page.get(LIST, query_string={"office": "songcong"} | asked).text
    return re.findall(r'<th scope="row">([^<]+)</th>', shown)


def test_slips_are_found_by_code_state_and_day(web, page):
    keep(
        web,
        ("H56-1", {}),
        ("H56-2", {"ready": False, "due": TODAY + timedelta(days=2)}),
        ("H56-3", {"ready": False, "due": TODAY - timedelta(days=2)}),
        ("H57-4", {"ticket": "t1", "due": TODAY - timedelta(days=9)}),
    )

    assert listed(page) == ["H57-4", "H56-3", "H56-1", "H56-2"]
    assert listed(page, q="h56") == ["H56-3", "H56-1", "H56-2"]
    assert listed(page, q="%") == []
    for state, found in (("ready", "H56-1"), ("early", "H56-2"), ("delayed", "H56-3"), ("collected", "H57-4")):
        assert listed(page, state=state) == [found]
    assert listed(page, **{"from": "2026-02-21", "to": "2026-02-23"}) == ["H56-3", "H56-1"]
    assert listed(page, **{"from": "soon", "state": "lost"}) == listed(page)
    shown = page.get(f"{LIST}?office=songcong&q=H57").text
    assert "14/02/2026" in shown
    assert "đã lấy số" in shown
    assert "Không có giấy hẹn nào phù hợp" in page.get(f"{LIST}?q=ZZZ").text


def test_a_long_list_is_shown_in_parts(web, page):
    keep(web, *((f"H{number:03}", {}) for number in range(ON_A_PAGE + 7)))
    first = page.get(f"{LIST}?state=ready").text
    onward = re.search(r'href="(/admin/slips\?after=[^"]+)"', first)[1].replace("&amp;", "&")

    rest = re.findall(r'<th scope="row">([^<]+)</th>', page.get(onward).text)

    assert first.count('<th scope="row">') == ON_A_PAGE
    assert rest == [f"H{number:03}" for number in range(ON_A_PAGE, ON_A_PAGE + 7)]


def test_a_trial_run_changes_nothing_and_an_import_takes_all_rows(web, page):
    """A service may be named as people write it."""
    rows = HEAD + "h56-1,Land,02/03/2026,có,Nguyễn Văn An\nH56-2,land,2026-03-03,,\n"

    trial = send(page, rows, trial="1")
    assert trial == [{"added": 2, "changed": 0, "kept": 0, "valid": 2}]
    assert kept(web) == []

    assert send(page, rows) == [{"added": 2, "changed": 0, "kept": 0}]
    assert kept(web) == ["H56-1", "H56-2"]
    assert send(page, rows.replace("2026-03-03,,", "2026-03-03,x,")) == [{"added": 0, "changed": 1, "kept": 1}]
    audited = [one for one in web.database.offices._database.state.audit if one.kind == "result_slips"]
    assert len(audited) == 2
    assert "An" not in str(audited)


def test_every_refused_row_is_named_and_nothing_is_half_imported(web, page):
    answer = send(page, HEAD + "H56-1,land,2026-03-02,,\n?,civil,soon,maybe,\n")

    (last,) = answer
    assert [(one["row"], one["column"]) for one in last["problems"]] == [
        (3, "Mã hồ sơ"),
        (3, "Ngày hẹn trả"),
        (3, "Đã có kết quả"),
        (3, "Dịch vụ"),
    ]
    assert last["problems"][1]["reason"].startswith("'soon' không phải ngày")
    (last,) = send(page, HEAD + "H56-1,land,2026-03-02,,\nH56-2,civil,2026-03-02,,\nH56-3,fish,2026-03-02,,\n")
    assert [(one["row"], one["column"]) for one in last["problems"]] == [(3, "Dịch vụ"), (4, "Dịch vụ")]
    assert "land" in last["problems"][0]["reason"]
    assert kept(web) == []


def test_a_spreadsheet_is_taken_and_what_is_none_is_refused(web, page):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["dossier", "service", "due", "ready"])
    book.active.append(["H56-1", "land", TODAY, True])
    book.save(file)

    assert send(page, file.getvalue(), name="slips.xlsx")[-1] == {"added": 1, "changed": 0, "kept": 0}
    for name, content in (("a.ods", b"x"), ("a.xlsx", b"no zip"), ("", b""), ("a.csv", b"\xff\xfe")):
        (last,) = send(page, content, name=name)
        assert last["problems"] == []
        assert "/tmp" not in last["refused"]


def test_a_file_that_would_hold_the_office_up_is_to_be_divided(page, monkeypatch):
    monkeypatch.setattr(slip_files, "MOST_ROWS", 2)

    (last,) = send(page, HEAD + "".join(f"H56-{one},land,2026-03-02,,\n" for one in range(3)))

    assert "có hơn 2 dòng" in last["refused"]


def test_a_slip_is_taken_out_and_the_search_stays(web, page):
    keep(web, ("H56-1", {}), ("H56-2", {}))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.get(LIST).text)[1]

    answer = page.post(f"{LIST}/remove?office=songcong&q=H56", data={"csrf_token": token, "dossier": "H56-1"})

    assert answer.status_code == 303
    assert "q=H56" in answer.headers["Location"]
    assert kept(web) == ["H56-2"]
    again = page.post(f"{LIST}/remove?office=songcong", data={"csrf_token": token, "dossier": "H56-1"})
    assert again.status_code == 404
    assert 'role="alert"' in again.text


def test_the_pages_are_for_administrators_of_the_office(web):
    assert web.client().get(LIST).status_code == 302
    for who in ("receptionist-songcong", "auditor-songcong"):
        assert web.client(cookie=who).get(LIST).status_code == 403
    other = web.client(cookie="administrator-other")
    keep(web, ("H56-1", {}))
    assert "H56-1" not in other.get(f"{LIST}?office=songcong").text
    assert "chưa có dịch vụ nào trả kết quả" in other.get(IMPORT).text


def test_all_that_can_be_wrong_has_its_words_for_translation():
    mine = {*slip_files.PROBLEMS, *SLIP_PROBLEMS, slip_files.TOO_MANY_ROWS}
    assert set(PROBLEM_WORDS) | set(catalogue_pages.PROBLEM_WORDS) == mine | set(CATALOGUE_PROBLEMS)
