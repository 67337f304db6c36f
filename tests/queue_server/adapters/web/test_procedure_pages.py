"""The procedure catalogue for everybody: found without an account and without scripts, and printed."""

import io
import re

import pytest

from queue_server.adapters.web.procedure_pages import ON_A_PAGE
from queue_server.config import SecuritySection
from queue_server.domain.procedure import Form, OnlineLevel, Procedure
from tests.web_site import a_web_site

BIRTH = Procedure(
    code="1.001",
    name="Đăng ký khai sinh",
    field="Hộ tịch",
    level="Cấp xã",
    agency="Uỷ ban nhân dân cấp xã",
    service="civil",
    steps=("Nộp hồ sơ", "Nhận kết quả"),
    documents=("Tờ khai", "Giấy chứng sinh <bản chính>"),
    fee="Miễn phí",
    time_limit="Trong ngày",
    legal_basis=("Luật Hộ tịch 2014",),
    online_level=OnlineLevel.FULL,
    forms=(Form(name="Tờ khai", url="https://example.vn/to-khai.docx"),),
)


def a_site(*procedures, **options):
    web = a_web_site(**options)
    web.database.catalogue.load([list(procedures)], keep_others=False)
    return web


@pytest.fixture(scope="module")
def client():
    others = [
        Procedure(code=f"2.{number:03}", name=f"Cấp giấy số {number:03}", field="Đất đai") for number in range(60)
    ]
    return a_site(BIRTH, *others).client()


def test_fields_lead_to_procedures_and_these_to_all_that_is_published(client):
    start = client.get("/procedures").text
    listed = client.get(re.search(r'href="(/procedures\?field=H[^"]+)"', start)[1].replace("&amp;", "&")).text
    page = client.get(re.search(r'href="(/procedures/item/[^"]+)"', listed)[1].replace("&amp;", "&")).text

    for words in (*BIRTH.steps, *BIRTH.legal_basis, BIRTH.fee, BIRTH.time_limit, BIRTH.agency, "Trực tuyến toàn trình"):
        assert words in page
    assert "Giấy chứng sinh &lt;bản chính&gt;" in page
    assert 'href="https://example.vn/to-khai.docx"' in page


def test_a_search_needs_no_marks_and_says_when_nothing_is_found(client):
    assert "Đăng ký khai sinh" in client.get("/procedures?q=khai+sin").text
    assert "Không tìm thấy" in client.get("/procedures?q=zzzzzz").text
    assert client.get("/procedures?q=" + "x" * 5000).status_code == 200


@pytest.mark.parametrize("page", ["1", "0", "-1", "x", "9" * 5000])
def test_long_fields_come_in_parts_whatever_is_asked(client, page):
    answer = client.get(f"/procedures?field=Đất+đai&page={page}")
    assert answer.status_code == 200
    if page in ("1", "0", "-1", "x"):
        assert answer.text.count("Cấp giấy số") == ON_A_PAGE
        assert client.get("/procedures?field=Đất+đai&page=2").text.count("Cấp giấy số") == 60 - ON_A_PAGE


def test_the_line_at_an_office_is_named(client):
    page = client.get("/procedures/item/1.001?office=songcong").text
    assert "Lấy số dịch vụ" in page
    assert "Lấy số dịch vụ" not in client.get("/procedures/item/1.001?office=other").text


@pytest.mark.parametrize("size", ["a4", "a5", "nonsense"])
def test_what_to_bring_is_printed_on_a_sheet(client, size):
    sheet = client.get(f"/procedures/item/1.001/sheet?size={size}").text
    assert f"sheet_{size if size != 'nonsense' else 'a4'}.css" in sheet
    assert "Giấy chứng sinh" in sheet
    assert "/procedures/item/1.001/qr.svg" in sheet


def test_a_posting_lists_all_of_a_field_by_name(client):
    posting = client.get("/procedures/posting?field=Đất+đai").text
    names = re.findall(r"Cấp giấy số (\d{3})", posting)
    assert names == sorted(names)
    assert len(names) == 60
    for field in ("nothing", "đ" * 3000):
        assert client.get("/procedures/posting", query_string={"field": field}).status_code == 404
        assert client.get("/procedures/posting/qr.svg", query_string={"field": field}).status_code == 404


def test_codes_lead_to_the_pages(client):
    """As large as a phone needs from a wall, and only to an address that somebody checked."""
    for path in ("/procedures/item/1.001/qr.svg", "/procedures/posting/qr.svg?field=Đất+đai"):
        answer = client.get(path, headers={"Host": "evil.example"})
        assert answer.mimetype == "image/svg+xml"
        assert b"<svg" in answer.data
        assert io.BytesIO(answer.data).read(5)
    page = client.get("/procedures/item/1.001", headers={"Host": "evil.example"}).text
    assert "evil.example/procedures" not in page


@pytest.mark.parametrize("path", ["", "/sheet", "/qr.svg"])
def test_an_unknown_procedure_is_not_there(client, path):
    assert client.get(f"/procedures/item/9.999{path}").status_code == 404


def test_what_people_come_for_stands_first(monkeypatch):
    web = a_site(*[Procedure(code=str(one), name=f"Cấp {one}", field="Hộ tịch") for one in (1, 2, 3)])
    web.database.catalogue._taken = lambda: [("3", web.clock.now())] * 2 + [("2", web.clock.now())]

    page = web.client().get("/procedures?field=Hộ+tịch").text

    assert re.findall(r"<strong>Cấp (\d)</strong>", page) == ["3", "2", "1"]


def test_searches_are_counted_per_address():
    web = a_site(BIRTH, security=SecuritySection(search_rate_limit="1/minute"))
    assert [web.client().get("/procedures?q=khai+sinh").status_code for _ in range(2)] == [200, 429]


def test_an_empty_catalogue_says_so():
    page = a_site().client().get("/procedures")
    assert page.status_code == 200
    assert "Chưa có gì" in page.text
