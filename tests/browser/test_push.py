"""The browser's own messages in a real browser: asked for on the ticket's page, shown, and leading back to it.

A browser without a push service can't subscribe, so the subscription is the test's own; all else is the real thing:
page, server, encryption, service worker and notification. The push itself is handed over by DevTools.
"""

import json
from contextlib import closing
from dataclasses import replace

import pytest

from queue_server.adapters.notify.push import WebPush
from queue_server.adapters.web.page_wiring import register_pages_of
from queue_server.domain.notice_texts import text_of
from queue_server.domain.notifying import Channel
from queue_server.domain.office import Rules
from queue_server.domain.phone import PhoneRules
from queue_server.usecases.notifying import Consents
from tests.browser.test_accessibility import violations
from tests.browser.test_overflow import overflow
from tests.builders import an_office
from tests.queue_server.adapters.notify.browser import Browser
from tests.queue_server.adapters.notify.receivers import Gateway
from tests.web_app import a_web_app
from tests.web_site import served

SUBSCRIBE = """
PushManager.prototype.subscribe = async function (asked) {
  window.subscribedWith = [...asked.applicationServerKey];
  window.visibleOnly = asked.userVisibleOnly;
  return SUBSCRIPTION;
};
"""
SHOWN = """
async () => {
  const [one] = await (await navigator.serviceWorker.ready).getNotifications();
  return one && { title: one.title, body: one.body, tag: one.tag };
}
"""
CLICK = """
async () => {
  self.opened = [];
  self.clients.openWindow = async (path) => { self.opened.push(path); };
  self.clients.matchAll = async () => self.pages ?? [];
  const [notification] = await self.registration.getNotifications();
  const click = new NotificationEvent("notificationclick", { notification });
  const waits = [];
  click.waitUntil = (promise) => waits.push(promise);
  self.dispatchEvent(click);
  await Promise.all(waits);
  return self.opened;
}
"""


@pytest.fixture(scope="module")
def push(tmp_path_factory):
    return WebPush(tmp_path_factory.mktemp("push") / "push.pem", "mailto:so@example.vn")


@pytest.fixture(scope="module")
def web(push):
    office = an_office(("land", "civil"), ("1", "2"), rules=Rules(phone=PhoneRules(messages=True)))
    web = a_web_app(office=office)
    consents = Consents(web.database.offices, web.database.outbox, frozenset({Channel.PUSH}))
    desk = replace(web.deps.messages, consents=consents, push_key=push.public_key)
    register_pages_of(web.app, replace(web.deps, messages=desk), web.for_pages, web.database.accounts)
    return web


@pytest.fixture(scope="module")
def base_url(web):
    with served(web) as url:
        yield url


def issue(web, key):
    wish = {"json": {"service": "land"}, "headers": {"Idempotency-Key": key}}
    return web.client("kiosk-songcong").post("/api/v1/offices/songcong/tickets", **wish).json


def call(web):
    operator = web.client("operator")
    operator.post("/api/v1/counters/songcong:1/open")
    operator.post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "call"})
    [message] = web.database.outbox.due(web.clock.now(), 9)
    return message


def soon(page, look):
    """Return what is found once there is something; events of DevTools arrive while the page waits."""
    for _ in range(600):
        if found := look():
            return found
        page.wait_for_timeout(50)
    raise AssertionError("it never came")


def deliver(page, base_url, data):
    """Hand a push to the worker, as the browser does when its service sends one."""
    devtools, found = page.context.new_cdp_session(page), []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one for one in event["registrations"] if base_url in one["scopeURL"]),
    )
    devtools.send("ServiceWorker.enable")
    registration = soon(page, lambda: found[-1:])[0]["registrationId"]
    devtools.send(
        "ServiceWorker.deliverPushMessage", {"origin": base_url, "registrationId": registration, "data": data}
    )


def test_a_call_reaches_the_browser_and_leads_to_the_ticket(new_page, web, push, base_url):
    page = new_page(390, 844)
    page.context.grant_permissions(["notifications"], origin=base_url)
    browser, ticket = Browser(), issue(web, "asked")
    with closing(Gateway()) as service:
        page.add_init_script(SUBSCRIBE.replace("SUBSCRIPTION", browser.subscription(service.url)))
        page.goto(f"/t/{ticket['token']}")
        page.click(".notify summary")
        page.check("#push [name=consent]")
        with page.expect_navigation():
            page.click("#push button")

        [contact] = web.database.outbox.contacts(ticket["id"])
        assert json.loads(contact.address) == json.loads(browser.subscription(service.url))
        assert page.locator(".notify form[action$='/stop']").count() == 1
        message = call(web)
        push.send(message, "Một cửa", text_of(message, "Một cửa"), f"https://so.example.vn/t/{ticket['token']}")
        [(_, body)] = service.taken

    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    deliver(page, base_url, browser.read(body).decode())

    shown = soon(page, lambda: page.evaluate(SHOWN))
    assert shown == {"title": "Một cửa", "body": f"Một cửa: mời số {ticket['number']} đến Quầy 1.", "tag": message.id}

    [worker] = page.context.service_workers
    assert worker.evaluate(CLICK) == [f"/t/{ticket['token']}"]


def test_a_browser_that_lets_nothing_through_says_so(new_page, web):
    """The citizen refused, or it has no push service; the number can still be followed on the page."""
    page, ticket = new_page(390, 844), issue(web, "refused")
    page.add_init_script("PushManager.prototype.subscribe = () => Promise.reject(new DOMException('', 'AbortError'))")
    page.goto(f"/t/{ticket['token']}")
    page.click(".notify summary")
    page.check("#push [name=consent]")
    page.click("#push button")

    page.wait_for_selector("#push [role=alert]:visible")
    assert violations(page) == {}
    assert overflow(page) == []
    assert list(web.database.outbox.contacts(ticket["id"])) == []
