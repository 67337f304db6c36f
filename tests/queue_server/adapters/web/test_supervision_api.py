"""The supervisor's view by API: what goes on, what is wrong, who knows of it, and notices."""

import pytest

from queue_server.domain.paper import Paper, PrinterStatus
from tests.fakes.connected_devices import a_display_seen
from tests.web_app import a_web_app

OFFICE = "/api/v1/offices/songcong"


@pytest.fixture
def web():
    return a_web_app()


@pytest.fixture
def supervisor(web):
    return web.client("supervisor")


def issue(web, key):
    headers = {"Idempotency-Key": key}
    return web.client("kiosk-songcong").post(f"{OFFICE}/tickets", json={"service": "land"}, headers=headers).json


def alarm(client, kind):
    found = client.get(f"{OFFICE}/supervision").json["alarms"]
    return next((one for one in found if one["kind"] == kind), None)


def test_counters_are_shown_with_staff_ticket_and_why(web, supervisor):
    """So that any call can be explained."""
    issue(web, "k1")
    web.client("operator").post("/api/v1/counters/songcong:1/open")
    web.client("operator").post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "n1"})

    counter = supervisor.get(f"{OFFICE}/supervision").json["counters"][0]

    assert (counter["operator"], counter["number"], counter["state"]) == ("operator", "A001", "calling")
    assert "waited" in counter["why"]


def test_a_paused_counter_says_why_and_until_when(web, supervisor):
    operator = web.client("operator")
    operator.post("/api/v1/counters/songcong:1/open")
    operator.post("/api/v1/counters/songcong:1/pause", json={"reason": "họp", "minutes": 45})

    first, second, *_ = supervisor.get(f"{OFFICE}/supervision").json["counters"]

    assert (first["reason"], first["back_at"][-6:]) == ("họp", "+07:00")
    assert second["back_at"] is None


def test_an_alarm_is_taken_note_of_for_half_an_hour(web, supervisor):
    """Then it is told again; who took note is kept."""
    issue(web, "k1")
    web.clock.advance(1801)
    trouble = alarm(supervisor, "longest_wait")
    assert (trouble["number"], trouble["acknowledged_by"]) == ("A001", None)

    assert supervisor.post(f"{OFFICE}/alarms/{trouble['id']}/acknowledge").status_code == 204

    assert alarm(supervisor, "longest_wait")["acknowledged_by"] == "supervisor"
    web.clock.advance(1801)
    assert alarm(supervisor, "longest_wait")["acknowledged_by"] is None


def test_a_line_that_is_known_to_be_too_long_is_not_told_again_with_each_call(web, supervisor):
    operator = web.client("operator")
    issue(web, "k1"), issue(web, "k2")
    web.clock.advance(1801)
    supervisor.post(f"{OFFICE}/alarms/{alarm(supervisor, 'longest_wait')['id']}/acknowledge")
    operator.post("/api/v1/counters/songcong:1/open")
    operator.post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "n1"})

    trouble = alarm(supervisor, "longest_wait")

    assert (trouble["number"], trouble["acknowledged_by"]) == ("A002", "supervisor")


def test_a_counter_is_idle_only_when_it_has_been_free_for_long(web, supervisor):
    """In a full hall people wait for long while every counter works: a moment between two tickets is no alarm."""
    operator = web.client("operator")
    issue(web, "k1"), issue(web, "k2")
    operator.post("/api/v1/counters/songcong:1/open")
    operator.post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "n1"})
    web.clock.advance(600)
    operator.post("/api/v1/counters/songcong:1/finish", headers={"Idempotency-Key": "f1"})

    assert alarm(supervisor, "idle_counter") is None
    web.clock.advance(121)
    assert alarm(supervisor, "idle_counter")["value"] == 121.0


def test_a_long_service_is_told_where_nobody_says_that_it_started(web, supervisor):
    """Boxes with a single key only call."""
    operator = web.client("operator")
    issue(web, "k1")
    operator.post("/api/v1/counters/songcong:1/open")
    operator.post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "n1"})
    web.clock.advance(1801)

    assert alarm(supervisor, "long_service")["number"] == "A001"


def test_a_screen_that_is_silent_for_half_a_minute_is_an_alarm_until_somebody_knows(web, supervisor):
    """A dark TV is no trouble of whoever looks at a list of devices; the supervisor is told."""
    tv = next(one.id for one in web.devices.all() if one.name == "display-songcong")
    web.connected.all_displays = [a_display_seen(tv, name="Sảnh chính", last_seen=web.clock.now())]

    def silent():
        found = supervisor.get(f"{OFFICE}/supervision").json["alarms"]
        return next((one for one in found if (one["kind"], one["subject"]) == ("device_silent", "Sảnh chính")), None)

    web.clock.advance(30)
    assert silent() is None
    web.clock.advance(1)
    assert silent()["acknowledged_by"] is None

    supervisor.post(f"{OFFICE}/alarms/{silent()['id']}/acknowledge")

    assert silent()["acknowledged_by"] == "supervisor"


def test_limits_are_the_offices_own(web, supervisor):
    issue(web, "k1")
    web.clock.advance(61)
    assert alarm(supervisor, "longest_wait") is None

    web.client("administrator").patch("/api/v1/admin/offices/songcong", json={"alarm_longest_wait_s": 60.0})

    assert alarm(supervisor, "longest_wait")["value"] == 61.0


