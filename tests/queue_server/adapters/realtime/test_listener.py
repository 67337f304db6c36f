"""The listener answers promptly, bounds what a request may cost, and stops without cutting answers off."""

import http.client
import logging
import resource
import signal
import socket

import gevent.socket
import pytest

from queue_server.adapters.realtime import listener


def request_bytes(path, *headers, method="GET"):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def exchange(server, *parts):
    """Send these bytes and return everything until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        for part in parts:
            client.sendall(part)
        received = b""
        while data := client.recv(65_536):
            received += data
        return received


def test_a_port_taken_is_told_in_one_sentence_with_host_and_port():
    """The administrator reads this, not a traceback."""
    with listener.bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(
            listener.ListenError, match=rf"^Cannot listen on 127\.0\.0\.1:{port}: another program .*\.$"
        ):
            listener.bind("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("no-such-host.invalid", 8000, "name is not known"),
        ("192.0.2.1", 8000, "not an address of this machine"),
        ("127.0.0.1", 65_536, "0 to 65535"),
        ("127.0.0.1", -1, "0 to 65535"),
        ("a" * 70 + ".example", 8000, "not a host name"),
    ],
)
def test_an_impossible_address_is_told_in_one_sentence(host, port, words):
    """Each names host and port, and what to change."""
    with pytest.raises(listener.ListenError) as error:
        listener.bind(host, port)

    assert str(error.value).startswith(f"Cannot listen on {host}:{port}: ")
    assert words in str(error.value)
    assert str(error.value).endswith(".")


def test_a_port_that_needs_a_privilege_is_told():
    """Port 80 without the capability is the usual case."""
    assert "privilege" in listener._why(PermissionError(13, "Permission denied"))


def test_the_system_chooses_port_zero_and_the_caller_learns_it():
    """Tests and the demo use free ports."""
    with listener.bind("127.0.0.1", 0) as listening:
        assert listening.getsockname()[1] > 0
        assert listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1


def test_ipv6_addresses_are_listened_on():
    """Offices get IPv6 addresses before anyone notices."""
    with (
        listener.bind("::1", 0) as listening,
        socket.create_connection(listening.getsockname()[:2], 5) as client,
    ):
        assert client.family == socket.AF_INET6


def test_the_descriptor_limit_is_raised_to_what_is_allowed():
    """Each display is a descriptor; the default of 1,024 would end the service at the 1,000th."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, before[1]))
    try:
        raised = listener.raise_descriptor_limit()

        assert raised == resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= min(before[1], listener.MAX_DESCRIPTORS)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_accepted_sockets_send_at_once_and_hold_little(server):
    """Inherited from the listening socket: no 40 ms between headers and body, no 4 MB for a stalled one."""
    assert server.get("/accepted") == {"nodelay": 1, "unsent": listener.UNSENT_BYTES}


def test_headers_and_body_come_complete_on_a_connection_that_is_kept(server):
    """They leave in two sends; the client gets both without having to say anything in between."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    sockets = set()
    for size in (1, 500, 100_000) * 3:
        connection.request("GET", f"/text/{size}")
        sockets.add(connection.sock)
        assert len(connection.getresponse().read()) == size
    connection.close()

    assert len(sockets) == 1


def test_headers_without_end_are_refused(server):
    """A client can't fill the memory with headers."""
    endless = request_bytes("/text/1")[:-2] + b"".join(b"X-%d: %s\r\n" % (n, b"x" * 900) for n in range(60))

    assert exchange(server, endless).startswith(b"HTTP/1.1 400 ")


def test_more_than_a_hundred_headers_are_refused_without_a_traceback(server):
    """What a scanner sends is no defect of the server."""
    assert exchange(server, request_bytes("/text/1", *["X: y"] * 101)).startswith(b"HTTP/1.1 400 ")
    assert "Traceback" not in server.log_path.read_text()


def test_a_request_cut_off_in_its_headers_is_not_carried_out(server):
    """Half a request is not the request: the rest could have changed what it means."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(b"GET /text/9 HTTP/1.1\r\nHost: localhost\r\n")
        client.shutdown(socket.SHUT_WR)

        assert client.recv(4096).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("path", ["/length", "/unwrapped"])
@pytest.mark.parametrize("body", [b"", b"half"])
def test_a_request_cut_off_in_its_body_is_refused_without_a_traceback(server, path, body):
    """A phone that loses its network is no defect of the server, whoever reads the body."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(request_bytes(path, "Content-Length: 9", method="POST") + body)
        client.shutdown(socket.SHUT_WR)

        assert client.recv(4096).startswith(b"HTTP/1.1 400 ")
    assert "Traceback" not in server.log_path.read_text()


