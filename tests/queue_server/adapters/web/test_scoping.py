"""Staff and devices of one office get nothing of another: every operation of the document is tried."""

import pytest

from queue_server.domain.device import DeviceKind
from queue_server.domain.operator import Role
from tests.web_app import a_web_app

PLACES = ("{office}", "{counter}", "{ticket}")
"""Parts of a path that say which office an operation is about."""

OF_NO_OFFICE = {("delete", "/api/v1/sessions/current")}
"""Operations that need credentials, but concern the caller alone."""

STAFF_OF_OTHER = [f"{role}-other" for role in Role]
DEVICES_OF_OTHER = [f"{kind}-other" for kind in DeviceKind]


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

    assert without == OF_NO_OFFICE


@pytest.mark.parametrize("who", STAFF_OF_OTHER + DEVICES_OF_OTHER)
def test_a_foreign_credential_gets_403_or_404_and_nothing_else(web, guarded, ticket, who):
    """Whatever the role: not one field of the other office's answers."""
    of_offices = [one for one in guarded if one not in OF_NO_OFFICE]
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
