"""Taking a number, and what its holder and staff may do with it."""

from dataclasses import replace
from datetime import datetime

import pytest

from queue_server.config import SecuritySection
from tests.builders import an_office
from tests.web_app import a_web_app

TICKETS = "/api/v1/offices/songcong/tickets"


@pytest.fixture
def web():
    return a_web_app()


def issue(client, key="k1", **body):
    return client.post(TICKETS, json={"service": "land"} | body, headers={"Idempotency-Key": key})


def act(client, action, key, counter="songcong:1", **body):
    return client.post(f"/api/v1/counters/{counter}/{action}", json=body, headers={"Idempotency-Key": key})


def test_a_number_is_given_with_everything_a_citizen_needs(web):
    """Number, place in the line and the address of the phone page, in the office's time."""
    issue(web.client(), "k1")

    answer = issue(web.client(), "k2")

    assert answer.status_code == 201
    ticket = answer.json
    assert (ticket["number"], ticket["service"], ticket["state"], ticket["ahead"]) == ("A002", "land", "waiting", 1)
    assert ticket["url"].endswith(f"/t/{ticket['token']}")
    assert ticket["expected_wait_s"] is None
    assert datetime.fromisoformat(ticket["issued_at"]).utcoffset().total_seconds() == 7 * 3600


@pytest.mark.parametrize("who", ["kiosk-songcong", "receptionist-songcong", "operator", "administrator", None])
def test_kiosks_staff_and_phones_get_numbers(web, who):
    """Everybody the office serves by."""
    assert issue(web.client(who)).status_code == 201


@pytest.mark.parametrize(("who", "status"), [("kiosk-songcong", 422), ("receptionist-songcong", 201)])
def test_only_staff_say_of_somebody_that_there_is_an_appointment_elsewhere(web, who, status):
    """Its class goes ahead of others: everybody else names the appointment."""
    answer = issue(web.client(who), priority_class="appointment")

    assert answer.status_code == status
    assert issue(web.client(who), key="again", priority_class="priority").status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"procedure": "1.004"}, "procedure"),
        ({"phone": "0900"}, "phone"),
        ({"service": 7}, "service"),
        ({"service": ""}, "service"),
        ({"service": "a\x00b"}, "service"),
        ({"then": "civil"}, "then"),
        ({"then": ["civil", 3]}, "then.1"),
        ({"then": ["civil"] * 11}, "then"),
        ({"priority_class": "vip"}, "priority_class"),
        ({"priority_class": "appointment"}, "priority_class"),
        ({"language": "Tiếng Việt"}, "language"),
    ],
)
def test_a_field_that_is_unknown_or_impossible_is_named(web, body, field):
    """A misspelt field must not be lost in silence."""
    answer = issue(web.client(), **body)

    assert (answer.status_code, answer.json["code"], answer.json["field"]) == (422, "invalid", field)


def test_all_fields_at_fault_are_named_at_once(web):
    """An integrator mends a request in one go."""
    answer = web.client().post(TICKETS, json={"x": 1, "language": "?"}, headers={"Idempotency-Key": "k"})

    assert {one["field"] for one in answer.json["fields"]} == {"service", "x", "language"}


def test_an_unknown_or_closed_service_is_refused_by_its_field():
    """The kiosk shows which tile is wrong."""
    office = an_office(counters=())
    web = a_web_app(replace(office, services=(replace(office.services[0], open=False),)))

    assert issue(web.client()).json["code"] == "service_closed"
    unknown = issue(web.client(), service="tax")
    assert (unknown.status_code, unknown.json["code"], unknown.json["field"]) == (422, "service_unknown", "service")


def test_the_holder_sees_the_ticket_by_its_token_only(web):
    """The id stands on staff's screens; it opens nothing."""
    ticket = issue(web.client()).json

    seen = web.client().get(f"/api/v1/tickets/{ticket['token']}").json

    assert (seen["number"], seen["state"], seen["ahead"], seen["service"]) == ("A001", "waiting", 0, "land")
    assert web.client().get(f"/api/v1/tickets/{ticket['id']}").json["code"] == "ticket_unknown"


def test_the_holder_steps_aside_comes_back_and_gives_up(web):
    """Late, back and cancel; each is fine when done already."""
    path = f"/api/v1/tickets/{issue(web.client()).json['token']}"
    client = web.client()

    states = [client.post(f"{path}/{step}").json["state"] for step in ("late", "late", "back", "back")]
    assert states == ["held", "held", "waiting", "waiting"]
    assert [client.delete(path).json["state"] for _ in range(2)] == ["cancelled", "cancelled"]
    assert (client.post(f"{path}/back").status_code, client.post(f"{path}/back").json["code"]) == (
        409,
        "illegal_transition",
    )


