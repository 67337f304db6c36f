"""Kiosks by API: locks, and numbers per identity card of which nothing is kept."""

import pytest

from tests.web_app import a_web_app

KIOSKS = "/api/v1/offices/songcong/kiosks"
TICKETS = "/api/v1/offices/songcong/tickets"


@pytest.fixture
def web():
    return a_web_app()


def take(client, key="1", **wish):
    return client.post(TICKETS, json={"service": "land"} | wish, headers={"Idempotency-Key": key})


def test_a_lock_is_on_the_board_and_refuses_that_kiosk(web):
    staff, kiosk = web.client("receptionist"), web.client("kiosk")
    name = next(one.name for one in web.database.accounts.devices() if one.kind == "kiosk" and one.office == "songcong")

    locked = staff.post(f"{KIOSKS}/lock", json={"kiosk": name, "note": "Máy đang sửa"})
    board = web.client().get("/api/v1/offices/songcong/board").json
    refused = take(kiosk)
    unlocked = staff.post(f"{KIOSKS}/unlock", json={})

    assert locked.json == {"locks": [{"kiosk": name, "note": "Máy đang sửa"}]}
    assert board["kiosk_locks"] == locked.json["locks"]
    assert (refused.status_code, refused.json["code"]) == (409, "kiosk_locked")
    assert unlocked.json == {"locks": []}
    assert take(kiosk).status_code == 201


def test_a_kiosk_can_not_unlock_itself(web):
    assert web.client("kiosk").post(f"{KIOSKS}/unlock", json={}).status_code == 403


def test_a_card_s_number_is_no_part_of_what_is_kept_to_know_a_repeat(web):
    """The hash of a request is stored for two days; twelve digits could be found from it by trying."""
    kiosk = web.client("kiosk")

    first = take(kiosk, person="012345678901")
    again = take(kiosk, person="012345678902")

    assert first.status_code == again.status_code == 201
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_card_s_number_has_twelve_digits(web):
    assert take(web.client("kiosk"), person="12345").status_code == 422