def test_a_notice_is_on_the_board_until_it_is_taken_off(web, supervisor):
    added = supervisor.post(f"{OFFICE}/notices", json={"text": {"vi": "Nghỉ 10 phút"}})
    assert added.status_code == 201
    assert supervisor.get(f"{OFFICE}/supervision").json["notices"][0]["text"] == {"vi": "Nghỉ 10 phút"}

    assert supervisor.delete(f"{OFFICE}/notices/{added.json['id']}").status_code == 204

    assert supervisor.get(f"{OFFICE}/supervision").json["notices"] == []


def test_a_member_of_staff_is_sent_to_another_counter(web, supervisor):
    """Their own console and everybody else's learn it with the next look; the ticket is called to the new counter."""
    issue(web, "k1")
    web.client("operator").post("/api/v1/counters/songcong:1/open")
    web.client("operator").post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "n1"})

    moved = supervisor.post(f"{OFFICE}/operators/operator/move", json={"to": "2", "reason": "đông người"})

    assert (moved.status_code, moved.json["counter"], moved.json["number"]) == (200, "2", "A001")
    counters = supervisor.get(f"{OFFICE}/supervision").json["counters"]
    assert [(one["state"], one["username"]) for one in counters] == [("closed", None), ("calling", "operator")]
    staff = supervisor.get(f"{OFFICE}/supervision").json["staff"]
    assert next(one for one in staff if one["username"] == "operator")["counters"] == ["2"]


def test_refused_moves_say_which_field_is_at_fault(web, supervisor):
    def move(who, **body):
        return supervisor.post(f"{OFFICE}/operators/{who}/move", json={"reason": "đổi ca", **body}).json

    web.client("operator").post("/api/v1/counters/songcong:1/open")

    assert (move("nobody", to="1")["code"], move("nobody", to="1")["status"]) == ("operator_unknown", 404)
    assert (move("supervisor", to="1")["code"], move("supervisor", to="1")["field"]) == ("counter_taken", "to")
    assert move("operator", to="2", leaves="2")["field"] == "leaves"
    assert move("operator", to="77")["code"] == "counter_unknown"


@pytest.mark.parametrize("action", ["open", "close"])
def test_a_service_that_isn_t_there_is_not_found(supervisor, action):
    """Its name is in the path; no field is at fault."""
    body = {"reason": {"vi": "Hết số"}} if action == "close" else None

    answer = supervisor.post(f"{OFFICE}/services/fish/{action}", json=body)

    assert (answer.status_code, answer.json["code"], answer.json["field"]) == (404, "service_unknown", None)


def test_a_closed_service_is_seen_by_everybody_with_its_reason(web, supervisor):
    """Kiosk, phone and board ask without credentials."""
    reason = {"vi": "Hết số", "en": "No more numbers"}

    closed = supervisor.post(f"{OFFICE}/services/land/close", json={"reason": reason})

    assert (closed.json["open"], closed.json["closed_reason"]) == (False, reason)
    shown = web.client().get(OFFICE).json["services"][0]
    assert (shown["open"], shown["closed_reason"]) == (False, reason)
    assert web.client().get(f"{OFFICE}/board").json["services"][0]["closed_reason"] == reason
    assert issue(web, "k1")["code"] == "service_closed"

    assert supervisor.post(f"{OFFICE}/services/land/open").json["open"] is True
    assert issue(web, "k2")["number"] == "A001"


def test_opening_a_service_in_the_back_office_takes_the_reason_away(web, supervisor):
    """The administrator's yes is a yes, whoever closed it."""
    supervisor.post(f"{OFFICE}/services/land/close", json={"reason": {"vi": "Hết số"}, "until_opened": True})

    web.client("administrator").patch("/api/v1/admin/services/songcong:land", json={"open": True})

    assert web.client().get(OFFICE).json["services"][0]["closed_reason"] is None
    assert web.database.reader.office("songcong").service("land").rules.closure is None


def test_the_reception_sends_somebody_to_the_right_line_and_the_audit_keeps_why(web):
    ticket = issue(web, "k1")

    sent = web.client("receptionist").post(
        f"/api/v1/tickets/{ticket['id']}/reassign", json={"service": "civil", "reason": "nhầm hàng"}
    )

    assert (sent.json["ticket"]["service"], sent.json["ticket"]["state"]) == ("civil", "waiting")
    entry = web.client("administrator").get("/api/v1/audit?office=songcong&kind=actions").json["entries"][0]
    assert (entry["what"], entry["target"], entry["reason"]) == ("ticket_reassigned", "A001", "nhầm hàng")


def test_a_supervisor_closes_a_counter_with_a_ticket(web, supervisor):
    issue(web, "k1")
    web.client("operator").post("/api/v1/counters/songcong:1/open")
    web.client("operator").post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "n1"})
    path = "/api/v1/counters/songcong:1/close"

    assert supervisor.post(path, json={"reason": "vắng"}).json["code"] == "ticket_open"
    closed = supervisor.post(path, json={"reason": "vắng", "ticket": "return"}).json

    assert (closed["state"], closed["number"]) == ("closed", None)


def test_a_printer_that_prints_nothing_is_an_alarm_until_it_prints_again(web, supervisor):
    """Low paper is none: it still prints, and the console says so."""
    web.printers.known["hall"] = PrinterStatus(online=True, paper=Paper.LOW)
    assert alarm(supervisor, "printer") is None

    web.printers.known["hall"] = PrinterStatus(online=True, paper=Paper.OUT)
    trouble = alarm(supervisor, "printer")
    assert (trouble["subject"], trouble["id"]) == ("hall", "printer:hall")
    supervisor.post(f"{OFFICE}/alarms/printer:hall/acknowledge")
    assert alarm(supervisor, "printer")["acknowledged_by"] == "supervisor"

    web.printers.known["hall"] = PrinterStatus(online=True)
    assert alarm(supervisor, "printer") is None
