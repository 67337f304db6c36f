"""Ratings by API and on pages: on the ticket's page, at a kiosk, on a tablet, in reports, as an alarm."""

import io
import re

import openpyxl
import pytest

from queue_server.adapters.web.rating_pages import token_of
from queue_server.domain.procedure import Procedure
from tests.web_site import a_web_site

OFFICE = "/api/v1/offices/songcong"
COUNTER = "/api/v1/counters/songcong:1"


@pytest.fixture
def web():
    return a_web_site()


def act(web, action, key, **body):
    return web.client("operator").post(f"{COUNTER}/{action}", json=body, headers={"Idempotency-Key": key})


def served(web, key="1", **wish):
    """Serve somebody new at counter 1 and return the ticket."""
    headers = {"Idempotency-Key": f"i{key}"}
    body = {"service": "land"} | wish
    ticket = web.client("kiosk-songcong").post(f"{OFFICE}/tickets", json=body, headers=headers).json
    web.client("operator").post(f"{COUNTER}/open")
    for action in ("call-next", "start", "finish"):
        assert act(web, action, f"{action}{key}").status_code == 200
    return ticket


def rate(web, ticket, **body):
    return web.client().post(f"/api/v1/tickets/{ticket['token']}/rating", json=body)


def test_a_ticket_is_rated_by_its_token(web):
    ticket = served(web)

    answer = rate(web, ticket, score=4, reasons=["attitude"], comment="tốt")

    assert answer.status_code == 200
    assert (answer.json["number"], answer.json["score"], answer.json["reasons"]) == ("A001", 4, ["attitude"])
    assert rate(web, ticket, score=4, reasons=["attitude"], comment="tốt").json == answer.json
    web.clock.advance(61)
    assert rate(web, ticket, score=1).json["code"] == "rating_closed"


@pytest.mark.parametrize(
    ("body", "field"),
    [({"score": 0}, "score"), ({}, "score"), ({"score": 3, "reasons": ["no"]}, "reasons"), ({"score": 3, "x": 1}, "x")],
)
def test_what_is_wrong_is_named(web, body, field):
    answer = rate(web, served(web), **body)

    assert answer.status_code == 422
    assert field in str(answer.json)


def test_only_the_token_rates(web):
    ticket = served(web)

    for token in (ticket["id"], ticket["number"], "nothing"):
        answer = web.client().post(f"/api/v1/tickets/{token}/rating", json={"score": 5})
        assert (answer.status_code, answer.json["code"]) == (404, "ticket_unknown")


def test_a_tablet_asks_and_rates(web):
    served(web)
    tablet = web.client("display-songcong")
    asked = tablet.get(f"{COUNTER}/rating").json
    assert (asked["number"], asked["counter_name"], asked["score"], asked["changeable"]) == (
        "A001",
        "Quầy 1",
        None,
        True,
    )

    body = {"turn": asked["turn"], "score": 2, "reasons": ["waiting"]}
    answer = tablet.post(f"{COUNTER}/rating", json=body, headers={"Idempotency-Key": "r1"})
    again = tablet.post(f"{COUNTER}/rating", json=body, headers={"Idempotency-Key": "r1"})

    assert answer.json["score"] == 2
    assert again.headers["Idempotent-Replayed"] == "true"
    assert tablet.get(f"{COUNTER}/rating").json["score"] == 2
    assert tablet.post(f"{COUNTER}/rating", json=body | {"turn": "x.0"}).json["code"] == "rating_closed"


def test_a_low_rating_alarms_the_supervisor_until_it_is_seen(web):
    """So that somebody can talk to the citizen who is still in the lobby."""
    supervisor = web.client("supervisor")
    rate(web, served(web), score=1)

    [alarm] = [one for one in supervisor.get(f"{OFFICE}/supervision").json["alarms"] if one["kind"] == "low_rating"]
    assert (alarm["subject"], alarm["number"], alarm["value"]) == ("1", "A001", 1)

    assert supervisor.post(f"{OFFICE}/alarms/{alarm['id']}/acknowledge").status_code == 204
    [alarm] = [one for one in supervisor.get(f"{OFFICE}/supervision").json["alarms"] if one["kind"] == "low_rating"]
    assert alarm["acknowledged_by"] == "supervisor"
    web.clock.advance(1801)
    assert "low_rating" not in str(supervisor.get(f"{OFFICE}/supervision").json["alarms"])


def test_reports_tell_no_single_answer(web):
    """Four ratings are few; with the fifth their mean is told, with what it means."""
    auditor = web.client("auditor")

    def report(**query):
        return auditor.get("/api/v1/reports/satisfaction", query_string={"office": "songcong"} | query).json

    tickets = [served(web, str(key)) for key in range(5)]
    for ticket in tickets[:4]:
        rate(web, ticket, score=5, reasons=["attitude"])
    assert report()["rows"][0]["figures"]["score_mean"] is None

    rate(web, tickets[4], score=1)

    told = report()
    assert (told["rows"][0]["group"], told["rows"][0]["figures"]["score_mean"]) == ("land", 4.2)
    assert "1 (very dissatisfied)" in told["definition"]["en"]
    assert tickets[0]["token"] not in str(told)
    assert report(group="reason")["rows"][0]["label"]["en"] == "How I was treated"
    assert report(group="counter")["rows"][0]["label"]["vi"] == "Quầy 1"
    assert [row["figures"]["ratings"] for row in report(group="operator")["rows"]] == [5]
    for suffix in ("csv", "xlsx", "pdf"):
        assert auditor.get(f"/api/v1/reports/satisfaction.{suffix}?office=songcong").status_code == 200