def test_staff_see_all_tickets_of_the_day_without_their_secrets(web):
    """Also finished ones, with the counter of their last leg."""
    first, second = issue(web.client(), "k1").json, issue(web.client(), "k2", service="civil").json
    operator = web.client("operator")
    operator.post("/api/v1/counters/songcong:1/open")
    act(operator, "call-next", "c1")
    act(operator, "finish", "c2", note="Đủ giấy tờ", dossier="H-1")

    answer = operator.get(TICKETS)

    listed = {one["id"]: one for one in answer.json["tickets"]}
    assert [listed[one["id"]]["state"] for one in (first, second)] == ["finished", "waiting"]
    assert (listed[first["id"]]["counter"], listed[second["id"]]["counter"]) == ("1", None)
    assert (listed[first["id"]]["note"], listed[first["id"]]["dossier"]) == ("Đủ giấy tờ", "H-1")
    assert first["token"] not in answer.text


def test_staff_see_the_way_of_a_ticket_and_why_it_was_called(web):
    """Whoever called it, also a key of a box."""
    ticket = issue(web.client("kiosk-songcong")).json
    operator = web.client("operator")
    operator.post("/api/v1/counters/songcong:1/open")
    act(operator, "call-next", "n1")
    act(operator, "transfer", "t1", service="civil")

    history = operator.get(f"/api/v1/tickets/{ticket['id']}/history").json

    assert [(one["service"], one["counter"], one["outcome"]) for one in history["legs"]] == [
        ("land", "1", "transferred"),
        ("civil", None, None),
    ]
    act(operator, "call", "c1", ticket=ticket["id"], reason="missing paper is here")
    assert operator.get(TICKETS).json["tickets"][0]["reason"] == "chosen by staff: missing paper is here"


def test_staff_choose_by_state_service_and_number(web):
    """A state may be given more than once."""
    for key, service in (("k1", "land"), ("k2", "civil"), ("k3", "land")):
        issue(web.client(), key, service=service)
    token = issue(web.client(), "k4").json["token"]
    web.client().post(f"/api/v1/tickets/{token}/late")
    client = web.client("auditor")

    def numbers(query):
        return [one["number"] for one in client.get(f"{TICKETS}?{query}").json["tickets"]]

    assert numbers("service=land") == ["A001", "A002", "A003"]
    assert numbers("state=held") == ["A003"]
    assert numbers("state=held&state=waiting&service=civil") == ["B001"]
    assert numbers("limit=1") == ["A001"]


@pytest.mark.parametrize(
    "query", ["state=gone", "limit=0", "limit=1001", "limit=x", "page=2", "service=", "service=%00"]
)
def test_an_impossible_query_is_named(web, query):
    """As in bodies."""
    answer = web.client("auditor").get(f"{TICKETS}?{query}")

    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert answer.json["field"].split(".")[0] == query.split("=")[0]


def test_the_reception_returns_cancels_and_changes_priority(web):
    """By the ticket's id; a repeat with the same key is not an error."""
    client = web.client("receptionist-songcong")
    ticket = issue(client).json
    path = f"/api/v1/tickets/{ticket['id']}"
    web.client().post(f"/api/v1/tickets/{ticket['token']}/late")

    assert client.post(f"{path}/return", json={"position": "first"}).json["ticket"]["state"] == "waiting"
    assert client.post(f"{path}/priority", json={"priority_class": "priority"}).status_code == 200
    assert client.get(TICKETS).json["tickets"][0]["priority_class"] == "priority"
    cancelled = [client.post(f"{path}/cancel", headers={"Idempotency-Key": "c"}) for _ in range(2)]
    assert [one.json["ticket"]["state"] for one in cancelled] == ["cancelled", "cancelled"]
    assert client.post(f"{path}/cancel").json["code"] == "illegal_transition"


@pytest.mark.parametrize("step", ["return", "cancel", "priority"])
def test_an_unknown_ticket_is_told_only_to_staff(web, step):
    """404 once the role is known to suffice."""
    path = f"/api/v1/tickets/none/{step}"

    assert web.client("receptionist").post(path, json={}).json["code"] == "ticket_unknown"


def test_taking_numbers_is_limited_per_device_and_per_address():
    """A phone that plays with the page can't fill the line; a kiosk behind the same address still works."""
    web = a_web_app(security=SecuritySection(issue_rate_limit="2/minute"))
    phone, kiosk = web.client(), web.client("kiosk-songcong")

    assert [issue(phone, f"p{n}").status_code for n in range(3)] == [201, 201, 429]
    refused = issue(phone, "p9")
    assert (refused.json["code"], 0 < int(refused.headers["Retry-After"]) <= 60) == ("rate_limited", True)
    assert [issue(kiosk, f"d{n}").status_code for n in range(3)] == [201, 201, 429]
    other = web.client()
    other.environ_base["REMOTE_ADDR"] = "10.0.0.9"
    assert issue(other, "o1").status_code == 201
