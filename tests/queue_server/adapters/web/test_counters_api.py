"""Counters over HTTP: opening, calling, serving, undoing; every refusal with its code."""

import itertools

import pytest

from tests.web_app import a_web_app

TICKETS = "/api/v1/offices/songcong/tickets"
KEYS = itertools.count()


@pytest.fixture
def web():
    return a_web_app()


def do(client, step, at="songcong:1", **body):
    return client.post(
        f"/api/v1/counters/{at}/{step}", json=body or None, headers={"Idempotency-Key": f"k{next(KEYS)}"}
    )


def issue(web, **body):
    answer = web.client().post(TICKETS, json={"service": "land"} | body, headers={"Idempotency-Key": f"k{next(KEYS)}"})
    return answer.json


def at_work(web, who="operator", tickets=1, counter="songcong:1"):
    client = web.client(who)
    do(client, "open", counter)
    for _ in range(tickets):
        issue(web)
    return client


def refusal(answer):
    return answer.status_code, answer.json["code"]


def test_a_counter_is_opened_paused_resumed_and_closed(web):
    """Each answer is the counter as it is now."""
    client = web.client("operator")

    steps = [do(client, "open"), do(client, "pause", reason="Nghỉ trưa"), do(client, "resume"), do(client, "close")]

    assert [one.json["state"] for one in steps] == ["open", "paused", "open", "closed"]
    assert steps[1].json["reason"] == "Nghỉ trưa"
    assert [one.json["revision"] for one in steps] == [2, 3, 4, 5]


def test_a_pause_needs_a_reason_of_more_than_blanks(web):
    """Colleagues and supervisors read it."""
    client = at_work(web, tickets=0)

    assert [refusal(do(client, "pause", reason=blank)) for blank in ("", "   ")] == [(422, "invalid")] * 2
    assert do(client, "pause", reason="  Họp ").json["reason"] == "Họp"


def test_opening_ones_own_counter_again_is_fine_and_anothers_is_not(web):
    """A supervisor takes over."""
    at_work(web, "operator")

    assert do(web.client("operator"), "open").status_code == 200
    assert refusal(do(web.client("operator-songcong"), "open")) == (409, "counter_taken")
    assert do(web.client("supervisor"), "open").status_code == 200


def test_an_office_in_the_body_has_to_be_the_counters(web):
    """It may be said twice, not differently."""
    client = web.client("operator")

    assert do(client, "open", office="songcong").status_code == 200
    wrong = do(client, "open", office="other")
    assert (*refusal(wrong), wrong.json["field"]) == (422, "invalid", "office")


@pytest.mark.parametrize(
    ("counter", "status", "code"),
    [
        ("songcong:77", 404, "counter_unknown"),
        ("nowhere:1", 404, "office_unknown"),
        ("c77", 404, "counter_unknown"),
        ("1", 404, "counter_unknown"),
        ("songcong:", 404, "not_found"),
        (":1", 404, "not_found"),
        ("songcong:%00", 404, "not_found"),
        ("%00", 404, "not_found"),
        ("x" * 200, 404, "not_found"),
    ],
)
def test_what_is_no_counter_is_404(web, counter, status, code):
    """Also names that no database should be asked for."""
    assert refusal(do(web.client("operator"), "open", counter)) == (status, code)


def test_calling_needs_an_open_counter_and_somebody_waiting(web):
    """Nothing changes when refused."""
    client = web.client("operator")

    assert refusal(do(client, "call-next")) == (409, "counter_closed")
    do(client, "open")
    assert refusal(do(client, "call-next")) == (409, "queue_empty")
    do(client, "pause", reason="Nghỉ trưa")
    assert refusal(do(client, "call-next")) == (409, "counter_paused")


def test_one_ticket_through_the_day(web):
    """Call, recall, start, finish; the answer names ticket, counter and reason."""
    client = at_work(web)

    called = do(client, "call-next").json
    assert (called["ticket"]["number"], called["ticket"]["state"], called["ticket"]["counter"]) == (
        "A001",
        "called",
        "1",
    )
    assert called["reason"].startswith("policy accumulating")
    assert do(client, "recall").json["ticket"]["state"] == "called"
    assert do(client, "start").json["ticket"]["state"] == "serving"
    assert refusal(do(client, "recall")) == (409, "illegal_transition")
    assert refusal(do(client, "close")) == (409, "ticket_open")
    assert do(client, "finish").json["ticket"]["state"] == "finished"
    assert refusal(do(client, "finish")) == (409, "no_ticket")


def test_call_next_finishes_the_ticket_before(web):
    """One call does both; a service may be chosen."""
    client = at_work(web, tickets=2)
    issue(web, service="civil")
    do(client, "call-next")

    assert do(client, "call-next", service="civil").json["ticket"]["number"] == "B001"
    assert refusal(do(client, "call-next", service="tax")) == (422, "service_unknown")


