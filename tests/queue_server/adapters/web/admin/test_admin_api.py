"""The API of the back office: what administrators set up works at once, and nobody overwrites another."""

import pytest

from queue_server.usecases.bridge_greeting import AnnouncedUnit, BridgeGreeting
from tests.web_app import a_web_app

ADMIN = "/api/v1/admin"
LAND = f"{ADMIN}/services/songcong:land"
CIVIL = {"office": "songcong", "code": "tax", "prefix": "H", "name": {"vi": "Thuế", "en": "Tax"}}
TICKETS = "/api/v1/offices/songcong/tickets"


@pytest.fixture
def web():
    return a_web_app()


@pytest.fixture
def admin(web):
    return web.client("administrator")


def issue(web, service="land", key="k1"):
    answer = web.client("kiosk-songcong").post(TICKETS, json={"service": service}, headers={"Idempotency-Key": key})
    return answer.json


def test_an_office_is_set_up_by_requests_alone(web, admin):
    """From nothing to the first number, without a restart."""
    office = {"code": "tanyen", "name": "Một cửa Tân Yên", "phone_tickets": True}
    service = {"office": "tanyen", "code": "land", "prefix": "A", "name": {"vi": "Đất đai"}}
    counter = {"office": "tanyen", "code": "1", "name": "Quầy 1", "services": ["land"]}

    assert admin.post(f"{ADMIN}/offices", json=office).status_code == 201
    assert admin.post(f"{ADMIN}/services", json=service).json["id"] == "tanyen:land"
    assert admin.post(f"{ADMIN}/counters", json=counter).status_code == 201
    kiosk = admin.post(f"{ADMIN}/devices", json={"office": "tanyen", "name": "Kiosk at the door", "kind": "kiosk"})

    issued = web.client().post(
        "/api/v1/offices/tanyen/tickets",
        json={"service": "land"},
        headers={"Idempotency-Key": "k", "Authorization": f"Bearer {kiosk.json['token']}"},
    )
    assert issued.json["number"] == "A001"


def test_a_change_is_seen_on_the_board_with_the_next_revision(web, admin):
    """Displays and units are right without a restart."""
    before = web.client().get("/api/v1/offices/songcong/board").json

    admin.patch(LAND, json={"name": {"vi": "Nhà đất"}})

    after = web.client().get("/api/v1/offices/songcong/board").json
    assert after["revision"] == before["revision"] + 1
    assert after["services"][0]["name"] == {"vi": "Nhà đất"}


@pytest.mark.parametrize("resource", ["offices", "papers", "phones", "policies", "ratings"])
def test_a_list_is_that_of_the_office_that_was_asked_for(admin, resource):
    assert [one["id"] for one in admin.get(f"{ADMIN}/{resource}?office=other").json[resource]] == ["other"]
    assert len(admin.get(f"{ADMIN}/{resource}").json[resource]) == 2
    assert admin.get(f"{ADMIN}/{resource}?office=nowhere").json["code"] == "office_unknown"


def test_two_administrators_do_not_overwrite_each_other(admin):
    """Whoever comes second is told; the first change stays."""
    tag = admin.get(LAND).json["tag"]
    assert admin.patch(LAND, json={"prefix": "L"}, headers={"If-Match": f'"{tag}"'}).status_code == 200

    second = admin.patch(LAND, json={"prefix": "B"}, headers={"If-Match": f'"{tag}"'})

    assert (second.status_code, second.json["code"]) == (409, "changed_meanwhile")
    assert admin.get(LAND).json["prefix"] == "L"


def test_a_repeated_change_is_answered_like_the_first(admin):
    """A lost answer is no conflict with oneself."""
    tag = admin.get(LAND).json["tag"]
    change = {"json": {"prefix": "L"}, "headers": {"If-Match": f'"{tag}"'}}

    assert admin.patch(LAND, **change).json == admin.patch(LAND, **change).json


def test_a_series_that_begins_lower_gives_no_number_of_today_again(web, admin):
    """The kiosk would give none at all until the person with that number has gone."""
    admin.patch(LAND, json={"first_number": 2})
    first = [issue(web, key=f"k{index}")["number"] for index in range(3)]

    admin.patch(LAND, json={"first_number": 1})

    assert (first, issue(web, key="k3")["number"]) == (["A002", "A003", "A004"], "A005")


