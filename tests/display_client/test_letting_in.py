"""A new display shows a code until it is let in, through failures of the server and codes whose time is over."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from display_client.failure import DisplayFailure
from display_client.letting_in import Admitted, be_let_in, keep_token, kept_token


class Desk:
    """A server that answers as it is told: a status, or a JSON object, for each request in its turn."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._answer(None)

            def do_POST(self):
                self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def _answer(self, body):
                desk.asked.append((self.command, self.path, body))
                answer = desk.answers.pop(0)
                self.send_response(answer if isinstance(answer, int) else 200)
                self.end_headers()
                if not isinstance(answer, int):
                    self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def let_in():
    desks, shown = [], []

    def run(*answers, end_after=None):
        desks.append(Desk(*answers))
        waits = []

        def wait(seconds):
            waits.append(seconds)
            return end_after is not None and len(waits) > end_after

        admitted = be_let_in(desks[-1].url, "tv", "pi", shown.append, wait)
        return admitted, shown, desks[-1].asked

    yield run
    for desk in desks:
        desk.server.shutdown()
        desk.server.server_close()


def code(letters):
    return {"code": letters, "secret": f"secret-of-{letters}", "poll_s": 3.0, "expires_at": "…"}


WAITING = {"state": "waiting", "office": None}
ACCEPTED = {"state": "accepted", "office": "songcong"}
OVER = {"state": "over"}


def test_the_secret_is_the_token_once_it_was_let_in(let_in):
    admitted, shown, asked = let_in(code("AAA222"), WAITING, WAITING, ACCEPTED)

    assert admitted == Admitted("secret-of-AAA222", "songcong")
    assert shown == ["AAA222"]
    assert asked[0] == ("POST", "/api/v1/pairings", {"screen": "tv", "name": "pi"})
    assert asked[1][:2] == ("GET", "/api/v1/pairings/secret-of-AAA222")


def test_a_code_whose_time_is_over_is_replaced(let_in):
    admitted, shown, _ = let_in(code("AAA222"), OVER, code("BBB333"), ACCEPTED)

    assert admitted.token == "secret-of-BBB333"
    assert shown == ["AAA222", "BBB333"]


def test_a_server_that_is_away_is_waited_for(let_in):
    admitted, shown, _ = let_in(503, {"nonsense": 1}, code("AAA222"), 502, WAITING, ACCEPTED)

    assert admitted.office == "songcong"
    assert shown == ["", "", "AAA222"]


def test_the_program_can_be_ended_meanwhile(let_in):
    admitted, _, _ = let_in(code("AAA222"), WAITING, WAITING, end_after=2)

    assert admitted is None


def test_a_token_is_kept_and_found_again(tmp_path):
    assert kept_token(tmp_path / "state" / "token") is None

    keep_token(tmp_path / "state" / "token", "secret")

    assert kept_token(tmp_path / "state" / "token") == "secret"


def test_a_token_that_can_t_be_kept_is_an_error(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(DisplayFailure, match="could not be kept"):
        keep_token(tmp_path / "file" / "token", "secret")