def test_a_body_announced_above_the_limit_is_refused_unread(server):
    """Nobody uploads for minutes to hear no."""
    head = request_bytes("/length", f"Content-Length: {listener.MAX_BODY_BYTES + 1}", method="POST")

    assert exchange(server, head).startswith(b"HTTP/1.1 400 ")


def test_refused_requests_leave_a_line_without_their_content(server):
    """A broken request may carry a token."""
    exchange(server, b"GET /t/secret-token HTTP/9.9\r\n\r\n")

    log = server.log_path.read_text()
    assert "refused a request from 127.0.0.1" in log
    assert "secret-token" not in log


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"GET /text/1 HT",
        b"GET /text/1 HTTP/1.1\r\nHost:",
        b"POST /length HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf",
    ],
    ids=["silent", "request line", "headers", "body"],
)
def test_a_client_that_does_not_get_on_is_dropped(start_server, start):
    """Each open connection costs memory; nobody may keep one by saying nothing."""
    server = start_server(REQUEST_S=0.3, BODY_S=0.3)

    answer = exchange(server, start)  # returns only because the server closes

    assert not answer.startswith(b"HTTP/1.1 200 ")
    assert server.stop() == 0
    assert "Traceback" not in server.log_path.read_text()


def test_a_client_that_does_not_take_its_answer_is_dropped_without_a_traceback(start_server):
    """It would hold the answer in memory for ever; that it gave up is no defect of the server."""
    server = start_server(STALL_S=0.3, finish_s=60)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(10)
        client.connect(("127.0.0.1", server.port))
        client.sendall(request_bytes("/text/3000000"))
        server.get("/ended")  # answered, so the other one is being answered
        server.process.send_signal(signal.SIGTERM)  # the stop waits for this answer

        assert server.process.wait(timeout=20) == 0  # and not for the 60 s it would have otherwise
    assert "Traceback" not in server.log_path.read_text()
    server.process.stdout.close()


def idle_connection(server):
    return socket.create_connection(("127.0.0.1", server.port), timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_the_answer_that_runs_and_ends_idle_connections(start_server, number):
    """An operator's click during an update must not get lost."""
    server = start_server()
    idle = idle_connection(server)
    busy = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    busy.request("GET", "/text/1")
    busy.getresponse().read()
    busy.request("GET", "/slow/1.0")
    sync = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    sync.request("GET", "/text/1")  # answered, so the slow one is running
    sync.getresponse().read()

    server.process.send_signal(number)

    assert idle.recv(10) == b""
    assert busy.getresponse().read() == b"slow"
    assert server.process.wait(timeout=5) == 0
    for connection in (idle, busy, sync):
        connection.close()
    server.process.stdout.close()


def test_a_stop_lets_a_request_that_has_begun_send_its_body(start_server):
    """The rest of an upload is still read, and answered."""
    server = start_server()
    head = request_bytes("/length", "Content-Length: 10", method="POST")
    with idle_connection(server) as client, idle_connection(server) as idle:
        client.sendall(head + b"first")
        server.get("/ended")  # answered, so the other one is being read

        server.process.send_signal(signal.SIGTERM)
        assert idle.recv(10) == b""  # the stop has begun
        client.sendall(b"later")

        answer = client.recv(4096)
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_a_stop_does_not_wait_longer_than_told(start_server):
    """The process manager kills without mercy; the server ends before."""
    server = start_server(finish_s=0.2)
    hanging = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    hanging.request("GET", "/slow/60.0")
    server.get("/ended")  # answered, so the slow one is running

    assert server.stop() == 0
    hanging.close()


def test_a_start_asks_no_name_server(monkeypatch):
    """It would wait for seconds where there is none, and a signal in between would find half a server."""
    monkeypatch.setattr("gevent.socket.getfqdn", lambda name: pytest.fail("asked for a name"))
    listening = listener.bind("127.0.0.1", 0)

    server = listener.make_server(lambda environ, start: [], listening, log=logging.getLogger("test"))
    with server:
        server.start()
        assert server.environ["SERVER_NAME"] == "127.0.0.1"


def test_a_connection_accepted_just_before_the_stop_does_not_delay_it():
    """Its greenlet begins when the stop has already looked for idle connections."""
    listening = listener.bind("127.0.0.1", 0)
    server = listener.make_server(lambda environ, start: [], listening, log=logging.getLogger("test"))
    ours, theirs = gevent.socket.socketpair()
    server.close()

    with ours, theirs, gevent.Timeout(5):
        server.handle(theirs, ("127.0.0.1", 1))


def test_nothing_is_accepted_after_the_server_was_stopped():
    """In the process itself, unpatched: the socket is closed, not merely ignored."""
    listening = listener.bind("127.0.0.1", 0)
    address = listening.getsockname()
    server = listener.make_server(lambda environ, start: [], listening, log=logging.getLogger("test"))
    server.start()
    server.stop(timeout=0)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=5)
