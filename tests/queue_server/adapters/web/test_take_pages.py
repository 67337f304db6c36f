"""Numbers by phone: with and without JavaScript, only with the code at the entrance, one for each service."""

import re
from dataclasses import replace

import pytest

from queue_server.config import SecuritySection
from queue_server.domain.office import Rules
from queue_server.domain.phone import PhoneCode, PhoneRules
from tests.builders import an_office
from tests.web_site import a_web_site

PHONE = "a-phone-that-keeps-its-name"
TICKETS = "/api/v1/offices/songcong/tickets"


def a_site(code=PhoneCode.NONE, **security):
    rules = Rules(phone=PhoneRules(code=code))
    limits = {"issue_rate_limit": "off", "sign_in_rate_limit": "off"} | security
    return a_web_site(office=an_office(("land", "civil"), ("1", "2"), rules=rules), security=SecuritySection(**limits))


@pytest.fixture
def web():
    return a_site()


@pytest.fixture
def rotating():
    return a_site(PhoneCode.ROTATING)


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def form_of(page, **more):
    return {name: field(page, name) for name in ("csrf_token", "office", "key", "code")} | {"service": "land"} | more


def issue(web, key, client=None, **body):
    client = client or web.client()
    return client.post(TICKETS, json={"service": "land"} | body, headers={"Idempotency-Key": key})


def bare(page, token):
    """Return a page without what differs each time."""
    return re.sub(r'content="[^"]{60,}"', "", page.text).replace(token, "")


def code_now(web):
    return web.for_pages.entrance.code(web.database.reader.office("songcong"))


def test_the_entrance_s_code_is_a_secret_only_while_it_changes(web, rotating):
    """A lobby screen without a token shows a code that anybody may have; a changing one is for the office's screens."""
    picture = "/o/songcong/entrance/qr.svg"

    assert web.client().get(picture).mimetype == "image/svg+xml"
    assert rotating.client().get(picture).status_code == 302
    assert rotating.client(cookie="display-songcong").get(picture).mimetype == "image/svg+xml"
    assert web.client().get("/o/other/entrance/qr.svg").status_code == 302


def test_a_number_is_taken_by_the_form_and_once_for_each_form(web):
    """Without JavaScript; a second tap and the browser's "send again" find the same number."""
    client = web.client()
    form = form_of(client.get("/take?office=songcong"))

    first, again = client.post("/take", data=form), client.post("/take", data=form)

    assert (first.status_code, first.location) == (303, again.location)
    assert "A001" in client.get(first.location).text
    assert len(web.database.reader.tickets("songcong", (), None, 10)) == 1


def test_a_phone_finds_its_number_again_and_gets_no_second_one(web):
    client = web.client()
    form = form_of(client.get("/take?office=songcong"))
    mine = client.post("/take", data=form).location

    page = client.get("/take?office=songcong")
    assert mine in page.text
    refused = client.post("/take", data=form_of(page))
    assert "refused=phone_has_ticket" in refused.location
    assert "Điện thoại này" in client.get(refused.location).text
    assert mine not in web.client().get("/take?office=songcong").text


def test_one_open_number_for_each_phone_and_service(web):
    """Giving it up, or being served, makes room for the next; another service is another line."""
    first = issue(web, "k1", phone=PHONE)
    assert first.status_code == 201
    assert issue(web, "k1", phone=PHONE).json == first.json

    refused = issue(web, "k2", phone=PHONE)
    assert (refused.status_code, refused.json["code"]) == (409, "phone_has_ticket")
    assert issue(web, "k3", phone=PHONE, service="civil").status_code == 201
    assert issue(web, "k4", phone=PHONE + "2").status_code == 201
    assert issue(web, "k5").status_code == 201

    web.client().delete(f"/api/v1/tickets/{first.json['token']}")
    assert issue(web, "k6", phone=PHONE).status_code == 201


def test_a_telephone_number_names_a_phone_however_it_is_written(web):
    """Programs that know the caller's number send that; blanks and the country's code make no second phone."""
    assert issue(web, "k1", phone="0912 345 678").status_code == 201

    refused = issue(web, "k2", phone="+84912345678")

    assert (refused.status_code, refused.json["code"]) == (409, "phone_has_ticket")
    assert issue(web, "k3", phone="0912345679").status_code == 201


def test_a_phone_s_name_is_kept_as_a_hash_alone(web):
    """The table doesn't tell which phone it was."""
    issue(web, "k1", phone=PHONE)

    assert PHONE not in str(web.database.reader._database.state.phones)


def test_without_the_code_of_the_moment_no_number(rotating):
    web = rotating
    assert issue(web, "k1").json["code"] == "phone_code_wrong"
    assert issue(web, "k2", code="000000000000", phone=PHONE).status_code == 403
    assert web.client().get("/take?office=songcong").status_code == 403

    code = code_now(web)
    assert issue(web, "k3", code=code).status_code == 201
    web.clock.advance(61)
    assert issue(web, "k4", code=code).json["code"] == "phone_code_wrong"


