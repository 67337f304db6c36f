"""A disk that takes a second for each fsync: nobody else waits for it, and too many are told to come again."""

import contextlib
import http.client
import json
import resource
import selectors
import socket

import pytest

from tests.benchmarks.programs import OFFICE, OfficeServer, ask
from tests.program_log import ProgramLog, judge
from tests.slow_disk import slow_disk

PATH = f"/api/v1/offices/{OFFICE}/tickets"
COUNT = 2000
"""1000 may wait."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    OfficeServer(folder).stop()  # makes the database, which would take a minute on that disk
    server = OfficeServer(folder, environment=slow_disk(folder, 1000))
    yield server
    server.stop()
    judge(ProgramLog(server.log).complaints())


@pytest.fixture
def many_sockets():
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits[1], limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def request(number):
    body = b'{"service": "land"}'
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
    return f"{head}Idempotency-Key: k{number}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def send_all(port, count):
    """Return the answers to so many requests at once."""
    selector, received = selectors.DefaultSelector(), {}
    for number in range(count):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(request(number))
        selector.register(client, selectors.EVENT_READ)
        received[client] = b""
    while selector.get_map():
        ready = selector.select(30)
        assert ready, "no answer for 30 s"
        for key, _ in ready:
            data = key.fileobj.recv(65_536)
            received[key.fileobj] += data
            if not data:
                selector.unregister(key.fileobj)
                key.fileobj.close()
    return list(received.values())


def parsed(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    return int(lines[0].split()[1]), headers, json.loads(body)


def test_too_many_at_once_are_told_to_come_again_and_the_others_get_their_numbers(server, many_sockets):
    """Above the backlog a request is refused at once, with the time to wait; nothing of it is kept."""
    answers = send_all(server.port, COUNT)

    refused = [one for one in map(parsed, answers) if one[0] == 503]
    given = [one for one in map(parsed, answers) if one[0] == 201]
    assert len(refused) + len(given) == COUNT
    assert refused
    assert {(body["code"], headers["Content-Type"]) for _, headers, body in refused} == {
        ("busy", "application/problem+json")
    }
    assert all(int(headers["Retry-After"]) >= 1 for _, headers, _ in refused)
    assert sorted(body["number"] for _, _, body in given) == sorted(f"A{at:03}" for at in range(1, len(given) + 1))


def test_who_asks_for_something_else_does_not_wait_for_the_disk(server):
    """The commit waits in a thread of its own; reading goes on beside it."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as client:
        client.request(
            "POST", PATH, '{"service": "land"}', {"Content-Type": "application/json", "Idempotency-Key": "k"}
        )
        boards = 0
        with selectors.DefaultSelector() as selector:
            selector.register(client.sock, selectors.EVENT_READ)
            while not selector.select(0):
                ask(server.port, "GET", f"/api/v1/offices/{OFFICE}/board")
                boards += 1
        answer = client.getresponse()

        assert answer.status == 201
        assert boards > 3
