"""The catalogue in the hands of administrators: procedures, everyday words, files in and out."""

import io
import json
import re

import pytest

from queue_server.adapters.catalogue_files import read_procedures
from queue_server.adapters.catalogue_rows import PROBLEMS
from queue_server.adapters.table_files import FILE_WORDS as FILE_FAULTS
from queue_server.adapters.table_files import UNWRITABLE
from queue_server.adapters.web.admin import catalogue_pages
from queue_server.adapters.web.admin.catalogue_pages import FILE_WORDS, ON_A_PAGE, PROBLEM_WORDS, pages_around
from queue_server.domain.procedure import Form, OnlineLevel, Procedure
from queue_server.usecases.ports.failures import StorageError
from tests.web_site import a_web_site

PROCEDURES, SYNONYMS = "/api/v1/admin/procedures", "/api/v1/admin/synonyms"
BIRTH = {"code": "1.001", "name": "Đăng ký khai sinh", "field": "Hộ tịch"}
HEAD = "code,name,field\n"


@pytest.fixture(scope="module")
def site():
    return a_web_site()


@pytest.fixture
def web(site):
    """The site with an empty catalogue."""
    catalogue = site.database.catalogue
    catalogue.load([], keep_others=False)
    for said in catalogue.synonyms():
        catalogue.save_synonym(said, ())
    catalogue.audit.clear()
    return site


@pytest.fixture
def by(web):
    return web.client("administrator")


@pytest.fixture
def page(web):
    return web.client(cookie="administrator")


def found(web, query="khai sinh"):
    return [one["code"] for one in web.client().get(f"/api/v1/procedures?q={query}").json["procedures"]]


