"""As in production: gevent, SQLite and the server's own driver in a process, clients outside of it."""

import json
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
import socketio
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from queue_server.adapters.db.database import open_database
from queue_server.contract.rooms import MAX_FRAME_BYTES
from queue_server.usecases.issuing import IssueRequest, Issuing
from tests.builders import FixedClock, SerialIds
from tests.program_log import ProgramLog, judge
from tests.queue_server.adapters.realtime.live_office import OFFICE, hello_of, press_of

ROOT = Path(__file__).parents[4]
WITHIN_S = 10


class Office:
    """The server's process and the clients of it."""

    def __init__(self, folder):
        self.url = f"sqlite:///{folder}/moiso.db"
        self.log = folder / "log"
        script = Path(__file__).with_name("gevent_office.py")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(script), self.url],
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=ROOT,
                env={"PYTHONPATH": str(ROOT)},
            )
        port = self.process.stdout.readline()
        assert port, self.log.read_text()
        self.address = f"127.0.0.1:{int(port)}"
        self.clients = []

    def post(self, path):
        request = urllib.request.Request(f"http://{self.address}{path}", b"")
        with urllib.request.urlopen(request, timeout=WITHIN_S) as answer:
            return json.load(answer)

    def board(self):
        with urllib.request.urlopen(f"http://{self.address}/board", timeout=WITHIN_S) as answer:
            return json.load(answer)

    def connect(self, namespace, auth):
        client = socketio.Client(reconnection=False)
        client.heard = []
        client.on("*", lambda event, payload=None: client.heard.append((event, payload)), namespace=namespace)
        self.clients.append(client)
        address = f"http://{self.address}"
        client.connect(address, auth=auth, transports=["websocket"], namespaces=[namespace], wait_timeout=WITHIN_S)
        return client

    def stop(self):
        for client in self.clients:
            client.eio.ws.shutdown()
        self.process.terminate()
        self.process.stdout.close()
        return self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    served = Office(tmp_path_factory.mktemp("office"))
    yield served
    assert served.stop() == 0, served.log.read_text()
    judge(ProgramLog(served.log).complaints())


def newest(client, event="board"):
    return next((payload for name, payload in reversed(client.heard) if name == event), None)


def until(condition):
    """Wait for the server; the bound is only there to fail."""
    deadline = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_press_is_answered_and_shown(office):
    """From the bus to the TV and the phone, through the writer's thread and the hub."""
    (token,) = office.post("/issue/1")
    display, bridge = office.connect("/board", {"office": OFFICE}), office.connect("/bridge", {"token": "box"})
    phone = office.connect("/ticket", {"token": token})
    assert bridge.call("bridge.hello", hello_of("line1/5"), namespace="/bridge")["ok"]

    answer = bridge.call("unit.press", press_of(1), namespace="/bridge")
    again = bridge.call("unit.press", press_of(1, age_s=70), namespace="/bridge")

    assert answer == again == {"ok": True, "number": "A001", "waiting": 0, "code": None}
    until(lambda: newest(display)["counters"][0]["number"] == "A001")
    until(lambda: newest(bridge)["counters"][0]["number"] == "A001")
    until(lambda: newest(phone, "ticket")["state"] == "called")
    assert office.board()["counters"] == newest(display)["counters"]


def test_a_rush_is_told_in_a_few_boards_and_the_last_is_right(office):
    """Two hundred tickets are not two hundred boards."""
    display = office.connect("/board", {"office": OFFICE})
    until(lambda: newest(display))

    office.post("/issue/200")
    revision = office.board()["revision"]

    until(lambda: newest(display)["revision"] == revision)
    revisions = [payload["revision"] for name, payload in display.heard if name == "board"]
    assert revisions == sorted(set(revisions))
    assert len(revisions) < 100


def test_another_program_is_noticed(office):
    """A command that writes the same file changes the board without a restart."""
    display = office.connect("/board", {"office": OFFICE})
    database = open_database(office.url, FixedClock(datetime.now(UTC)), lambda committed: None)
    Issuing(database.offices, SerialIds()).issue(OFFICE, IssueRequest(service="land"))
    revision = database.reader.revision(OFFICE)
    database.close()

    until(lambda: (newest(display) or {"revision": 0})["revision"] >= revision)


def test_beats_come(office):
    """Clients wait twelve seconds for one before they show that they are offline."""
    display = office.connect("/board", {"office": OFFICE})

    until(lambda: newest(display, "beat"))

    assert newest(display, "beat") == {"epoch": newest(display)["epoch"], "revision": office.board()["revision"]}


def test_a_frame_that_is_too_large_is_1009_for_its_sender_alone(office):
    """Nobody has to say so much."""
    display = office.connect("/board", {"office": OFFICE})
    with connect(f"ws://{office.address}/socket.io/?EIO=4&transport=websocket") as talker:
        talker.recv()
        talker.send("4" + "x" * MAX_FRAME_BYTES)
        with pytest.raises(ConnectionClosed) as closed:
            talker.recv(timeout=WITHIN_S)

    assert closed.value.rcvd.code == 1009
    assert display.call("board.get", namespace="/board")["office"] == OFFICE


def test_rubbish_on_the_wire_hurts_nobody(office):
    """Texts that are no packets, on a connection and beside it."""
    display = office.connect("/board", {"office": OFFICE})
    with connect(f"ws://{office.address}/socket.io/?EIO=4&transport=websocket") as talker:
        talker.recv()
        talker.send("40/board," + json.dumps({"office": OFFICE}))
        for text in ("4", "4null", '4{"a":1}', "42/board,[", "42/board,", "451-/board,[]", "44/board,{}", "49"):
            talker.send(text)
        talker.send('42/board,1["board.get"]')
        until(lambda: talker.recv(timeout=WITHIN_S).startswith("43/board,1"))

    assert display.call("board.get", namespace="/board")["office"] == OFFICE
