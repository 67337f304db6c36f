"""Messages that could not be sent, in the back office and for programs: why, to whom in part, and once more."""

import inspect
import re

import pytest

from queue_server.adapters.notify import mail, push, webhook
from queue_server.adapters.web.admin.message_pages import REASONS
from queue_server.domain.notifying import Channel
from queue_server.domain.office import Rules
from queue_server.domain.phone import PhoneRules
from tests.builders import an_office
from tests.queue_server.domain.test_notifying import a_message
from tests.web_site import a_web_site

ADDRESS = "lan@example.vn"
LIST = "/api/v1/admin/messages?office=songcong"


@pytest.fixture
def web():
    web = a_web_site(office=an_office(("land", "civil"), ("1", "2"), rules=Rules(phone=PhoneRules(messages=True))))
    issue = {"json": {"service": "land"}, "headers": {"Idempotency-Key": "k1"}}
    ticket = web.client("receptionist").post("/api/v1/offices/songcong/tickets", **issue).json
    web.deps.messages.consents.give("songcong", ticket["id"], Channel.MAIL, ADDRESS, "vi")
    operator = web.client("operator")
    operator.post("/api/v1/counters/songcong:1/open")
    operator.post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "c1"})
    [called] = web.database.outbox.due(web.clock.now(), 9)
    old = a_message(id="near-old-mail", ticket="gone", number="A077", created_at=web.clock.now())
    web.database.offices.change("songcong", lambda tx: tx.notify.add(old))
    for one in (called.id, "near-old-mail"):
        web.database.outbox.failed(one, 8, "the mail server answered 421", None, web.clock.now())
    web.message = called.id
    return web


def press(client, path, **form):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/messages?office=songcong").text)[1]
    return client.post(f"{path}?office=songcong", data={"csrf_token": token} | form)


def test_programs_list_them_and_send_one_again(web):
    client = web.client("administrator")

    first, second = sorted(client.get(LIST).json["messages"], key=lambda one: one["number"])
    assert first == {
        "id": web.message,
        "office": "songcong",
        "number": "A001",
        "kind": "called",
        "channel": "mail",
        "address": "l…@example.vn",
        "queued_at": "2026-02-23T08:00:00.000+07:00",
        "given_up_at": "2026-02-23T08:00:00.000+07:00",
        "attempts": 8,
        "reason": "the mail server answered 421",
        "sendable": True,
    }
    assert (second["number"], second["address"], second["sendable"]) == ("A077", None, False)

    path = "/api/v1/admin/messages/songcong"
    assert client.post(f"{path}/{web.message}/send-again").status_code == 204
    assert client.post(f"{path}/{web.message}/send-again").status_code == 204
    assert client.post(f"{path}/near-old-mail/send-again").json["code"] == "message_over"
    assert client.post(f"{path}/nothing/send-again").json["code"] == "not_found"
    [due] = web.database.outbox.due(web.clock.now(), 9)
    assert (due.id, due.address) == (web.message, ADDRESS)


def test_programs_send_all_of_a_channel_again(web):
    client = web.client("administrator-songcong")
    send = "/api/v1/admin/messages/send-again"

    answer = client.post(send, json={"office": "songcong", "channel": "mail"})

    assert answer.json == {"queued": 1, "over": 1}
    assert client.post(send, json={"office": "other", "channel": "mail"}).json["code"] == "forbidden"
    assert client.post(send, json={"office": "songcong", "channel": "pigeon"}).json["field"] == "channel"


def test_the_page_says_why_shows_no_address_and_sends_again(web):
    client = web.client(cookie="administrator")
    page = client.get("/admin/messages?office=songcong").text
    assert "A077" in page
    assert "Bên nhận gặp sự cố (421)." in page
    assert "l…@example.vn" in page
    assert ADDRESS not in page

    assert "done=queued_again" in press(client, f"/admin/messages/{web.message}/send-again").location
    refused = press(client, "/admin/messages/near-old-mail/send-again")
    assert refused.status_code == 409
    assert "không gửi nữa" in refused.text
    assert len(web.database.outbox.due(web.clock.now(), 9)) == 1


def test_the_page_sends_all_again_and_says_how_many(web):
    page = press(web.client(cookie="administrator"), "/admin/messages/send-again", channel="mail")

    assert "Đã gửi lại: 1. Bỏ qua vì không còn cần nữa: 1." in page.text
    assert press(web.client(cookie="administrator"), "/admin/messages/send-again", channel="x").status_code == 422


def test_the_page_is_for_administrators(web):
    assert web.client(cookie="operator").get("/admin/messages").status_code == 403
    assert web.client().get("/admin/messages").status_code == 302


def test_supervisors_are_told_how_many_could_not_be_sent(web):
    def told():
        alarms = web.client("supervisor").get("/api/v1/offices/songcong/supervision").json["alarms"]
        return [(one["id"], one["value"]) for one in alarms if one["kind"] == "messages"]

    assert told() == [("messages:mail", 2)]
    web.client("administrator").post(f"/api/v1/admin/messages/songcong/{web.message}/send-again")
    assert told() == [("messages:mail", 1)]
    web.clock.advance(1801)
    assert told() == []


def test_every_reason_of_a_sender_is_said_in_words():
    """Administrators of an office read Vietnamese."""
    sources = [inspect.getsource(one) for one in (mail, push, webhook)]
    said = [text for source in sources for text in re.findall(r'(?:TryAgain|Undeliverable)\(f?"([^"]+)"', source)]

    assert len(said) >= 9
    for one in (*said, "mail is not set up any more", "too late"):
        text = re.sub(r"\{[^}]+\}", "503", one)
        assert any(pattern.search(text) for pattern, _ in REASONS), text
