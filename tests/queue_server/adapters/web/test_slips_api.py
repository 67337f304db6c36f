"""Result slips over HTTP."""

import pytest

from tests.queue_server.adapters.web.test_appointments_api import SLIP, SONGCONG, a_site


@pytest.fixture
def web():
    return a_site()


def test_dossiers_are_brought_in_all_or_none(web):
    staff = web.client("receptionist-songcong")
    bad = SLIP | {"dossier": "H56-2", "service": "civil"}

    refused = staff.post(f"{SONGCONG}/slips", json={"slips": [SLIP, bad]})
    assert refused.json["problems"] == [{"index": 1, "field": "service", "reason": "civil gives out no results: land"}]
    assert staff.get(f"{SONGCONG}/slips").json["slips"] == []
    dry = staff.post(f"{SONGCONG}/slips", json={"slips": [SLIP], "dry_run": True})
    assert (dry.json["added"], dry.json["dry_run"]) == (1, True)
    assert staff.get(f"{SONGCONG}/slips").json["slips"] == []

    done = staff.post(f"{SONGCONG}/slips", json={"slips": [SLIP]})

    assert (done.status_code, done.json["added"], done.json["problems"]) == (200, 1, [])
    assert staff.get(f"{SONGCONG}/slips").json["slips"] == [SLIP | {"name": "Trần V** B**", "ticket": None}]


def test_one_dossier_is_put_shown_and_removed(web):
    staff = web.client("receptionist-songcong")
    address, body = f"{SONGCONG}/slips/H56-1", {"service": "land", "due": "2026-02-23"}

    assert staff.put(address, json=body).json["ready"] is False
    assert staff.put(address, json=body | {"ready": True}).json["ready"] is True
    assert staff.get(address).json["dossier"] == "H56-1"
    assert staff.put(address, json=body | {"service": "civil"}).json["fields"][0]["field"] == "service"
    assert staff.delete(address).status_code == 204
    assert staff.get(address).json["code"] == "slip_unknown"