def test_replacing_sets_what_is_left_out_to_its_default(admin):
    """PUT says all, PATCH only what changes."""
    admin.patch(LAND, json={"last_number": 99})

    replaced = admin.put(LAND, json={"name": {"vi": "Đất"}, "prefix": "A"}).json

    assert (replaced["last_number"], replaced["open"]) == (None, True)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"prefix": "O"}, "prefix", "prefix_unreadable"),
        ({"prefix": "B"}, "prefix", None),
        ({"prefix": "B", "first_number": 500}, "prefix", "range_differs"),
        ({"first_number": 5, "last_number": 4}, "last_number", "range_reversed"),
        ({"prefix": "toolong"}, "prefix", "invalid"),
        ({"name": {}}, "name", "invalid"),
        ({"name": {"fr": "Terre"}}, "name.fr", "invalid"),
        ({"colour": "red"}, "colour", "invalid"),
    ],
)
def test_what_cannot_work_is_refused_by_field(admin, change, field, code):
    """And nothing changes."""
    before = admin.get(LAND).json

    answer = admin.patch(LAND, json=change)

    if code is None:
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert answer.json["code"] == code
    assert answer.json["field"].startswith(field)
    assert admin.get(LAND).json == before


def test_a_code_is_given_once(admin):
    assert admin.post(f"{ADMIN}/services", json=CIVIL).status_code == 201
    again = admin.post(f"{ADMIN}/services", json=CIVIL)
    assert (again.status_code, again.json["code"], again.json["field"]) == (422, "taken", "code")


def test_a_service_with_people_waiting_stays(web, admin):
    """Their numbers would never be called."""
    admin.post(f"{ADMIN}/services", json=CIVIL)
    issue(web, "tax")

    refused = admin.delete(f"{ADMIN}/services/songcong:tax")

    assert (refused.status_code, refused.json["code"]) == (409, "in_use")


def test_a_service_that_a_counter_serves_stays(admin):
    assert admin.delete(LAND).json["code"] == "service_served"


def test_an_unused_service_goes(web, admin):
    admin.post(f"{ADMIN}/services", json=CIVIL)

    assert admin.delete(f"{ADMIN}/services/songcong:tax").status_code == 204
    assert admin.get(f"{ADMIN}/services/songcong:tax").status_code == 404
    board = web.client().get("/api/v1/offices/songcong/board").json
    assert [one["service"] for one in board["services"]] == ["land", "civil"]


def test_an_open_counter_stays_and_a_closed_one_goes(web, admin):
    """Somebody works there."""
    web.client("operator").post("/api/v1/counters/songcong:2/open")
    assert admin.delete(f"{ADMIN}/counters/songcong:2").json["code"] == "in_use"

    web.client("operator").post("/api/v1/counters/songcong:2/close")

    assert admin.delete(f"{ADMIN}/counters/songcong:2").status_code == 204


def test_the_order_of_services_can_be_changed(web, admin):
    """The kiosk shows them in it."""
    admin.patch(f"{ADMIN}/services/songcong:civil", json={"position": 1})

    board = web.client().get("/api/v1/offices/songcong/board").json
    assert [one["service"] for one in board["services"]] == ["civil", "land"]


def test_an_administrator_of_one_office_stays_in_it(web):
    """What belongs to another office is refused, or not even listed."""
    client = web.client("administrator-other")

    assert [one["code"] for one in client.get(f"{ADMIN}/offices").json["offices"]] == ["other"]
    assert client.get(f"{ADMIN}/services?office=songcong").json == {"services": []}
    assert client.get(LAND).status_code == 403
    assert client.patch(LAND, json={"open": False}).status_code == 403
    assert client.post(f"{ADMIN}/services", json=CIVIL).status_code == 403
    assert client.post(f"{ADMIN}/offices", json={"code": "new", "name": "New"}).status_code == 403
    assert client.post(f"{ADMIN}/devices", json={"office": "songcong", "name": "x", "kind": "tv"}).status_code == 422
    everybody = {"username": "chief", "name": "Chief", "role": "administrator", "password": "long enough"}
    assert client.post(f"{ADMIN}/operators", json=everybody).status_code == 403


