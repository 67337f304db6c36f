"""Offices come and go by the back office, as long as nobody was served in them."""

import pytest

from tests.web_app import a_web_app

ADMIN = "/api/v1/admin"


@pytest.fixture
def web():
    return a_web_app()


@pytest.fixture
def admin(web):
    return web.client("administrator")


def test_an_office_that_was_added_by_mistake_is_removed(web, admin):
    """With what is in it, as long as nobody was there; the audit tells who did it."""
    admin.post(f"{ADMIN}/offices", json={"code": "wrong", "name": "Nhầm"})
    admin.post(f"{ADMIN}/counters", json={"office": "wrong", "code": "1", "name": "Quầy 1", "services": []})

    stale = admin.delete(f"{ADMIN}/offices/wrong", headers={"If-Match": '"0123456789abcdef"'})
    answers = [admin.delete(f"{ADMIN}/offices/wrong").status_code for _ in range(2)]

    assert (stale.status_code, answers) == (409, [204, 404])
    assert "wrong" not in [one["office"] for one in admin.get("/api/v1/offices").json["offices"]]
    newest = admin.get("/api/v1/audit?kind=changes").json["entries"][0]
    assert (newest["action"], newest["what"], newest["target"]) == ("removed", "office", "wrong")


def test_an_office_where_numbers_were_given_out_is_not_removed(web, admin):
    path, key = "/api/v1/offices/songcong/tickets", {"Idempotency-Key": "k1"}
    assert web.client("kiosk-songcong").post(path, json={"service": "land"}, headers=key).status_code == 201

    refused = admin.delete(f"{ADMIN}/offices/songcong")

    assert (refused.status_code, refused.json["code"]) == (409, "office_used")


def test_an_administrator_of_one_office_removes_none(web):
    assert web.client("administrator-songcong").delete(f"{ADMIN}/offices/songcong").status_code == 403
