"""Services of a member of staff in the back office: what is entered there decides whom their counter calls."""

import pytest

from tests.web_app import a_web_app

ADMIN = "/api/v1/admin/operators"
TICKETS = "/api/v1/offices/songcong/tickets"
COUNTER = "/api/v1/counters/songcong:1"


@pytest.fixture
def web():
    return a_web_app()


@pytest.fixture
def admin(web):
    return web.client("administrator")


@pytest.fixture
def lan(admin):
    """Return the path of the account that serves at counter 1."""
    listed = admin.get(ADMIN).json["operators"]
    return f"{ADMIN}/{next(one['id'] for one in listed if one['username'] == 'operator-songcong')}"


def issue(web, *services):
    for index, service in enumerate(services):
        headers = {"Idempotency-Key": f"{service}{index}"}
        web.client("kiosk-songcong").post(TICKETS, json={"service": service}, headers=headers)


def call(web, key, **body):
    client = web.client("operator-songcong")
    client.post(f"{COUNTER}/open")
    return client.post(f"{COUNTER}/call-next", json=body, headers={"Idempotency-Key": key}).json


def test_the_greatest_number_is_called_first(web, admin, lan):
    """The counter prefers land; this member of staff is better at civil matters."""
    issue(web, "land", "civil")

    changed = admin.patch(lan, json={"skills": {"civil": 5, "land": 1}})

    assert changed.json["skills"] == {"civil": 5, "land": 1}
    assert call(web, "n1")["ticket"]["service"] == "civil"
    assert call(web, "n2")["ticket"]["service"] == "land"


@pytest.mark.parametrize("skills", [{"civil": 1}, {"civil": 1, "land": 0}])
def test_a_service_without_a_number_is_not_called(web, admin, lan, skills):
    """Board and console count only whom this counter can call."""
    issue(web, "land")
    admin.patch(lan, json={"skills": skills})

    assert call(web, "n1")["code"] == "queue_empty"
    assert call(web, "n2", service="land")["code"] == "nothing_to_serve"
    assert web.client().get("/api/v1/offices/songcong/board").json["counters"][0]["waiting"] == 0


def test_without_numbers_the_counters_order_counts_again(web, admin, lan):
    issue(web, "civil", "land")
    admin.patch(lan, json={"skills": {"civil": 1}})

    assert admin.patch(lan, json={"skills": {}}).json["skills"] == {}
    assert call(web, "n1")["ticket"]["service"] == "land"


@pytest.mark.parametrize(
    ("skills", "code", "said"),
    [
        ({"fish": 1}, "service_unknown", "civil, land"),
        ({"land": 0}, "invalid", "above 0"),
        ({"land": -1}, "invalid", "0"),
        ({"land": 101}, "invalid", "100"),
        ({"land": "much"}, "invalid", "number"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_what_is_allowed(admin, lan, skills, code, said):
    """A slip of the pen must not leave somebody with an empty line all day."""
    refused = admin.patch(lan, json={"skills": skills}).json

    assert refused["code"] == code
    assert refused["field"].startswith("skills")
    assert said in refused["detail"]


def test_services_of_another_office_are_not_this_ones(web, admin, lan):
    """Moving somebody to another office asks for services it has."""
    admin.patch(lan, json={"skills": {"civil": 1}})

    assert admin.patch(lan, json={"office": "other"}).json["code"] == "service_unknown"
    assert admin.patch(lan, json={"office": "other", "skills": {}}).json["office"] == "other"


def test_the_staff_of_an_office_are_those_who_work_in_it(admin):
    """Who works in all offices works in this one; a colleague of another office doesn't."""
    listed = {one["username"] for one in admin.get(f"{ADMIN}?office=songcong").json["operators"]}

    assert {"administrator", "operator-songcong"} <= listed
    assert not any(name.endswith("-other") for name in listed)
