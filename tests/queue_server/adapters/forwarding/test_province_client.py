"""The province over HTTP and HTTPS: what it answers, and what comes of no answer."""

import http.server
import json
import ssl
import subprocess
import threading

import pytest

from queue_server.adapters.forwarding.province_client import HttpProvince
from queue_server.domain.errors import Refusal
from queue_server.domain.forwarding import Cursor, LogRow, Parcel
from queue_server.usecases.ports.forwarding import LinkDown, ProvinceBusy
from tests.lobby import free_port

STATE = {
    "epoch": "e",
    "history": 1,
    "revision": 2,
    "position": 0,
    "before": "ab",
    "marks": [{"revision": 1, "digest": "ab"}],
    "configuration": "",
    "later": "unknown fields are skipped",
}
ROW = LogRow(revision=1, position=0, at=5, type="day_ended", fields='{"a":"Ệ"}', last=True)


class FakeProvince(http.server.ThreadingHTTPServer):
    """Answers everything alike, and keeps what it was asked."""

    def __init__(self, status=200, body=None, headers=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.headers = status, headers or {}
        self.body = json.dumps(STATE if body is None else body).encode()
        self.asked = []
        self.daemon_threads = True


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.server.asked.append((self.command, self.path, self.headers, self.rfile.read(size)))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_):
        pass


@pytest.fixture
def serve():
    running = []

    def start(**options):
        server = FakeProvince(**options)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def client(server, scheme="http", ca_file=""):
    return HttpProvince(f"{scheme}://127.0.0.1:{server.server_address[1]}/", lambda: "the-token", ca_file)


def test_a_parcel_goes_out_with_the_token_and_the_state_comes_back(serve):
    """Text stays as it was stored."""
    server = serve()
    parcel = Parcel(epoch="e", history=1, before="", rows=(ROW,), newest=1)
    state = client(server).deliver("tan-lap", parcel)

    assert state.cursor == Cursor(epoch="e", history=1, revision=2)
    assert state.marks[0].revision == 1
    method, path, headers, body = server.asked[0]
    assert (method, path) == ("POST", "/api/v1/offices/tan-lap/forwarding/rows")
    assert headers["Authorization"] == "Bearer the-token"
    assert json.loads(body)["rows"][0]["fields"] == ROW.fields


def test_a_refusal_comes_back_as_one(serve):
    """With its code, which decides what happens next."""
    server = serve(status=409, body={"code": "log_gap", "detail": "expected next is 4"})

    with pytest.raises(Refusal) as caught:
        client(server).state("a")
    assert (caught.value.code, "expected next is 4" in caught.value.detail) == ("log_gap", True)


@pytest.mark.parametrize(
    ("headers", "pause"),
    [({"Retry-After": "7"}, 7.0), ({"Retry-After": "soon"}, 5.0), ({"Retry-After": "99999"}, 600.0)],
)
def test_a_busy_province_says_when_to_come_again(serve, headers, pause):
    """Within reason."""
    with pytest.raises(ProvinceBusy) as caught:
        client(serve(status=503, headers=headers)).state("a")
    assert caught.value.retry_after_s == pause


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"status": 500}, "500"),
        ({"status": 302, "headers": {"Location": "http://elsewhere"}}, "302"),
        ({"body": "hello"}, "does not answer as a province"),
        ({"status": 404, "body": ["page"]}, "does not answer as a province"),
        ({"body": {"epoch": 7}}, "does not answer as a province"),
    ],
)
def test_what_is_no_proper_answer_counts_as_none(serve, options, words):
    """A portal of a hotel's Wi-Fi also answers."""
    with pytest.raises(LinkDown, match=words):
        client(serve(**options)).state("a")


def test_nobody_there_is_said_in_one_sentence():
    """With the address, for whoever reads the log."""
    address = f"http://127.0.0.1:{free_port()}"

    with pytest.raises(LinkDown, match=f"{address}.*refused"):
        HttpProvince(address, lambda: "t").state("a")


def test_only_a_certificate_that_is_trusted_gets_the_token(serve, tmp_path):
    """Else anybody on the way could write a province's history."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=province", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = serve()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)

    with pytest.raises(LinkDown, match="certificate"):
        client(server, "https").state("a")
    assert server.asked == []
    assert client(server, "https", str(certificate)).state("a").cursor.revision == 2
