"""Staff ask whether calls were heard."""

import itertools

from queue_server.domain.announced import Announcement, Outcome
from tests.web_app import MORNING, a_web_app

KEYS = itertools.count()


def a_call(web):
    client = web.client("operator")
    client.post("/api/v1/counters/songcong:1/open", json={})
    for path, body in (
        ("/offices/songcong/tickets", {"service": "land"}),
        ("/counters/songcong:1/call-next", {}),
    ):
        client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": f"k{next(KEYS)}"})
    return client.get("/api/v1/offices/songcong/board").json["calls"][-1]["call_id"]


def test_a_call_waits_then_is_told_as_it_ended():
    web = a_web_app()
    call_id = a_call(web)
    client = web.client("auditor-songcong")
    (waiting,) = client.get("/api/v1/offices/songcong/announcements").json["announcements"]

    failed = Announcement(
        call_id=call_id,
        zone="",
        speaker="tv/1",
        display="Hall",
        outcome=Outcome.FAILED,
        error="no clip",
        ended_at=MORNING,
    )
    web.database.offices.change("songcong", lambda tx: tx.announcements.save(failed))
    (ended,) = client.get("/api/v1/offices/songcong/announcements?counter=1&limit=1").json["announcements"]

    assert (waiting["call_id"], waiting["state"], waiting["zones"]) == (call_id, "waiting", [])
    assert (ended["state"], ended["error"], ended["zones"][0]["display"]) == ("failed", "no clip", "Hall")
    assert ended["zones"][0]["ended_at"].endswith("+07:00")


def test_strangers_and_other_offices_learn_nothing():
    web = a_web_app()

    assert web.client().get("/api/v1/offices/songcong/announcements").status_code == 401
    assert web.client("operator-other").get("/api/v1/offices/songcong/announcements").status_code == 403
    unknown = web.client("operator").get("/api/v1/offices/songcong/announcements?counter=99")
    assert (unknown.status_code, unknown.json["code"]) == (404, "counter_unknown")