def test_an_account_is_added_used_changed_and_locked(web, admin):
    """The password is never told again; locking ends the sessions."""
    account = {"username": "lan", "name": "Lan", "role": "operator", "office": "songcong", "password": "hoa sen 123"}
    added = admin.post(f"{ADMIN}/operators", json=account).json
    assert "password" not in added
    session = {"username": "lan", "password": "hoa sen 123"}
    token = web.client().post("/api/v1/sessions", json=session).json["token"]

    renamed = admin.patch(f"{ADMIN}/operators/{added['id']}", json={"name": "Lan Anh"}).json
    assert renamed["name"] == "Lan Anh"
    assert web.client().get(TICKETS, headers={"Authorization": f"Bearer {token}"}).status_code == 200

    assert admin.delete(f"{ADMIN}/operators/{added['id']}").status_code == 204
    assert web.client().get(TICKETS, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert web.client().post("/api/v1/sessions", json=session).status_code == 401


def test_a_weak_or_missing_password_is_named(admin):
    account = {"username": "lan", "name": "Lan", "role": "operator", "office": "songcong"}
    assert admin.post(f"{ADMIN}/operators", json=account).json["code"] == "password_missing"
    weak = admin.post(f"{ADMIN}/operators", json=account | {"password": "short"})
    assert (weak.json["code"], weak.json["field"]) == ("invalid", "password")


def test_the_last_administrator_of_all_offices_stays(admin):
    """Nobody could let anybody in again."""
    me = next(one for one in admin.get(f"{ADMIN}/operators").json["operators"] if one["username"] == "administrator")

    assert admin.delete(f"{ADMIN}/operators/{me['id']}").json["code"] == "last_administrator"
    assert admin.patch(f"{ADMIN}/operators/{me['id']}", json={"role": "auditor"}).json["code"] == "last_administrator"


def test_a_device_gets_a_new_token_and_the_old_one_dies(web, admin):
    """Told once, each time it is made."""
    added = admin.post(f"{ADMIN}/devices", json={"office": "songcong", "name": "TV 2", "kind": "display"}).json
    item = f"{ADMIN}/devices/{added['id']}"

    renewed = admin.post(f"{item}/renew").json

    assert web.use.devices.of_token(added["token"]) is None
    assert web.use.devices.of_token(renewed["token"]).name == "TV 2"
    assert "token" not in admin.get(item).json
    assert admin.delete(item).status_code == 204
    assert web.use.devices.of_token(renewed["token"]) is None


def test_every_change_is_in_the_audit_log(web, admin):
    """Who, what, from which value to which; secrets never."""
    admin.patch(LAND, json={"prefix": "L"})
    account = {"username": "lan", "name": "Lan", "role": "operator", "password": "hoa sen 123"}
    admin.post(f"{ADMIN}/operators", json=account)

    added, changed = web.database.audit.entries(None, 2)

    assert (changed.kind, changed.target, changed.action) == ("service", "land", "changed")
    assert changed.changes == {"prefix": ["A", "L"]}
    assert changed.by == next(one.id for one in web.staff.all() if one.username == "administrator")
    assert (added.kind, added.action) == ("operator", "added")
    assert "hoa sen" not in str(added)


def test_a_change_that_changes_nothing_leaves_no_trace(web, admin):
    """The board keeps its revision, the log its length."""
    before = web.database.reader.revision("songcong")

    admin.patch(LAND, json={"prefix": "A"})

    assert web.database.reader.revision("songcong") == before
    assert web.database.audit.entries(None, 1)[0].kind != "service"


def test_a_units_keys_are_set_and_given_back_to_the_bridges_file(web, admin):
    """With the next press; the box at the door may also just issue."""
    bridge = next(one for one in web.devices.all() if one.name == "bridge-songcong")
    announced = AnnouncedUnit(name="line1/5", counter="songcong:1", keys={"1": "next"})
    BridgeGreeting(web.database.offices).hello(bridge, [announced])
    (unit,) = admin.get(f"{ADMIN}/units?office=songcong").json["units"]
    item = f"{ADMIN}/units/{unit['id']}"
    assert (unit["unit"], unit["counter"], unit["keys"], unit["own"]) == ("line1/5", "1", {"1": "next"}, False)

    changed = admin.patch(item, json={"keys": {"1": "next", "2": "transfer:civil"}, "long_keys": {"3": "pause"}}).json

    assert (changed["keys"]["2"], changed["long_keys"], changed["own"]) == ("transfer:civil", {"3": "pause"}, True)
    wrong = admin.patch(item, json={"keys": {"1": "transfer:fish"}})
    assert (wrong.status_code, wrong.json["code"], wrong.json["field"]) == (422, "service_unknown", "keys")
    assert admin.patch(item, json={"keys": {"0": "next"}}).status_code == 422
    assert admin.delete(item).status_code == 204
    assert admin.get(item).json["keys"] == {"1": "next"}
    assert web.client("administrator-other").get(item).status_code == 403


@pytest.mark.parametrize("name", ["services", "bookings", "calendars"])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_what_belongs_to_a_service_that_isn_t_there_is_not_found(admin, name, method):
    """Elsewhere the same code blames a field, and is answered with 422."""
    path = f"/api/v1/admin/{name}/songcong:fish"
    body = {"PATCH": {}, "PUT": {"name": {"vi": "Cá"}, "prefix": "C"} if name == "services" else {}}.get(method)

    answer = admin.open(path, method=method, json=body)

    assert answer.status_code in ((404, 405) if name == "bookings" else (404,)), answer.json
