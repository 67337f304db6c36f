"""The shipped configuration of nginx with the real nginx in front of a real server."""

import http.client
import json
import shutil
import signal
import socket
import subprocess
import uuid

import pytest

from queue_server.contract.error_codes import ERROR_CODES
from tests.lobby import OFFICE, Lobby, free_port, wait_for
from tests.lobby_displays import Displays
from tests.nginx_server import SHIPPED, NginxServer
from tests.program_log import judge

SERVER_KILLED = {
    r"\[error\] .*connect\(\) failed \(111: .* while connecting to upstream": "one test kills it and asks",
    r"\[error\] .*no live upstreams while connecting to upstream": "it has noticed",
}


class Site:
    """A server behind nginx."""

    def __init__(self, folder):
        self.lobby = Lobby(folder, boxes=1)
        config = self.lobby.config.read_text(encoding="utf-8")
        config = config.replace(
            f"port = {self.lobby.port}\n",
            f'port = {self.lobby.port}\ntrusted_proxies = ["127.0.0.1"]\npublic_url = "https://so.example.vn"\n',
            1,
        ).replace('issue_rate_limit = "off"', 'issue_rate_limit = "5/hour"')
        self.lobby.config.write_text(config, encoding="utf-8")
        self.nginx = NginxServer(folder / "nginx", self.lobby.port)

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPSConnection("127.0.0.1", self.nginx.port, context=self.nginx.context(), timeout=20)
        try:
            text = None if body is None else json.dumps(body)
            kind = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, path, text, kind | headers)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def issue(self, **headers):
        path = f"/api/v1/offices/{OFFICE}/tickets"
        return self.ask("POST", path, {"service": "land"}, **{"Idempotency-Key": str(uuid.uuid4())}, **headers)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    site.lobby.start_server()
    site.nginx.start()
    yield site
    site.nginx.stop()
    site.lobby.stop()
    judge(site.nginx.complaints(SERVER_KILLED))


def test_plain_http_is_sent_on_to_tls(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.nginx.plain_port, timeout=20)
    connection.request("GET", "/kiosk?office=x", headers={"Host": "so.example.vn"})
    answer = connection.getresponse()
    connection.close()

    assert (answer.status, answer.headers["Location"]) == (301, "https://so.example.vn/kiosk?office=x")


def test_pages_and_api_answer_over_tls(site):
    """What the server says passes unchanged, also that something is not there."""
    page, text = site.ask("GET", f"/tv?office={OFFICE}")
    missing, problem = site.ask("GET", "/api/v1/offices/nowhere")

    assert page.status == 200
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
    assert "Sông Công".encode() in text
    assert (missing.status, json.loads(problem)["code"]) == (404, "office_unknown")


def test_a_display_follows_the_board_through_it(site):
    """WebSockets pass, and pushes are not held back."""
    displays = Displays(f"wss://127.0.0.1:{site.nginx.port}", [OFFICE], site.nginx.context())
    displays.start()
    wait_for(lambda: displays.all[0].board, "the board")

    answer, body = site.issue()

    assert answer.status == 201
    ticket = json.loads(body)
    assert ticket["url"].startswith("https://so.example.vn/t/")
    wait_for(lambda: displays.all[0].revision >= ticket["revision"], "the new board")
    displays.stop()


def test_limits_count_the_citizens_address_not_one_they_invent(site):
    """Behind a proxy all citizens would share one limit; with a header of their own each would have none."""
    statuses = [site.issue(**{"X-Forwarded-For": f"203.0.113.{number}"})[0].status for number in range(7)]

    assert statuses.count(429) >= 2


def test_figures_are_for_this_computer_alone(site):
    """The configuration's own rule; from here they may be read."""
    answer, text = site.ask("GET", "/metrics")

    assert answer.status == 200
    assert b"moiso_http_answers_total" in text


def test_while_the_server_is_away_everybody_gets_a_clear_answer(site):
    """Programs are told to ask again with the same key; people see a page that mends itself; files still load."""
    script = "/static/js/socket.js"
    assert site.ask("GET", script)[0].status == 200
    site.lobby.kill("server", signal.SIGKILL)

    refused, problem = site.issue()
    page, text = site.ask("GET", f"/kiosk?office={OFFICE}")
    cached, _ = site.ask("GET", script)
    ready, _ = site.ask("GET", "/readyz")
    site.lobby.start_server()

    assert (refused.status, refused.headers["Content-Type"]) == (503, "application/problem+json")
    assert json.loads(problem)["code"] == "busy"
    assert set(json.loads(problem)) == {"type", "title", "status", "code", "detail"}
    assert refused.headers["Retry-After"] == "1"
    assert (page.status, page.headers["Retry-After"]) == (503, "3")
    assert "Hệ thống đang khởi động lại" in text.decode()
    assert cached.status == 200
    assert ready.status == 503
    assert site.ask("GET", "/readyz")[0].status == 200


def test_a_server_that_hangs_is_a_clear_answer_too(tmp_path):
    """Nothing listens as long as its port's queue takes connections: they time out."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        nginx = NginxServer(tmp_path / "nginx", silent.getsockname()[1])
        site = nginx.folder / "moiso.conf"
        site.write_text(site.read_text().replace("proxy_read_timeout    30s;", "proxy_read_timeout    1s;"))
        nginx.start()
        connection = http.client.HTTPSConnection("127.0.0.1", nginx.port, context=nginx.context(), timeout=20)
        connection.request("GET", "/api/v1/offices")
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()
        nginx.stop()

    judge(nginx.complaints({r"\[error\] .*upstream timed out \(110: .* while reading": "nobody answers"}))
    assert (answer.status, body["code"]) == (503, "busy")


def test_the_words_for_busy_are_the_programs_own():
    """Whoever shows the title shows the same, whoever answered."""
    assert f'"title":"{ERROR_CODES["busy"]}"' in SHIPPED.read_text(encoding="utf-8")


def test_nginx_itself_finds_nothing_to_say_against_it(tmp_path):
    """``nginx -t`` warns of what later versions refuse."""
    nginx = NginxServer(tmp_path / "nginx", free_port())
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-t", "-c", str(nginx.folder / "nginx.conf")]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr
