"""Consent on the ticket's page: what is asked, and what is shown back."""

import re

import pytest

from queue_server.domain.notifying import Channel
from queue_server.domain.office import Rules
from queue_server.domain.phone import PhoneRules
from tests.builders import an_office
from tests.web_site import a_web_site

TICKETS = "/api/v1/offices/songcong/tickets"


def a_site(messages=True):
    rules = Rules(phone=PhoneRules(messages=messages))
    return a_web_site(office=an_office(("land", "civil"), ("1", "2"), rules=rules))


@pytest.fixture
def web():
    return a_site()


def issue(web):
    return web.client().post(TICKETS, json={"service": "land"}, headers={"Idempotency-Key": "k1"}).json


def csrf(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def test_an_address_is_taken_with_consent_and_shown_back_in_part(web):
    """Whoever looks over a shoulder, or finds the ticket, doesn't learn it."""
    ticket, client = issue(web), web.client()
    path = f"/t/{ticket['token']}"
    page = client.get(path)
    assert "tối đa 1 ngày" in page.text
    form = {"csrf_token": csrf(page), "channel": "webhook", "address": "091 234 5678", "consent": "yes"}

    assert client.post(f"{path}/notify", data=form).status_code == 303

    page = client.get(path).text
    assert "…678" in page
    assert "0912345678" not in page
    [contact] = web.database.outbox.contacts(ticket["id"])
    assert (contact.channel, contact.address, contact.language) == (Channel.WEBHOOK, "0912345678", "vi")

    client.post(f"{path}/notify/stop", data={"csrf_token": form["csrf_token"], "channel": "webhook"})
    assert list(web.database.outbox.contacts(ticket["id"])) == []


@pytest.mark.parametrize("changed", [{"consent": None}, {"address": "12"}, {"channel": "pigeon"}, {"channel": "push"}])
def test_without_consent_or_a_right_address_nothing_is_kept(web, changed):
    ticket, client = issue(web), web.client()
    path = f"/t/{ticket['token']}"
    form = {"csrf_token": csrf(client.get(path)), "channel": "mail", "address": "lan@example.vn", "consent": "yes"}
    sent = {name: value for name, value in (form | changed).items() if value is not None}

    answer = client.post(f"{path}/notify", data=sent)

    assert "refused=invalid" in answer.location
    assert list(web.database.outbox.contacts(ticket["id"])) == []


def test_forms_need_the_page_s_token_and_a_ticket(web):
    ticket, client = issue(web), web.client()
    token = csrf(client.get(f"/t/{ticket['token']}"))
    form = {"channel": "mail", "address": "lan@example.vn", "consent": "yes"}

    for path in ("notify", "notify/stop"):
        assert client.post(f"/t/{ticket['token']}/{path}", data=form).status_code == 403
        assert client.post(f"/t/nobody/{path}", data=form | {"csrf_token": token}).status_code == 404


def test_it_is_offered_only_where_the_office_sends_and_while_the_ticket_is_open(web):
    quiet = a_site(messages=False)
    assert 'name="consent"' not in quiet.client().get(f"/t/{issue(quiet)['token']}").text
    ticket = issue(web)
    assert 'name="consent"' in web.client().get(f"/t/{ticket['token']}").text
    web.client().delete(f"/api/v1/tickets/{ticket['token']}")
    assert 'name="consent"' not in web.client().get(f"/t/{ticket['token']}").text


def test_the_worker_of_the_browser_s_messages_comes_from_the_root(web):
    """Elsewhere it could not open a ticket's page."""
    answer = web.client().get("/push_worker.js")

    assert answer.status_code == 200
    assert "javascript" in answer.mimetype