def send(page, text, name="tthc.csv", **asked):
    """Send a file as the page does; return the lines that were answered."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', page.get("/admin/procedures/import").text)[1]
    query = {"name": name} | asked
    answer = page.post(
        "/admin/procedures/import",
        query_string=query,
        data=text.encode() if isinstance(text, str) else text,
        content_type="application/octet-stream",
        headers={"X-CSRF-Token": token},
    )
    assert answer.status_code == 200
    return [json.loads(line) for line in answer.data.splitlines()]


def test_a_procedure_has_all_that_is_published(web, by):
    lines = {
        "documents": "Tờ khai\n\nGiấy chứng sinh",
        "forms": "Tờ khai: https://example.vn/a.docx",
        "keywords": "giấy",
    }
    answer = by.post(PROCEDURES, json=BIRTH | lines | {"online_level": "full", "service": "civil"})

    assert answer.status_code == 201
    assert web.database.catalogue.procedure("1.001") == Procedure(
        **BIRTH,
        service="civil",
        documents=("Tờ khai", "Giấy chứng sinh"),
        forms=(Form(name="Tờ khai", url="https://example.vn/a.docx"),),
        online_level=OnlineLevel.FULL,
        keywords=("giấy",),
    )
    assert found(web) == ["1.001"]
    assert by.post(PROCEDURES, json=BIRTH).json["code"] == "taken"
    assert [entry.kind for entry in web.database.catalogue.audit] == ["procedure"]


def test_a_form_without_an_address_is_refused(by):
    refused = by.post(PROCEDURES, json=BIRTH | {"forms": "Tờ khai: javascript:alert(1)"})
    assert (refused.status_code, refused.json["field"]) == (422, "forms")


def test_a_procedure_that_is_switched_off_is_shown_to_nobody_and_an_import_leaves_it_so(web, by, page):
    by.post(PROCEDURES, json=BIRTH)
    by.patch(f"{PROCEDURES}/1.001", json={"shown": False})

    send(page, HEAD + "1.001,Đăng ký khai sinh,Hộ tịch\n")

    issue = {"json": {"service": "land", "procedure": "1.001"}, "headers": {"Idempotency-Key": "k1"}}
    assert found(web) == []
    assert web.client().get("/api/v1/procedures/1.001").status_code == 404
    assert web.client().get("/procedures/item/1.001").status_code == 404
    assert web.client().post("/api/v1/offices/songcong/tickets", **issue).status_code == 422
    assert by.patch(f"{PROCEDURES}/1.001", json={"shown": True}).json["shown"] is True
    assert found(web) == ["1.001"]


def test_two_administrators_do_not_overwrite_each_other(by):
    tag = by.post(PROCEDURES, json=BIRTH).json["tag"]
    by.patch(f"{PROCEDURES}/1.001", json={"fee": "8.000 đ"})

    late = by.patch(f"{PROCEDURES}/1.001", json={"fee": "0"}, headers={"If-Match": f'"{tag}"'})

    assert (late.status_code, late.json["code"]) == (409, "changed_meanwhile")


def test_a_removed_procedure_is_gone(web, by):
    by.post(PROCEDURES, json=BIRTH)
    assert by.delete(f"{PROCEDURES}/1.001").status_code == 204
    assert by.get(f"{PROCEDURES}/1.001").status_code == 404
    assert found(web) == []


def test_everyday_words_work_at_once(web, by):
    by.post(PROCEDURES, json=BIRTH)
    assert found(web, "chào đời") == []

    assert by.post(SYNONYMS, json={"said": "chào đời", "meant": "khai sinh"}).status_code == 201
    assert found(web, "chao doi") == ["1.001"]
    assert by.post(SYNONYMS, json={"said": "CHAO DOI", "meant": "x"}).json["code"] == "taken"
    assert by.put(f"{SYNONYMS}/chào đời", json={"meant": "kết hôn\nkhai sinh"}).json["meant"] == "kết hôn\nkhai sinh"

    assert by.delete(f"{SYNONYMS}/chào đời").status_code == 204
    assert found(web, "chao doi") == []


def test_only_administrators_of_all_offices_may(web):
    """The catalogue belongs to every office."""
    one = web.client("administrator-songcong")
    assert one.get(PROCEDURES).status_code == 403
    assert one.post(SYNONYMS, json={"said": "a", "meant": "b"}).status_code == 403
    page = web.client(cookie="administrator-songcong")
    assert page.get("/admin/procedures/import").status_code == 403
    assert page.get("/admin/procedures/export.csv").status_code == 403


def a_long_catalogue(web, size):
    procedures = [Procedure(code=f"{one:04}", name=f"Cấp giấy số {one}", field="x") for one in range(size)]
    web.database.catalogue.load([procedures], keep_others=False)


def test_programs_read_long_catalogues_part_by_part(web, by):
    """Each procedure once, with how many there are."""
    a_long_catalogue(web, 25)
    codes, after = [], ""
    while after is not None:
        part = by.get(PROCEDURES, query_string={"limit": 10, "after": after}).json
        assert part["total"] == 25
        codes += [one["code"] for one in part["procedures"]]
        after = part["next"]

    assert codes == [f"{one:04}" for one in range(25)]
    assert by.get(f"{PROCEDURES}?after=0024").json == {"procedures": [], "total": 25, "next": None}
    for wrong in ("limit=0", "limit=1001", "offset=3"):
        assert by.get(f"{PROCEDURES}?{wrong}").json["field"] == wrong.partition("=")[0]


def test_programs_search_the_catalogue_with_what_is_switched_off(web, by):
    a_long_catalogue(web, 25)
    by.patch(f"{PROCEDURES}/0007", json={"shown": False})

    def ask(**asked):
        answer = by.get(PROCEDURES, query_string=asked).json
        return [one["code"] for one in answer["procedures"]], answer["total"], answer["next"]

    assert ask(q="007") == (["0007"], 1, None)
    first, total, onward = ask(q="cap giay", limit=10)
    assert (len(first), total, onward) == (10, 25, first[-1])
    assert set(first) & set(ask(q="cap giay", limit=10, after=onward)[0]) == set()
    assert ask(q="cap giay", after="gone") == ([], 25, None)
    assert ask(q="nothing like it") == ([], 0, None)


def test_the_page_shows_long_catalogues_page_by_page_and_finds_in_them(web, page):
    a_long_catalogue(web, 2 * ON_A_PAGE + 20)
    first, last = page.get("/admin/procedures").text, page.get("/admin/procedures?page=3").text

    assert "1 đến 50 trong 120" in first
    assert "101 đến 120 trong 120" in last
    assert (first.count('class="does"'), last.count('class="does"')) == (ON_A_PAGE, 20)
    assert "page=2" in re.search(r'href="([^"]+)">Trang sau', first)[1]
    assert "Trang sau" not in last
    assert page.get("/admin/procedures?page=99").status_code == 200
    found = page.get("/admin/procedures?q=giay+so&page=2").text
    assert "51 đến 100 trong 120" in found
    assert "q=giay+so" in re.search(r'href="([^"]+)">Trang sau', found)[1]
    assert page.get("/admin/procedures?q=giay+so+33").text.count("Cấp giấy số 33") >= 1


@pytest.mark.parametrize(
    ("page", "last", "offered"),
    [
        (1, 1, [1]),
        (1, 0, []),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
        (50, 9, [1, None, 9]),
    ],
)
def test_pages_beside_this_one_are_offered_with_the_first_and_the_last(page, last, offered):
    assert pages_around(page, last) == offered


def test_a_trial_run_changes_nothing_and_an_import_says_what_it_did(web, page):
    rows = HEAD + "".join(f"{one},Tên {one},Hộ tịch\n" for one in range(1200))

    trial = send(page, rows, trial="1")
    assert trial[-1] == {"valid": 1200}
    assert trial[0] == {"rows": 500}
    assert web.database.catalogue.page(None, 1) == []

    done = send(page, rows)
    assert done[-1] == {"added": 1200, "changed": 0, "kept": 0, "removed": 0}
    assert send(page, HEAD + "1,x,y\n", replace="1")[-1] == {"added": 0, "changed": 1, "kept": 0, "removed": 1199}
    assert [entry.kind for entry in web.database.catalogue.audit] == ["catalogue"] * 2


def test_every_refused_row_is_named_in_vietnamese_and_nothing_is_changed(web, page):
    answer = send(page, HEAD + "1,x,y\n1,x,y\n2,,y\n")

    (last,) = [one for one in answer if "refused" in one]
    assert [(one["row"], one["column"]) for one in last["problems"]] == [(3, "Mã thủ tục"), (4, "Tên thủ tục")]
    assert last["problems"][1]["reason"] == "đang để trống"
    assert "2" in last["refused"]
    assert web.database.catalogue.page(None, 1) == []


@pytest.mark.parametrize(
    ("name", "content"), [("a.ods", b"x"), ("a.xlsx", b"no zip"), ("", b""), ("a.csv", b"\xff\xfe")]
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(page, name, content):
    (last,) = [one for one in send(page, content, name=name) if "refused" in one]
    assert last["problems"] == []
    assert "/tmp" not in last["refused"]


@pytest.mark.parametrize("size", [101, 10])
def test_nothing_of_a_file_stays_behind(page, monkeypatch, tmp_path, size):
    """Whether it was too large, or read."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(catalogue_pages, "LARGEST_FILE", 100)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page.get("/admin/procedures/import").text)[1]

    answer = page.post("/admin/procedures/import?name=a.csv", data=b"x" * size, headers={"X-CSRF-Token": token})

    assert answer.status_code == (413 if size > 100 else 200)
    assert answer.data
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_away_is_told(page, web, monkeypatch):
    def away(*_, **__):
        raise StorageError("away")

    monkeypatch.setattr(web.database.catalogue, "load", away)

    assert "Máy chủ" in send(page, HEAD + "1,x,y\n")[-1]["refused"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_taken_by_an_import(web, by, page, tmp_path, kind):
    by.post(PROCEDURES, json=BIRTH | {"steps": "Một\nHai"})

    answer = page.get(f"/admin/procedures/export.{kind}")

    (tmp_path / f"a.{kind}").write_bytes(answer.data)
    assert io.BytesIO(answer.data).read(2)
    assert next(read_procedures(tmp_path / f"a.{kind}")) == [web.database.catalogue.procedure("1.001")]
    assert f"tthc.{kind}" in answer.headers["Content-Disposition"]


def test_a_service_deals_with_fields_of_the_catalogue(web, by):
    """Also with those whose names are long."""
    field = "Lao động, người có công, bảo trợ xã hội, trẻ em và phòng chống tệ nạn xã hội"
    by.post(PROCEDURES, json=BIRTH | {"field": field})

    by.patch("/api/v1/admin/services/songcong:land", json={"fields": [field]})

    listed = web.client().get("/api/v1/procedures?office=songcong&q=khai+sinh").json["procedures"]
    assert [one["service"] for one in listed] == ["land"]


def test_all_that_can_be_wrong_with_a_file_has_its_words_for_translation():
    assert set(PROBLEM_WORDS) == set(PROBLEMS)
    assert set(FILE_WORDS) == set(FILE_FAULTS) - {UNWRITABLE}
