"""Who is let in: decided from credentials, role and place, before anything else is looked at."""

import pytest
from flask import Response

from queue_server.adapters.web.access import PUBLIC, SIGNED_IN, allow, declared
from queue_server.domain.device import DeviceKind
from queue_server.domain.operator import RIGHTS, Right, Role
from tests.queue_server.adapters.web import booking_operations
from tests.web_app import KINDS, a_web_app

TICKET = "id-of-nothing"
SERVE, RECEIVE, SUPERVISE, READ = Right.SERVE, Right.RECEIVE, Right.SUPERVISE, Right.READ

SESSION_STEPS = ["open", "close", "pause", "resume"]
TICKET_STEPS = ["call-next", "call", "recall", "start", "finish", "no-show", "hold", "transfer", "undo"]
RECEPTION_STEPS = ["return", "cancel", "priority", "reassign", "reprint"]

GUARDED = [
    ("POST", "/api/v1/offices/other/tickets", RECEIVE),
    ("GET", "/api/v1/offices/other/tickets", READ),
    ("GET", f"/api/v1/tickets/{TICKET}/history", READ),
    *[("POST", f"/api/v1/tickets/{TICKET}/{step}", RECEIVE) for step in RECEPTION_STEPS],
    *[("POST", f"/api/v1/counters/other:9/{step}", SERVE) for step in SESSION_STEPS + TICKET_STEPS],
    *[(method, "/api/v1/counters/other:9/rating", SERVE) for method in ("GET", "POST")],
    ("GET", "/api/v1/offices/other/devices", READ),
    ("GET", "/api/v1/offices/other/desks", READ),
    ("GET", "/api/v1/offices/other/supervision", SUPERVISE),
    ("POST", "/api/v1/offices/other/alarms/longest_wait:land/acknowledge", SUPERVISE),
    ("POST", "/api/v1/offices/other/operators/lan/move", SUPERVISE),
    *[("POST", f"/api/v1/offices/other/services/land/{step}", SUPERVISE) for step in ("open", "close")],
    ("GET", "/api/v1/offices/other/printers", READ),
    *[("POST", f"/api/v1/offices/other/kiosks/{step}", RECEIVE) for step in ("lock", "unlock")],
    ("GET", "/api/v1/offices/other/print-jobs", READ),
    ("POST", "/api/v1/offices/other/print-jobs/j1/came-out", RECEIVE),
    ("GET", "/api/v1/offices/other/announcements", READ),
    *[("POST", f"/api/v1/offices/other/units/line1/5/{order}", SUPERVISE) for order in ("identify", "test")],
    *[
        ("POST", f"/api/v1/offices/other/displays/tv/{order}", SUPERVISE)
        for order in ("identify", "reload", "test", "volume", "picture")
    ],
    *booking_operations.GUARDED,
    ("GET", "/api/v1/offices/other/notices", READ),
    ("POST", "/api/v1/offices/other/notices", SUPERVISE),
    ("DELETE", "/api/v1/offices/other/notices/n1", SUPERVISE),
    ("DELETE", "/api/v1/sessions/current", None),
]
"""Every operation that needs credentials, in the office that gives no tickets to phones."""

OVERSEEN = [
    ("GET", "/api/v1/reports/waiting"),
    ("GET", "/api/v1/province"),
    ("GET", "/api/v1/audit"),
    ("GET", "/api/v1/offices/other/overview"),
]
"""For those who look at many offices or days; see the tests of reports."""

BOXES_ONLY = [
    ("GET", "/api/v1/offices/other/forwarding"),
    *[("POST", f"/api/v1/offices/other/forwarding/{part}") for part in ("history", "rows")],
]
"""Operations that no member of staff may use."""

DISPLAYS_ONLY = [("PUT", "/api/v1/displays/picture")]
"""What a screen tells of itself."""

