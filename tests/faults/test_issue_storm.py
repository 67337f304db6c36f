"""The first morning after Tết: many phones at once, double taps, lines that break before the answer comes."""

import json
import random
import socket
import threading
from collections import defaultdict

from tests.counts import count
from tests.lobby import OFFICE, Lobby

CLIENTS = count(16, 64)
REQUESTS = count(320, 2000)
SERVICES = {"land": "A", "civil": "B"}


class Phone(threading.Thread):
    """Takes numbers, each with a key of its own; sends some twice at once, and some to nobody who waits."""

    def __init__(self, lobby, seed, requests):
        super().__init__(daemon=True)
        self.lobby, self.seed, self.requests = lobby, seed, requests
        self.chance = random.Random(seed)
        self.answers = defaultdict(list)
        self.failures = []

    def run(self):
        try:
            for order in range(self.requests):
                self.take(f"phone{self.seed}-{order}", self.chance.choice(list(SERVICES)))
        except Exception as error:  # noqa: BLE001  it is told where the threads are joined
            self.failures.append(error)

    def take(self, key, service):
        kind = self.chance.random()
        if kind < 0.2:
            self.send_and_leave(key, service)
        elif kind < 0.4:
            twin = threading.Thread(target=self.ask, args=(key, service), daemon=True)
            twin.start()
            self.ask(key, service)
            twin.join(60)
        self.ask(key, service)

    def ask(self, key, service):
        path = f"/api/v1/offices/{OFFICE}/tickets"
        for _ in range(50):
            try:
                answer = self.lobby.http("POST", path, {"service": service}, key=key, timeout=30)
            except OSError:
                continue
            if answer.status != 503:
                self.answers[key].append((answer.status, answer.json["id"], answer.json["number"], service))
                return
        raise AssertionError(f"{key} was never answered")

    def send_and_leave(self, key, service):
        """Break the line at any point: in the middle of the request, or before the answer."""
        body = json.dumps({"service": service}).encode()
        head = (
            f"POST /api/v1/offices/{OFFICE}/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        whole = head + body
        with socket.create_connection(("127.0.0.1", self.lobby.port), timeout=30) as line:
            line.sendall(
                whole[: self.chance.choice([len(head) // 2, len(head), len(whole) - 1, len(whole), len(whole)])]
            )


def test_numbers_have_no_gap_and_no_repeat_and_each_key_one_ticket(tmp_path):
    """Whatever the lines do, a wish is one number, and the numbers are those from 1 on."""
    lobby = Lobby(tmp_path, boxes=1)
    try:
        lobby.start_server()
        phones = [Phone(lobby, seed, REQUESTS // CLIENTS) for seed in range(CLIENTS)]
        for phone in phones:
            phone.start()
        for phone in phones:
            phone.join(240)
        assert [failure for phone in phones for failure in phone.failures] == []
        assert not any(phone.is_alive() for phone in phones)
        answers = {key: found for phone in phones for key, found in phone.answers.items()}
        assert len(answers) == CLIENTS * (REQUESTS // CLIENTS)
        assert {status for found in answers.values() for status, *_ in found} == {201}
        assert {key: len(set(found)) for key, found in answers.items() if len(set(found)) != 1} == {}
        for service, prefix in SERVICES.items():
            numbers = {found[0][2] for found in answers.values() if found[0][3] == service}
            wishes = sum(found[0][3] == service for found in answers.values())
            assert numbers == {f"{prefix}{place:03d}" for place in range(1, wishes + 1)}
    finally:
        lobby.stop()
