"""A power cut while citizens take tickets and operators call them."""

import http.client
import random
import threading
import time
import uuid
from dataclasses import dataclass, field

import pytest

from tests.counts import count
from tests.ledger import Ledger
from tests.lobby import OFFICE, Lobby, wait_for

ISSUERS = 12
CALLERS = 4
HEALED_WITHIN_S = 20


@dataclass
class Client(threading.Thread):
    """Sends each request again with the same Idempotency-Key until it is answered."""

    lobby: Lobby
    stop: threading.Event
    token: str
    counter: str | None = None
    seed: int = 0
    acknowledged: list[dict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__(daemon=True)
        self.chance = random.Random(self.seed)

    __hash__ = threading.Thread.__hash__

    def run(self):
        while not self.stop.is_set():
            if self.counter is None:
                body = {"service": self.chance.choice(["land", "civil"])}
                answer = self.ask(f"/api/v1/offices/{OFFICE}/tickets", body)
            else:
                answer = self.ask(f"/api/v1/counters/{OFFICE}:{self.counter}/call-next", {})
            if answer is not None:
                self.note(answer)
            time.sleep(self.chance.uniform(0.005, 0.03))

    def ask(self, path, body):
        key = str(uuid.uuid4())
        for _ in range(600):
            try:
                answer = self.lobby.http("POST", path, body, token=self.token, key=key, timeout=10)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            if answer.status != 503:
                return answer
            time.sleep(0.1)
        self.broken.append(f"{path} was never answered")
        return None

    def note(self, answer):
        if answer.status in (200, 201):
            self.acknowledged.append(answer.json)
        elif answer.status == 409:
            self.refused.append(answer.json["code"])
            time.sleep(0.1)
        else:
            self.broken.append(f"{answer.status} {answer.body!r}")


@pytest.fixture
def lobby(tmp_path):
    lobby = Lobby(tmp_path, boxes=CALLERS)
    lobby.start_all()
    yield lobby
    lobby.stop()


@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_or_doubled(lobby, record_figure):
    """What a citizen holds in the hand is in the database, once, in one unbroken series."""
    kills = count(3, 20)
    token = lobby.sign_in()
    for code in range(1, CALLERS + 1):
        answer = lobby.http("POST", f"/api/v1/counters/{OFFICE}:{code}/open", {"office": OFFICE}, token=token)
        assert answer.status == 200, answer.body
    stop = threading.Event()
    issuers = [Client(lobby, stop, token, None, seed) for seed in range(ISSUERS)]
    callers = [Client(lobby, stop, token, str(code), code) for code in range(1, CALLERS + 1)]
    for client in issuers + callers:
        client.start()

    for _ in range(kills):
        time.sleep(1.0)
        lobby.kill("server")
        lobby.start_server()
    time.sleep(1.0)
    stop.set()
    for client in issuers + callers:
        client.join(60)

    record_figure("kills", kills)
    assert [one for client in issuers + callers for one in client.broken] == []
    check_nothing_lost(lobby, issuers, callers, record_figure)
    assert sum(len(client.acknowledged) for client in issuers) > 50 * kills


def check_nothing_lost(lobby, issuers, callers, record_figure):
    ledger = Ledger(lobby.folder / "moiso.db")
    issued = [one for client in issuers for one in client.acknowledged]
    called = [one for client in callers for one in client.acknowledged]
    record_figure("acknowledged tickets", len(issued))
    record_figure("acknowledged calls", len(called))
    check_tickets(ledger, issued)
    check_calls(ledger, called)
    started = time.monotonic()
    wait_for(lambda: units_agree(lobby, ledger), "displays and units to agree", seconds=HEALED_WITHIN_S)
    record_figure("units right again after s", round(time.monotonic() - started, 1))


def check_tickets(ledger, issued):
    stored = dict(ledger.rows("SELECT id, number FROM ticket"))
    assert len({one["id"] for one in issued}) == len(issued)
    assert {one["id"]: one["number"] for one in issued}.items() <= stored.items()
    for prefix in ("A", "B"):
        sequences = [row[0] for row in ledger.rows("SELECT sequence FROM ticket WHERE prefix = ?", prefix)]
        assert sorted(sequences) == list(range(1, len(sequences) + 1))


def check_calls(ledger, called):
    calls = ledger.calls_per_ticket()
    assert set(calls.values()) <= {1}
    assert len({one["ticket"]["id"] for one in called}) == len(called)
    assert {one["ticket"]["id"] for one in called} <= set(calls)


def units_agree(lobby, ledger):
    stored = ledger.at_counters()
    codes = [str(code) for code in range(1, CALLERS + 1)]
    wanted = [stored.get(code, "")[-4:] for code in codes]
    return wanted == [lobby.digits(int(code)) for code in codes] == [lobby.digits(100 + int(code)) for code in codes]