def test_satisfaction_is_told_by_procedure_and_small_groups_stay_hidden(web):
    """A rating counts for what its holder came for; a procedure that is gone is told by its code."""
    birth = Procedure(code="1.001193", name="Đăng ký khai sinh", field="Hộ tịch")
    gone = Procedure(code="2.000002", name="Đã bãi bỏ", field="Hộ tịch")
    web.database.catalogue.load([[birth, gone]], keep_others=False)
    wishes = [{"procedure": birth.code}] * 6 + [{"procedure": gone.code}] * 5 + [{}] * 2
    for key, wish in enumerate(wishes):
        rate(web, served(web, str(key), **wish), score=5 if "procedure" in wish else 1)
    web.database.catalogue.remove(gone.code)
    operator = web.client("operator")

    def report(suffix="", **query):
        asked = {"office": "songcong", "group": "procedure"} | query
        return operator.get(f"/api/v1/reports/satisfaction{suffix}", query_string=asked)

    told = report().json
    assert (told["group"], told["group_title"]["en"]) == ("procedure", "Procedure")
    assert [(row["group"], row["label"]["vi"], row["figures"]["ratings"]) for row in told["rows"]] == [
        ("1.001193", "Đăng ký khai sinh (1.001193)", 6),
        ("", "Không chọn thủ tục", None),
        ("2.000002", "2.000002", None),
    ]
    assert told["total"]["figures"]["ratings"] == 13
    assert "Đăng ký khai sinh (1.001193),6,5," in report(".csv").text
    sheet = openpyxl.load_workbook(io.BytesIO(report(".xlsx").data)).active
    assert (sheet["A5"].value, sheet["B5"].value) == ("Đăng ký khai sinh (1.001193)", 6)
    assert report(".pdf").data[:5] == b"%PDF-"


def test_how_single_members_of_staff_are_rated_is_for_those_who_supervise_them(web):
    answer = web.client("operator").get("/api/v1/reports/satisfaction?office=songcong&group=operator")

    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert web.client("operator").get("/api/v1/reports/satisfaction?office=songcong").status_code == 200


def test_the_ticket_s_page_takes_a_rating_as_a_form(web):
    ticket, client = served(web), web.client()
    page = client.get(f"/t/{ticket['token']}").text
    assert 'name="score"' in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"csrf_token": token, "score": "3", "reasons": "fees", "comment": "được\r\n\x07"}

    answer = client.post(f"/t/{ticket['token']}/rate", data=form)

    assert answer.status_code == 303
    assert "Cảm ơn" in client.get(answer.location).text
    rating = web.database.ratings.rating(ticket["id"], 0)
    assert (rating.score, rating.reasons, rating.comment) == (3, ("fees",), "được")
    assert client.post(f"/t/{ticket['token']}/rate", data={"score": "3"}).status_code == 403
    for score in ("", "12", "6"):
        wrong = client.post(f"/t/{ticket['token']}/rate", data={"csrf_token": token, "score": score})
        assert "refused=invalid" in wrong.location


@pytest.mark.parametrize("typed", ["{token}", "https://so.example.vn/t/{token}", " http://x/t/{token}/?lang=en \n"])
def test_a_scanner_types_the_address_on_the_ticket(web, typed):
    ticket, client = served(web), web.client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/rate").text)[1]

    answer = client.post("/rate", data={"csrf_token": token, "code": typed.format(token=ticket["token"])})

    assert (answer.status_code, answer.location) == (303, f"/rate/{ticket['token']}")
    page = client.get(answer.location).text
    assert 'name="here"' in page
    thanks = client.post(
        f"/t/{ticket['token']}/rate?lang=en", data={"csrf_token": token, "score": "5", "here": "1"}
    ).location
    assert thanks.startswith(f"/rate/{ticket['token']}?lang=en&thanks=1")
    assert "Your rating helps us" in client.get(thanks).text


def test_a_code_of_nothing_is_told_so(web):
    client = web.client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/rate").text)[1]

    for code in ("A001", "http://[abc", ""):
        assert client.post("/rate", data={"csrf_token": token, "code": code}).status_code == 404
    assert client.get("/rate/nothing").status_code == 404
    assert token_of("") == ""


def test_the_tablet_s_page_is_for_the_office_s_own_devices_and_staff(web):
    assert web.client(cookie="display-songcong").get("/rating/songcong:1").status_code == 200
    assert web.client(cookie="kiosk-songcong").get("/rating/1?office=songcong").status_code == 200
    assert web.client(cookie="operator").get("/rating/c1").status_code == 200
    assert web.client(cookie="display-other").get("/rating/songcong:1").status_code == 403
    assert web.client().get("/rating/songcong:1").status_code == 302
    assert web.client(cookie="operator").get("/rating/songcong:77").status_code == 404


def test_the_back_office_sets_reasons_and_limits(web):
    administrator = web.client("administrator")
    path = "/api/v1/admin/ratings/songcong"
    assert "attitude = Thái độ phục vụ | How I was treated" in administrator.get(path).json["reasons"]

    changed = administrator.patch(path, json={"reasons": "toilet = Nhà vệ sinh | Toilets\n\n", "low": 3, "least": 1})

    assert changed.status_code == 200
    rules = web.database.reader.office("songcong").rules.rating
    assert [(one.code, one.name["en"]) for one in rules.reasons] == [("toilet", "Toilets")]
    assert (rules.low, rules.least) == (3, 1)
    assert administrator.patch(path, json={"reasons": "no words"}).json["code"] == "invalid"
    assert administrator.patch(path, json={"reasons": "a = A\na = B"}).json["code"] == "taken"