OF_OFFICES = ("services", "calendars", "counters", "operators", "devices", "layouts")
ADMINISTERED = [
    *[
        (method, f"/api/v1/admin/{name}", Right.ADMINISTER)
        for name in (*OF_OFFICES, "offices", "procedures", "synonyms")
        for method in ("GET", "POST")
    ],
    *[
        (method, f"/api/v1/admin/{name}/other:nothing", Right.ADMINISTER)
        for name in (*OF_OFFICES, "procedures", "synonyms")
        for method in ("GET", "PUT", "PATCH", "DELETE")
    ],
    *[
        ("GET", f"/api/v1/admin/{name}", Right.ADMINISTER)
        for name in ("policies", "phones", "ratings", "units", "places", "papers", "displays")
    ],
    *[
        (method, f"/api/v1/admin/{name}/other", Right.ADMINISTER)
        for name in ("policies", "phones", "ratings", "papers", "offices")
        for method in ("GET", "PUT", "PATCH")
    ],
    ("DELETE", "/api/v1/admin/offices/other", Right.ADMINISTER),
    *[
        ("POST", f"/api/v1/admin/papers/other/begin_{name}", Right.ADMINISTER)
        for name in ("usual", "short", "large", "bilingual")
    ],
    *[
        (method, f"/api/v1/admin/{name}/other:nothing:line1:5", Right.ADMINISTER)
        for name in ("units", "places")
        for method in ("GET", "PUT", "PATCH", "DELETE")
    ],
    *booking_operations.ADMINISTERED,
    ("POST", "/api/v1/admin/devices/nothing/renew", Right.ADMINISTER),
    *[(method, "/api/v1/admin/displays/nothing", Right.ADMINISTER) for method in ("GET", "PUT", "PATCH")],
    ("POST", "/api/v1/admin/layouts/check", Right.ADMINISTER),
    *[(method, "/api/v1/admin/media", Right.ADMINISTER) for method in ("GET", "POST")],
    ("DELETE", "/api/v1/admin/media/other:nothing.png", Right.ADMINISTER),
    ("GET", "/api/v1/admin/messages", Right.ADMINISTER),
    *[("POST", f"/api/v1/admin/messages{one}/send-again", Right.ADMINISTER) for one in ("", "/other/nothing")],
    ("GET", "/api/v1/admin/pairings", Right.ADMINISTER),
    ("POST", "/api/v1/admin/pairings/ABC234/accept", Right.ADMINISTER),
]
"""The back office, where what belongs to another office is refused or left out by the use cases."""

OPEN = {
    ("GET", "/api/v1/offices"),
    ("GET", "/api/v1/offices/<office>"),
    ("GET", "/api/v1/offices/<office>/board"),
    *[(method, "/api/v1/tickets/<token>") for method in ("GET", "DELETE")],
    *[("POST", f"/api/v1/tickets/<token>/{step}") for step in ("late", "back")],
    ("POST", "/api/v1/tickets/<token>/rating"),
    ("POST", "/api/v1/sessions"),
    ("GET", "/api/v1/fields"),
    *booking_operations.OPEN,
    ("GET", "/api/v1/procedures"),
    ("GET", "/api/v1/procedures/<procedure>"),
    ("POST", "/api/v1/pairings"),
    ("GET", "/api/v1/pairings/<secret>"),
    ("GET", "/media/<office>/<name>"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/docs"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
}


@pytest.fixture(scope="module")
def web():
    return a_web_app()


def ask(client, method, path, **headers):
    return client.open(path, method=method, data=b"{not json", content_type="application/json", headers=headers)


def test_every_endpoint_declares_who_may_call_it(web):
    """An endpoint that somebody forgot is closed, and this test says so."""
    for rule in web.app.url_map.iter_rules():
        assert declared(web.app.view_functions[rule.endpoint]) is not None, rule


def test_the_tables_name_every_endpoint(web):
    """A new operation has to say here whether it is open."""
    adapter = web.app.url_map.bind("localhost")
    closed = [(method, path) for method, path, _ in GUARDED + ADMINISTERED] + BOXES_ONLY + DISPLAYS_ONLY + OVERSEEN
    guarded = {(method, adapter.match(path, method, return_rule=True)[0].rule) for method, path in closed}
    rules = {
        (method, rule.rule) for rule in web.app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert rules == guarded | OPEN


@pytest.mark.parametrize(("method", "path", "right"), GUARDED + ADMINISTERED)
def test_without_credentials_the_answer_is_401_whatever_was_sent(web, method, path, right):
    """Strangers learn nothing, not even whether there is such a ticket or whether a body is right."""
    answer = ask(web.client(), method, path)

    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), BOXES_ONLY)
@pytest.mark.parametrize("who", [None, *map(str, Role), "kiosk-other", "bridge-other"])
def test_only_a_box_forwards(web, method, path, who):
    """Nobody signs in to write an office's history."""
    assert ask(web.client(who), method, path).status_code == (401 if who is None else 403)


@pytest.mark.parametrize(("method", "path"), DISPLAYS_ONLY)
@pytest.mark.parametrize("who", [None, *map(str, Role), "kiosk-other", "bridge-other"])
def test_only_a_display_tells_what_it_shows(web, method, path, who):
    assert ask(web.client(who), method, path).status_code == (401 if who is None else 403)


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic YTpi", "Bearer " + "x" * 300, "nonsense"])
@pytest.mark.parametrize(("method", "path", "right"), GUARDED[:6])
def test_a_token_that_is_nobodys_is_401(web, method, path, right, header):
    """A revoked display must notice, so a bad token is never taken for none."""
    answer = ask(web.client(), method, path, Authorization=header)

    assert answer.status_code == 401


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("method", "path", "right"), GUARDED + ADMINISTERED)
def test_a_role_decides_before_body_key_and_ticket(web, method, path, right, role):
    """Exactly the roles that have the right get as far as the mistakes in their request."""
    if right is None:
        return
    answer = ask(web.client(str(role)), method, path)

    if right in RIGHTS[role]:
        assert answer.status_code not in (401, 403)
    else:
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize(("method", "path", "right"), [one for one in GUARDED if f"/{TICKET}/" not in one[1]][:-1])
def test_an_operator_of_another_office_is_refused(web, method, path, right):
    """An administrator of one office is nobody in the next."""
    here, elsewhere = web.client("administrator-other"), web.client("administrator-songcong")

    assert ask(here, method, path).status_code not in (401, 403)
    assert (ask(elsewhere, method, path).status_code, ask(elsewhere, method, path).json["code"]) == (403, "forbidden")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("method", "path", "right"), GUARDED)
