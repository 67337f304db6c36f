"""Staff and devices of one office get nothing of another: every operation of the document is tried."""

import pytest

from queue_server.domain.operator import Role
from tests.web_app import KINDS, a_web_app

PLACES = ("{office}", "{counter}", "{ticket}")
"""Parts of a path that say which office an operation is about."""

OF_NO_OFFICE = {("delete", "/api/v1/sessions/current"), ("put", "/api/v1/displays/picture")}
"""Operations that need credentials, but concern the caller alone."""

OVERSEEN = {
    ("get", "/api/v1/reports/{name}"),
    ("get", "/api/v1/audit"),
    ("get", "/api/v1/province"),
}
"""Operations about the office of ``?office=`` or about all; see the tests of reports."""

ADMIN = "/api/v1/admin/"
"""The back office: an administrator of one office sees and changes the records of that one."""

STAFF_OF_OTHER = [f"{role}-other" for role in Role]
DEVICES_OF_OTHER = [f"{kind}-other" for kind in KINDS]


@pytest.fixture(scope="module")
def web():
    return a_web_app()


@pytest.fixture(scope="module")
def ticket(web):
    """A ticket of the office that the others are foreign to."""
    answer = web.client("receptionist-songcong").post(
        "/api/v1/offices/songcong/tickets", json={"service": "land"}, headers={"Idempotency-Key": "k"}
    )
    return answer.json["id"]


@pytest.fixture(scope="module")
def guarded(web):
    """(method, path) of every operation that needs credentials."""
    document = web.client().get("/api/openapi.json").json
    return [
        (method, path)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if operation.get("security")
    ]


def ask(client, method, path, ticket):
    """Send what would do, if the caller were of the office."""
    address = path.replace("{office}", "songcong").replace("{counter}", "songcong:1").replace("{ticket}", ticket)
    address = address.replace("{line}", "line1").replace("{address}", "5").replace("{device}", "tv")
    return client.open(address, method=method.upper(), headers={"Idempotency-Key": "k"})


def test_every_operation_says_which_office_it_is_about(guarded):
    """An operation without an office in its path has to be named here, or in the tests of what covers all offices."""
    without = {(method, path) for method, path in guarded if not any(place in path for place in PLACES)}

    assert {one for one in without if not one[1].startswith(ADMIN)} == OF_NO_OFFICE | OVERSEEN


@pytest.mark.parametrize("who", STAFF_OF_OTHER + DEVICES_OF_OTHER)
def test_a_foreign_credential_gets_403_or_404_and_nothing_else(web, guarded, ticket, who):
    """Whatever the role: not one field of the other office's answers."""
    of_offices = [one for one in guarded if any(place in one[1] for place in PLACES)]
    assert len(of_offices) > 20
    for method, path in of_offices:
        answer = ask(web.client(who), method, path, ticket)

        assert answer.status_code in (403, 404), (method, path, answer.data)
        assert answer.mimetype == "application/problem+json"
        assert answer.json["code"] in ("forbidden", "ticket_unknown"), (method, path, answer.data)


@pytest.mark.parametrize("who", STAFF_OF_OTHER + DEVICES_OF_OTHER)
def test_counters_and_tickets_are_refused_alike_whether_they_exist_or_not(web, who):
    """A stranger can't find out which counters an office has."""
    known = web.client(who).post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "k"})
    unknown = web.client(who).post("/api/v1/counters/songcong:77/call-next", headers={"Idempotency-Key": "k"})

    assert (known.status_code, known.json["code"]) == (unknown.status_code, unknown.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_those_of_the_province_see_every_office(web, role):
    """Without an office of their own they belong to all."""
    for office in ("songcong", "other"):
        assert web.client(str(role)).get(f"/api/v1/offices/{office}/tickets").status_code == 200
        assert web.client(f"{role}-other").get("/api/v1/offices/other/tickets").status_code == 200


def records_of(web, resource, office):
    """Return the records of an office by id, as the province's administrator sees them."""
    answer = web.client("administrator").get(f"{ADMIN}{resource}").json
    (rows,) = [value for value in answer.values() if isinstance(value, list)]
    named = {
        one.get("id") or one["office"]: one
        for one in rows
        if isinstance(one, dict) and ("id" in one or "office" in one)
    }
    return {name: one for name, one in named.items() if one.get("office") == office or name == office}


@pytest.mark.parametrize("who", STAFF_OF_OTHER + DEVICES_OF_OTHER)
def test_records_of_a_foreign_office_are_neither_shown_nor_changed(web, guarded, who):
    """Every operation of the back office, with records that exist."""
    client, tried = web.client(who), 0
    for method, path in guarded:
        if not path.startswith(ADMIN):
            continue
        resource = path.removeprefix(ADMIN).split("/")[0]
        foreign = records_of(web, resource, "songcong")
        if not foreign:
            continue  # kinds of records that this office has none of
        if "{item}" in path:
            address = path.replace("{item}", next(iter(foreign)))
            answer = client.open(address, method=method.upper(), json={} if method == "patch" else None)
            # A body that isn't complete is told so before the record is looked for.
            allowed = (403, 404, 422) if method == "put" else (403, 404)
            assert answer.status_code in allowed, (method, path, answer.data)
        elif method == "get":
            answer = client.get(path)
            assert answer.status_code == 403 or not any(f'"{one}"'.encode() in answer.data for one in foreign)
        else:
            answer = client.post(path, json={"office": "songcong"})
            assert answer.status_code in (403, 404, 422), (method, path, answer.data)
        assert records_of(web, resource, "songcong") == foreign
        tried += 1
    assert tried > 15
