"""New displays are let in by their code; notices reach all of them."""

import pytest

from queue_server.config import SecuritySection
from tests.web_app import a_web_app

API = "/api/v1"
NOTICES = f"{API}/offices/songcong/notices"


@pytest.fixture
def web():
    return a_web_app()


def ask(web, **body):
    return web.client().post(f"{API}/pairings", json={"screen": "tv", "name": "pi"} | body)


def state(web, asked):
    return web.client().get(f"{API}/pairings/{asked['secret']}").json


def test_a_display_has_its_token_once_it_was_let_in(web):
    asked = ask(web).json
    assert state(web, asked) == {"state": "waiting", "office": None, "name": None}
    admin = web.client("administrator")
    (waiting,) = admin.get(f"{API}/admin/pairings").json["pairings"]
    assert (waiting["code"], waiting["screen"], waiting["name"]) == (asked["code"], "tv", "pi")
    assert asked["secret"] not in str(waiting)

    accepted = admin.post(
        f"{API}/admin/pairings/{asked['code']}/accept", json={"office": "songcong", "name": "Sảnh chính"}
    )

    assert accepted.status_code == 201
    assert state(web, asked) == {"state": "accepted", "office": "songcong", "name": "Sảnh chính"}
    assert web.devices.of_token(asked["secret"]).id == accepted.json["device"]
    assert admin.get(f"{API}/admin/pairings").json["pairings"] == []


def test_a_code_whose_time_is_over_says_so(web):
    asked = ask(web).json

    web.clock.advance(16 * 60)

    assert state(web, asked)["state"] == "over"
    answer = web.client("administrator").post(
        f"{API}/admin/pairings/{asked['code']}/accept", json={"office": "songcong", "name": "x"}
    )
    assert (answer.status_code, answer.json["field"]) == (404, "code")


def test_nobody_is_let_into_another_administrator_s_office(web):
    asked = ask(web).json

    answer = web.client("administrator-other").post(
        f"{API}/admin/pairings/{asked['code']}/accept", json={"office": "songcong", "name": "x"}
    )

    assert answer.status_code == 403
    assert state(web, asked)["state"] == "waiting"


def test_asking_is_limited():
    web = a_web_app(security=SecuritySection(issue_rate_limit="off", sign_in_rate_limit="2/minute"))

    assert [ask(web).status_code for _ in range(3)] == [201, 201, 429]


def test_a_notice_is_on_the_board_until_it_is_taken_off(web):
    supervisor = web.client("supervisor-songcong")

    added = supervisor.post(NOTICES, json={"text": {"vi": "Nghỉ trưa"}, "minutes": 30})

    assert added.status_code == 201
    board = web.client().get(f"{API}/offices/songcong/board").json
    assert board["notices"] == [{"text": {"vi": "Nghỉ trưa"}, "until": added.json["until"]}]
    assert board["display_revision"] == board["revision"]
    assert supervisor.get(NOTICES).json["notices"] == [added.json]

    assert supervisor.delete(f"{NOTICES}/{added.json['id']}").status_code == 204
    assert supervisor.delete(f"{NOTICES}/{added.json['id']}").status_code == 204
    assert web.client().get(f"{API}/offices/songcong/board").json["notices"] == []


def test_a_notice_needs_words_in_a_known_language(web):
    supervisor = web.client("supervisor-songcong")

    for text in ({}, {"vi": ""}, {"fr": "bonjour"}, {"vi": "x" * 301}):
        assert supervisor.post(NOTICES, json={"text": text}).status_code == 422
    assert web.client("operator-songcong").post(NOTICES, json={"text": {"vi": "x"}}).status_code == 403


def test_a_display_is_made_quieter(web):
    from tests.fakes.connected_devices import a_display_seen

    (device,) = [one for one in web.devices.all() if one.name == "display-songcong"]
    web.connected.all_displays.append(a_display_seen(device.id))

    answer = web.client("supervisor-songcong").post(
        f"{API}/offices/songcong/displays/{device.id}/volume", json={"percent": 30}
    )

    assert answer.status_code == 204
    assert web.orders.orders == [(device.id, "volume")]