def test_kiosks_and_staff_need_no_code(rotating):
    assert issue(rotating, "k1", rotating.client("kiosk-songcong")).status_code == 201
    assert issue(rotating, "k2", rotating.client("receptionist")).status_code == 201


def test_whoever_has_scanned_has_time_to_choose(rotating):
    """Reading the list takes longer than a code is shown; a copied address helps nobody else."""
    web = rotating
    client = web.client()
    form = form_of(client.get(f"/take?office=songcong&code={code_now(web)}"))
    web.clock.advance(590)
    friend = web.client()
    assert friend.get(f"/take?office=songcong&code={form['code']}").status_code == 403

    assert client.get(f"/take?office=songcong&code={form['code']}").status_code == 200
    assert client.post("/take", data=form).location.startswith("/t/")
    web.clock.advance(11)
    late = client.post("/take", data=form | {"key": "other", "service": "civil"})
    assert "refused=phone_code_wrong" in late.location


def test_the_entrance_shows_its_code_to_the_office_s_own_screens_only(rotating):
    """Whoever could see it from home could queue from home."""
    web, page, picture = rotating, "/o/songcong/entrance", "/o/songcong/entrance/qr.svg"

    for who in ("display-songcong", "kiosk-songcong", "receptionist-songcong"):
        assert web.client(cookie=who).get(page).status_code == 200
        drawn = web.client(cookie=who).get(picture)
        assert (drawn.mimetype, drawn.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    for path in (page, picture):
        assert web.client().get(path).status_code == 302
        assert web.client(cookie="display-other").get(path).status_code == 403
        assert web.client(cookie="bridge-songcong").get(path).status_code == 403


def test_the_picture_changes_with_the_code(rotating):
    client = rotating.client(cookie="display-songcong")
    before = client.get("/o/songcong/entrance/qr.svg").data
    rotating.clock.advance(31)

    assert client.get("/o/songcong/entrance/qr.svg").data != before


def test_an_office_without_phone_tickets_has_neither_page_nor_entrance(web):
    assert web.client().get("/take?office=other").status_code == 403
    assert web.client(cookie="display-other").get("/o/other/entrance").status_code == 403
    assert web.client().get("/take").status_code == 200


def test_the_form_is_no_way_around_the_limit():
    web = a_site(issue_rate_limit="2/hour")
    clients = [web.client() for _ in range(3)]

    answers = [one.post("/take", data=form_of(one.get("/take?office=songcong"))) for one in clients]

    assert [answer.location.startswith("/t/") for answer in answers] == [True, True, False]
    assert "rate_limited" in answers[2].location


def test_an_old_token_is_as_good_as_none(web):
    """Page, API, QR code and moves: everywhere the same answer as for a guess."""
    ticket = issue(web, "k1").json
    web.client().delete(f"/api/v1/tickets/{ticket['token']}")
    page = f"/t/{ticket['token']}"
    assert web.client().get(page).status_code == 200

    web.clock.advance(86401)

    old, guess = web.client().get(page), web.client().get("/t/nothing")
    assert (old.status_code, guess.status_code) == (404, 404)
    assert bare(old, ticket["token"]) == bare(guess, "nothing")
    assert ticket["number"] not in old.text
    assert web.client().get(f"{page}/qr.svg").status_code == 404
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/late"), ("POST", "/back")):
        api = f"/api/v1/tickets/{ticket['token']}{path}"
        assert web.client().open(api, method=method).json["code"] == "ticket_unknown"


def test_who_guesses_is_slowed_down_and_holders_are_not():
    web = a_site(token_rate_limit="5/hour")
    ticket, client = issue(web, "k1").json, web.client()

    answers = [client.get(f"/api/v1/tickets/guess{count}").status_code for count in range(7)]

    assert answers == [404] * 5 + [429] * 2
    assert client.get("/t/another").status_code == 429
    assert client.get(f"/api/v1/tickets/{ticket['token']}").status_code == 200
    assert client.get(f"/t/{ticket['token']}").status_code == 200


def test_a_ticket_near_its_turn_says_so(web):
    tickets = [issue(web, f"k{count}").json for count in range(6)]

    def is_near(ticket):
        return re.search(r'id="near"( hidden)?', web.client().get(f"/t/{ticket['token']}").text)[1] is None

    assert [is_near(one) for one in tickets] == [True, True, True, True, False, False]


def test_the_back_office_sets_what_phones_need(web):
    administrator, path = web.client("administrator"), "/api/v1/admin/phones/songcong"
    assert administrator.get(path).json["phone_code"] == "none"

    changed = administrator.patch(path, json={"phone_code": "rotating", "near_ahead": 1})

    assert changed.status_code == 200
    rules = web.database.reader.office("songcong").rules.phone
    assert rules == replace(PhoneRules(), code=PhoneCode.ROTATING, near_ahead=1)
    assert administrator.patch(path, json={"phone_code": "magic"}).status_code == 422
