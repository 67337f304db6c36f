"""A browser, and a server behind one fixture: any server with the same office passes the same tests."""

import contextlib
from dataclasses import dataclass, field

import pytest
import requests

from tests.browser.offices import NGHIADO, longest_office
from tests.lobby import PASSWORD
from tests.lobby import Lobby as Programs

OFFICE = "nghiado"


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
        return self._ask("POST", f"/offices/{self.office}/tickets", {"service": service or self.services[0], **wish})

    def act(self, counter, action, **body):
        return self._ask("POST", f"/counters/{self.office}:{counter}/{action}", body)

    def call_to(self, counter, service=None):
        """Issue a ticket and call it to a counter; return the ticket."""
        self.act(counter, "open")
        ticket = self.issue(service or self.services[self.counters.index(counter)])
        self.act(counter, "call", ticket=ticket["id"], reason="test")
        return ticket

    def clear(self):
        """Finish or cancel every ticket and close every counter."""
        states = "&".join(f"state={state}" for state in ("waiting", "called", "serving", "held"))
        for ticket in self._ask("GET", f"/offices/{self.office}/tickets?limit=1000&{states}")["tickets"]:
            if ticket["state"] in ("called", "serving"):
                with contextlib.suppress(AssertionError):
                    self.act(ticket["counter"], "finish")
            else:
                # At midnight the day's end may have expired it meanwhile.
                with contextlib.suppress(AssertionError):
                    self._ask("POST", f"/tickets/{ticket['id']}/cancel", {})
        for counter in self._ask("GET", f"/offices/{self.office}/board")["counters"]:
            if counter["state"] != "closed":
                self.act(counter["counter"], "close")

    def _ask(self, method, path, body=None):
        if self.token is None:
            account = {"username": self.username, "password": self.password}
            self.token = requests.post(f"{self.url}/api/v1/sessions", json=account, timeout=20).json()["token"]
        self.keys += 1
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"test-{id(self)}-{self.keys}"}
        answer = requests.request(method, f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=20)
        assert answer.ok, f"{method} {path} {body}: {answer.status_code} {answer.text}"
        return answer.json()


@pytest.fixture(scope="session")
def programs(tmp_path_factory):
    """Server, simulated line and bridge as processes, with the usual and the longest office."""
    folder = tmp_path_factory.mktemp("browser")
    programs = Programs(folder, office=OFFICE, sections=NGHIADO)
    longest = folder / "longest.toml"
    longest.write_text(f'[database]\nurl = "sqlite:///moiso.db"\n{longest_office()}', encoding="utf-8")
    programs.command("operator", "add", "hoa", "--role", "supervisor", "--password-stdin", stdin=PASSWORD)
    programs.command("operator", "list", config=longest)
    try:
        programs.start_all()
        yield programs
    finally:
        programs.stop()


@pytest.fixture(scope="session")
def used_lobby(programs):
    return Lobby(
        url=programs.base,
        office=OFFICE,
        username="hoa",
        password=PASSWORD,
        services=("civil", "building", "business", "labour"),
        counters=("1", "2", "3", "4"),
    )


@pytest.fixture
def lobby(used_lobby):
    """The office without tickets and with closed counters, whatever other tests did."""
    used_lobby.clear()
    return used_lobby


@pytest.fixture(scope="session")
def administrator(programs):
    """Send requests as an administrator."""
    programs.command("operator", "add", "quan", "--role", "administrator", "--password-stdin", stdin=PASSWORD)
    account = {"username": "quan", "password": PASSWORD}
    token = requests.post(f"{programs.base}/api/v1/sessions", json=account, timeout=20).json()["token"]

    def ask(method, path, **options):
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.request(method, f"{programs.base}/api/v1{path}", headers=headers, timeout=20, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    return ask


@pytest.fixture(scope="session")
def base_url(programs):
    return programs.base


@pytest.fixture
def new_page(chromium_browser, base_url):
    """Open pages that fail the test when a script fails or something is blocked."""
    with contextlib.ExitStack() as stack:
        complaints = []

        def open_page(width=1366, height=768, **options):
            options.setdefault("reduced_motion", "reduce")
            context = chromium_browser.new_context(
                base_url=base_url,
                viewport={"width": width, "height": height},
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                **options,
            )
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(30_000)
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
def sign_in_as():
    """Sign a page in as somebody and lead it on."""

    def go(page, username, onward):
        page.goto(f"/sign-in?next={onward.replace('?', '%3F').replace('&', '%26')}")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    return go


@pytest.fixture
def sign_in(lobby, sign_in_as):
    """Sign a page in as the lobby's supervisor and lead it on."""
    return lambda page, onward: sign_in_as(page, lobby.username, onward)


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
