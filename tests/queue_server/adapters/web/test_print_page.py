"""Tickets on ordinary printers: one page with the picture that a ticket printer would print."""

import io

import pytest
import zxingcpp
from PIL import Image

from queue_server.adapters.printing.ticket_picture import DOTS
from tests.web_site import a_web_site

DAY_S = 24 * 3600


@pytest.fixture(scope="module")
def web():
    return a_web_site()


@pytest.fixture
def ticket(web):
    headers = {"Idempotency-Key": "k1"}
    return web.client().post("/api/v1/offices/songcong/tickets", json={"service": "land"}, headers=headers).json


@pytest.mark.parametrize(("paper", "width"), [("80", 80), ("58", 58), ("a6", 80), ("nonsense", 80)])
def test_the_picture_is_the_ticket_with_a_code_that_leads_to_its_page(web, ticket, paper, width):
    page = web.client().get(f"/t/{ticket['token']}/print?paper={paper}")
    drawn = web.client().get(f"/t/{ticket['token']}/paper.png?paper={paper}").data
    picture = Image.open(io.BytesIO(drawn)).convert("L")

    assert page.status_code == 200
    assert f"print_{paper if paper != 'nonsense' else '80'}.css" in page.text
    assert picture.width == DOTS[width]
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [ticket["url"]]


def test_a_guessed_token_shows_nothing(web):
    assert web.client().get("/t/guessed/print").status_code == 404
    assert web.client().get("/t/guessed/paper.png").status_code == 404


def test_when_the_ticket_s_page_is_over_so_is_its_paper(web, ticket):
    """And whoever tries tokens is counted as on every other way."""
    client = web.client()
    client.delete(f"/api/v1/tickets/{ticket['token']}")
    web.clock.advance(DAY_S + 1)

    pages = [client.get(f"/t/{ticket['token']}{path}").status_code for path in ("", "/print", "/paper.png")]

    assert pages == [404, 404, 404]
    web.clock.advance(-DAY_S - 1)


def test_only_this_server_may_frame_it_and_nobody_keeps_it(web, ticket):
    page = web.client().get(f"/t/{ticket['token']}/print")
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert web.client().get(f"/t/{ticket['token']}/paper.png").headers["Cache-Control"] == "no-store"


def test_an_office_chooses_the_paper_of_its_kiosks(web):
    by = web.client("administrator-songcong")

    assert by.patch("/api/v1/admin/offices/songcong", json={"browser_paper": "58"}).status_code == 200
    refused = by.patch("/api/v1/admin/offices/songcong", json={"browser_paper": "a3"})

    assert (refused.status_code, refused.json["field"]) == (422, "browser_paper")
    assert '"browser_paper": "58"' in web.client(cookie="kiosk-songcong").get("/kiosk?office=songcong").text