def test_of_the_devices_only_a_kiosk_of_the_office_issues_and_looks_at_printers(web, method, path, right, kind):
    """A TV's token is on a wall; it opens nothing but the question how satisfied people are."""
    issues = (method, right) == ("POST", RECEIVE) and path.endswith("/other/tickets")
    asks = path.endswith("/rating") and kind in (DeviceKind.KIOSK, DeviceKind.DISPLAY)
    at_kiosk = issues or path.endswith(("/other/printers", "/other/arrivals"))
    allowed = asks or (kind is DeviceKind.KIOSK and at_kiosk)

    assert (ask(web.client(f"{kind}-other"), method, path).status_code in (401, 403)) is not allowed
    assert ask(web.client(f"{kind}-songcong"), method, path).status_code == 403


def test_staff_of_another_office_cannot_touch_a_ticket_by_its_id(web):
    """The office is found from the ticket, not from what the caller says."""
    issued = web.client("kiosk-other").post(
        "/api/v1/offices/other/tickets", json={"service": "land"}, headers={"Idempotency-Key": "t1"}
    )
    path = f"/api/v1/tickets/{issued.json['id']}/cancel"

    assert web.client("receptionist-songcong").post(path).json["code"] == "forbidden"
    assert web.client("receptionist-other").post(path).status_code == 200


def test_a_counter_may_be_named_by_its_id(web):
    """The id finds the same office, so the same people are refused."""
    assert web.client("operator-other").post("/api/v1/counters/c9/open").json["counter"] == "9"
    assert web.client("operator-songcong").post("/api/v1/counters/c9/open").status_code == 403
    assert web.client("operator-other").post("/api/v1/counters/c7/open").json["code"] == "counter_unknown"
    assert web.client().post("/api/v1/counters/c7/open").status_code == 401


def test_anonymous_callers_issue_only_where_phones_get_tickets(web):
    """The office's own switch decides."""

    def issue(office):
        path = f"/api/v1/offices/{office}/tickets"
        return web.client().post(path, json={"service": "land"}, headers={"Idempotency-Key": "a"})

    assert issue("songcong").status_code == 201
    assert issue("other").json["code"] == "unauthorized"
    assert issue("nowhere").json["code"] == "office_unknown"


def test_signing_out_disabling_and_revoking_count_at_once():
    """A lost tablet or a dismissed member of staff is out with the next request."""
    web = a_web_app()
    tickets = "/api/v1/offices/songcong/tickets"
    signed_out, disabled = web.client("operator"), web.client("supervisor")
    kiosk = web.client("kiosk-songcong")
    assert {client.get(tickets).status_code for client in (signed_out, disabled)} == {200}

    assert signed_out.delete("/api/v1/sessions/current").status_code == 204
    web.staff.disable("supervisor")
    web.devices.revoke("kiosk-songcong")

    assert {client.get(tickets).status_code for client in (signed_out, disabled)} == {401}
    assert kiosk.post(tickets).status_code == 401


def test_a_session_ends_by_itself():
    """A browser left open over night is nobody's in the morning."""
    web = a_web_app()

    web.clock.advance(12 * 3600 + 1)

    assert web.client("operator").get("/api/v1/offices/songcong/tickets").status_code == 401


def test_an_undeclared_endpoint_is_closed_to_everybody():
    """Forgetting the declaration must not open a door."""
    web = a_web_app()
    web.app.add_url_rule("/api/forgotten", view_func=lambda: Response("open"))

    assert web.client("administrator").get("/api/forgotten").json["code"] == "forbidden"


def test_a_page_is_guarded_like_the_api():
    """Pages declare access too; people get a page instead of problem+json."""
    web = a_web_app()
    web.app.add_url_rule("/staff", "staff", allow(SIGNED_IN)(lambda: Response("welcome")))
    web.app.add_url_rule("/lobby", "lobby", allow(PUBLIC)(lambda: Response("hello")))

    assert (web.client().get("/staff").status_code, web.client().get("/staff").mimetype) == (401, "text/html")
    assert web.client(cookie="operator").get("/staff").data == b"welcome"
    assert web.client().get("/lobby").data == b"hello"
