"""Layouts and displays in the back office, by API and by page."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from queue_server.adapters.web.admin.layout_fields import ZONE, ZonesField, zone_of, zone_text
from queue_server.domain.shipped_layouts import CLASSIC, SHIPPED
from tests.web_app import a_web_app

ADMIN = "/api/v1/admin"
MINE = {
    "office": "songcong",
    "code": "hall-2",
    "name": "Sảnh 2",
    "theme": "light",
    "languages": ["en"],
    "landscape": ["header 0 0 24 3", "call 0 3 24 21"],
    "services": ["land"],
    "ticker": {"vi": "Một\nHai"},
    "dark_from": "20:00",
    "dark_until": "06:00",
}


@pytest.fixture
def web(tmp_path):
    return a_web_app(media_folder=tmp_path)


@pytest.fixture
def admin(web):
    return web.client("administrator")


def test_the_shipped_layouts_are_there_from_the_start(admin):
    listed = admin.get(f"{ADMIN}/layouts?office=songcong").json["layouts"]

    assert [one["id"] for one in listed] == [f"songcong:{one.code}" for one in SHIPPED]


def test_an_own_layout_is_added_changed_and_removed(web, admin):
    added = admin.post(f"{ADMIN}/layouts", json=MINE)
    assert added.status_code == 201
    assert added.json["landscape"] == MINE["landscape"]
    assert added.json["portrait"] == []

    changed = admin.patch(
        f"{ADMIN}/layouts/songcong:hall-2", json={"recent": 3}, headers={"If-Match": added.json["tag"]}
    )
    assert changed.json["recent"] == 3
    stored = web.use.displays.showing("songcong", None, "hall-2").layout
    assert (stored.recent, stored.services, stored.ticker) == (3, ("land",), {"vi": "Một\nHai"})

    assert admin.delete(f"{ADMIN}/layouts/songcong:hall-2").status_code == 204
    assert admin.get(f"{ADMIN}/layouts/songcong:hall-2").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"landscape": ["header 0 0 24 3", "call 0 2 24 21"]}, "landscape.call"),
        ({"landscape": ["header 0 0 24 3"]}, "landscape"),
        ({"landscape": ["header 0 0 24"]}, "landscape.0"),
        ({"services": ["nowhere"]}, "services"),
        ({"dark_until": None}, "dark_until"),
        ({"recent": 99}, "recent"),
        ({"theme": "pink"}, "theme"),
    ],
)
def test_a_layout_that_can_t_be_shown_is_refused_by_field(admin, wrong, field):
    for path in (f"{ADMIN}/layouts", f"{ADMIN}/layouts/check"):
        answer = admin.post(path, json=MINE | wrong)

        assert answer.status_code == 422
        assert field in str(answer.json)


def test_a_layout_is_checked_without_being_stored(admin):
    shown = admin.post(f"{ADMIN}/layouts/check", json=MINE)

    assert shown.status_code == 200
    assert [zone["part"] for zone in shown.json["portrait"]] == ["header", "call"]
    assert admin.get(f"{ADMIN}/layouts/songcong:hall-2").status_code == 404


def test_a_taken_code_and_a_change_of_something_old_are_refused(admin):
    assert admin.post(f"{ADMIN}/layouts", json=MINE | {"code": "classic"}).json["code"] == "taken"

    answer = admin.patch(f"{ADMIN}/layouts/songcong:classic", json={"recent": 3}, headers={"If-Match": "old"})
    assert answer.json["code"] == "changed_meanwhile"


def test_administrators_of_another_office_stay_there(web):
    other = web.client("administrator-other")

    assert other.get(f"{ADMIN}/layouts/songcong:classic").status_code == 403
    assert other.post(f"{ADMIN}/layouts", json=MINE).status_code == 403
    assert other.post(f"{ADMIN}/layouts/check", json=MINE).status_code == 403
    assert {one["office"] for one in other.get(f"{ADMIN}/layouts").json["layouts"]} == {"other"}


def test_a_display_is_set_up(web, admin):
    (display,) = admin.get(f"{ADMIN}/displays?office=songcong").json["displays"]
    assert (display["layout"], display["volume"], display["speaks"]) == ("", 100, True)

    setup = {"zone": "Tầng 1", "layout": "focus", "volume": 40, "speaks": False}
    changed = admin.put(f"{ADMIN}/displays/{display['id']}", json=setup)

    assert changed.status_code == 200
    assert web.use.displays.showing("songcong", display["id"]).layout.code == "focus"
    wrong = admin.patch(f"{ADMIN}/displays/{display['id']}", json={"layout": "none"})
    assert (wrong.status_code, wrong.json["field"]) == (422, "layout")


def test_only_displays_are_listed_as_displays(web, admin):
    kiosk = next(one for one in admin.get(f"{ADMIN}/devices").json["devices"] if one["kind"] == "kiosk")

    assert admin.get(f"{ADMIN}/displays/{kiosk['id']}").status_code == 404


def test_a_form_s_zones_are_read_from_its_numbers():
    field = ZonesField(name="landscape", label="", options=lambda _: [])
    form = MultiDict(
        {f"landscape-call-{place}": value for place, value in zip(field.places, ["0", "3", "14", "15"], strict=True)}
    )

    assert field.from_form(form) == ["call 0 3 14 15"]
    assert re.fullmatch(ZONE, "call 0 3 14 15")
    assert [zone_of(zone_text(zone)) for zone in CLASSIC.landscape] == list(CLASSIC.landscape)