def test_a_given_ticket_is_called_by_its_id_for_a_reason(web):
    """Not by its number, nor by its secret, nor when another counter has it."""
    client, second = at_work(web, tickets=0), at_work(web, "operator-songcong", 0, "songcong:2")
    ticket = issue(web)

    assert refusal(do(client, "call", ticket=ticket["token"], reason="x")) == (404, "ticket_unknown")
    assert refusal(do(client, "call", ticket=ticket["id"], reason="")) == (422, "invalid")
    assert refusal(do(client, "call", ticket=ticket["id"], reason=" \t ")) == (422, "invalid")
    assert do(client, "call", ticket=ticket["id"], reason="Người già").json["reason"].endswith("Người già")
    assert refusal(do(second, "call", "songcong:2", ticket=ticket["id"], reason="x")) == (409, "ticket_taken")


def test_a_no_show_takes_its_time(web):
    """Two calls and twenty seconds."""
    client = at_work(web)
    do(client, "call-next")

    assert refusal(do(client, "no-show")) == (409, "no_show_too_soon")
    do(client, "recall")
    web.clock.advance(30)
    assert do(client, "no-show").json["ticket"]["state"] == "no_show"


@pytest.mark.parametrize("minutes", [0, -1, 1441, "5", 1e400])
def test_a_hold_has_a_sensible_length(web, minutes):
    """Longer than a day, or no time at all, is a mistake."""
    client = at_work(web)
    do(client, "call-next")
    body = f'{{"minutes": {minutes if minutes != float("inf") else "1e400"}}}' if minutes != "5" else '{"minutes": "5"}'

    answer = client.post(
        "/api/v1/counters/songcong:1/hold",
        data=body,
        headers={"Idempotency-Key": "h", "Content-Type": "application/json"},
    )

    assert (*refusal(answer), answer.json["field"]) == (422, "invalid", "minutes")


def test_a_held_ticket_waits_again(web):
    """After its minutes."""
    client = at_work(web)
    do(client, "call-next")

    assert do(client, "hold", minutes=1.5, reason="Photo").json["ticket"]["state"] == "held"
    web.clock.advance(91)
    assert do(client, "call-next").json["ticket"]["number"] == "A001"


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"service": "civil", "counter": "2"}, 422, "invalid"),
        ({"service": "tax"}, 422, "service_unknown"),
        ({"counter": "77"}, 404, "counter_unknown"),
        ({"operator": "nobody"}, 422, "operator_unknown"),
        ({"operator": "operator-other"}, 422, "operator_unknown"),
    ],
)
def test_a_transfer_names_one_target_that_exists(web, target, status, code):
    """Service, counter or operator of this office."""
    client = at_work(web)
    do(client, "call-next")

    assert refusal(do(client, "transfer", note="x", **target)) == (status, code)


@pytest.mark.parametrize("target", [{"service": "civil"}, {"counter": "2"}, {"operator": "supervisor"}])
def test_a_transferred_ticket_waits_elsewhere(web, target):
    """On the same number."""
    client = at_work(web)
    do(client, "call-next")

    moved = do(client, "transfer", position="first", come_back=True, **target).json["ticket"]

    assert (moved["number"], moved["state"], moved["counter"]) == ("A001", "waiting", None)


def test_the_last_step_is_undone_once(web):
    """The ticket waits again; a second undo finds nothing."""
    client = at_work(web)
    do(client, "call-next")

    assert do(client, "undo").json["ticket"] is None
    assert refusal(do(client, "undo")) == (409, "no_undo")
    assert do(client, "call-next").json["ticket"]["number"] == "A001"
    web.clock.advance(31)
    assert refusal(do(client, "undo")) == (409, "undo_too_late")


def test_steps_without_fields_take_no_fields(web):
    """A body that can't be meant is refused, none is fine."""
    client = at_work(web)
    do(client, "call-next")

    answer = do(client, "finish", remark="x")

    assert (*refusal(answer), answer.json["field"]) == (422, "invalid", "remark")
    assert do(client, "finish").status_code == 200


def test_staff_see_who_works_where_and_why_a_counter_rests(web):
    """So that a console can say whose counter it is, and that a colleague is at lunch."""
    client = web.client("operator")
    do(client, "open")
    do(client, "pause", reason="Nghỉ trưa", minutes=45)

    desks = web.client("receptionist").get("/api/v1/offices/songcong/desks").json["desks"]

    first = desks[0]
    assert (first["counter"], first["state"], first["name"], first["reason"]) == (
        "1",
        "paused",
        "operator",
        "Nghỉ trưa",
    )
    assert first["back_at"].endswith("+07:00")
    assert (desks[1]["state"], desks[1]["operator"], desks[1]["name"]) == ("closed", None, None)
