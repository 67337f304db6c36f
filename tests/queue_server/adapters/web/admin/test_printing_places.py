"""Where tickets are printed, by API and by its pages."""

import re

import pytest

from tests.web_site import a_web_site

PLACES = "/api/v1/admin/places"
KIOSKS = "/api/v1/offices/songcong/printers"


@pytest.fixture
def web():
    return a_web_site()


def test_a_kiosk_gets_another_printer_and_says_so_at_once(web):
    boss, kiosk = web.client("administrator"), web.client("kiosk-songcong")
    (place,) = boss.get(f"{PLACES}?office=songcong").json["places"]
    assert {name: place[name] for name in ("place", "kind", "printer", "own")} == {
        "place": "kiosk-songcong",
        "kind": "kiosk",
        "printer": "hall",
        "own": False,
    }

    changed = boss.patch(f"{PLACES}/{place['id']}", json={"printer": "desk"}, headers={"If-Match": f'"{place["tag"]}"'})
    taken = kiosk.post(
        "/api/v1/offices/songcong/tickets", json={"service": "land"}, headers={"Idempotency-Key": "1"}
    ).json
    left = boss.delete(f"{PLACES}/{place['id']}")

    assert (changed.json["printer"], changed.json["own"], taken["printer"]) == ("desk", True, "desk")
    assert left.status_code == 204
    assert {one["printer"]: one["mine"] for one in kiosk.get(KIOSKS).json["printers"]} == {"hall": True, "desk": False}


def test_an_unknown_printer_names_field_and_what_there_is(web):
    boss = web.client("administrator")
    (place,) = boss.get(f"{PLACES}?office=songcong").json["places"]

    refused = boss.patch(f"{PLACES}/{place['id']}", json={"printer": "cellar"})

    assert (refused.status_code, refused.json["field"]) == (422, "printer")
    assert "hall, desk" in refused.json["detail"]


def test_the_form_offers_the_printers_and_says_what_wins(web):
    boss = web.client(cookie="administrator-songcong")
    listed = boss.get("/admin/places?office=songcong&lang=en").text
    form = re.search(r'href="(/admin/places/item/[^"]+)"', listed)[1].replace("&amp;", "&")
    shown = boss.get(f"{form}{'&' if '?' in form else '?'}lang=en").text

    assert 'value="hall" selected' in shown
    assert 'value="desk"' in shown
    assert "this wins over the configuration file" in shown
    assert "/admin/places" in boss.get("/admin/printers?office=songcong").text
