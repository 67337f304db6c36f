"""A browser, and a server behind one fixture: any server with the same office passes the same tests."""

import contextlib
from dataclasses import dataclass, field

import pytest
import requests
from playwright.sync_api import sync_playwright

from tests.browser.fake_server import HOA, PASSWORD, FakeServer

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@dataclass
class Lobby:
    """The office as citizens and colleagues use it, by its API."""

    url: str
    office: str
    username: str
    password: str
    services: tuple
    """Codes of open services, one for each counter of ``counters``."""
    counters: tuple
    token: str | None = None
    keys: int = field(default=0)

    def issue(self, service=None, **wish):
        return self._post(f"/offices/{self.office}/tickets", {"service": service or self.services[0], **wish})

    def act(self, counter, action, **body):
        return self._post(f"/counters/{self.office}:{counter}/{action}", body)

    def call_to(self, counter, service=None):
        """Issue a ticket and call it to a counter; return the ticket."""
        self.act(counter, "open")
        ticket = self.issue(service or self.services[self.counters.index(counter)])
        self.act(counter, "call", ticket=ticket["id"], reason="test")
        return ticket

    def _post(self, path, body):
        if self.token is None:
            account = {"username": self.username, "password": self.password}
            self.token = requests.post(f"{self.url}/api/v1/sessions", json=account, timeout=5).json()["token"]
        self.keys += 1
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"test-{id(self)}-{self.keys}"}
        answer = requests.post(f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=5)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture(scope="session")
def lobby():
    server = FakeServer()
    server.start()
    yield Lobby(
        url=server.url,
        office="nghiado",
        username=HOA.username,
        password=PASSWORD,
        services=("civil", "building", "business", "labour"),
        counters=("1", "2", "3", "4"),
    )
    server.stop()


@pytest.fixture(scope="session")
def base_url(lobby):
    return lobby.url


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, base_url):
    """Open pages that fail the test when a script fails or something is blocked."""
    with contextlib.ExitStack() as stack:
        complaints = []

        def open_page(width=1366, height=768, **options):
            options.setdefault("reduced_motion", "reduce")
            context = browser.new_context(
                base_url=base_url,
                viewport={"width": width, "height": height},
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                **options,
            )
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(8000)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda message: _note(message, complaints))
            return page

        yield open_page
        assert complaints == []


def _note(message, complaints):
    expected = ("Failed to load resource", "WebSocket connection", "net::ERR")
    if message.type == "error" and not any(one in message.text for one in expected):
        complaints.append(message.text)


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def sign_in(lobby):
    """Sign a page in and lead it on."""

    def go(page, onward):
        page.goto(f"/sign-in?next={onward.replace('?', '%3F').replace('&', '%26')}")
        page.fill("[name=username]", lobby.username)
        page.fill("[name=password]", lobby.password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{onward}*")
        return page

    return go


class Cable:
    """The network between a page and the server, to be pulled and plugged in again."""

    def __init__(self, page):
        self.cut = False
        self._sockets = []
        page.route_web_socket("**/socket.io/**", self._connect)
        page.route("**/api/**", self._request)

    def pull(self):
        self.cut = True

    def plug(self):
        self.cut = False
        for socket in self._sockets:
            with contextlib.suppress(Exception):
                socket.close()
        self._sockets.clear()

    def _connect(self, socket):
        if self.cut:
            socket.close()
            return
        self._sockets.append(socket)
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if self.cut else server.send(message))
        server.on_message(lambda message: None if self.cut else socket.send(message))

    def _request(self, route):
        if self.cut:
            route.abort()
        else:
            route.continue_()


@pytest.fixture
def cable():
    return Cable
