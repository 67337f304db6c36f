"""The connection's own behaviour: token, reconnection, what it carries, and its end."""

import logging
import queue
import threading

import pytest
import socketio

from firmware_bridge import uplink as uplink_module
from firmware_bridge.session import Emission, Reference, Subject
from firmware_bridge.uplink import Acknowledged, Connected, Disconnected, ServerMessage, Uplink
from queue_server.contract.messages import BridgeHello

WAIT_S = 10.0


class FakeNet:
    """Makes the clients that the uplink asks for, and stands for the server behind them."""

    def __init__(self):
        self.clients = []
        self.refusals = []
        self.made = queue.Queue()

    def client(self, **settings):
        made = FakeClient(self, settings)
        self.clients.append(made)
        return made


class FakeClient:
    def __init__(self, net, settings):
        self.net, self.settings = net, settings
        self.handlers, self.emitted = {}, []
        self.alive = threading.Event()
        self.eio = self
        self.disconnected = False

    @property
    def read_loop_task(self):
        return self

    def is_alive(self):
        return self.alive.is_set()

    def on(self, event, handler, namespace):
        assert namespace == "/bridge"
        self.handlers[event] = handler

    def connect(self, url, **options):
        self.options = {"url": url, **options}
        if self.net.refusals:
            refusal = self.net.refusals.pop(0)
            data = {"code": "unauthorized", "detail": "the token is unknown"}
            self.handlers["connect_error"]({"message": "unauthorized", "data": data})
            self.net.made.put(self)
            raise refusal
        self.alive.set()
        self.net.made.put(self)

    def emit(self, event, data, namespace, callback):
        if not self.alive.is_set():
            raise socketio.exceptions.BadNamespaceError("/bridge is not a connected namespace.")
        self.emitted.append((event, data, callback))

    def disconnect(self):
        self.disconnected = True
        self.alive.clear()


@pytest.fixture
def net(monkeypatch):
    fake = FakeNet()
    monkeypatch.setattr(uplink_module.socketio, "Client", fake.client)
    monkeypatch.setattr(uplink_module, "RECONNECT_DELAY_S", (0.0, 0.01))
    monkeypatch.setattr(uplink_module, "_WATCH_S", 0.01)
    return fake


@pytest.fixture
def inbox():
    return queue.Queue(100)


@pytest.fixture
def uplink(net, inbox):
    thread = Uplink("http://server:8000", lambda: "secret", inbox)
    yield thread
    thread.stop()
    if thread.ident is not None:
        thread.join(WAIT_S)
    assert not thread.is_alive()


HELLO = Emission("bridge.hello", BridgeHello(lines=["line1"], units=[]), Reference(Subject.HELLO, 7))


def test_it_connects_with_its_token_by_websocket_alone(uplink, net, inbox):
    """Polling first would lose connections behind several workers."""
    uplink.start()
    assert inbox.get(timeout=WAIT_S) == Connected()

    options = net.clients[0].options

    assert options["auth"] == {"token": "secret"}
    assert (options["transports"], options["namespaces"]) == (["websocket"], ["/bridge"])
    assert net.clients[0].settings["reconnection"] is False
    assert net.clients[0].settings["handle_sigint"] is False


def test_messages_and_answers_arrive_in_the_inbox(uplink, net, inbox):
    """With what they belong to."""
    uplink.start()
    inbox.get(timeout=WAIT_S)
    client = net.clients[0]

    uplink.send(HELLO)
    event, data, callback = client.emitted[0]
    callback({"ok": True})
    client.handlers["beat"]({"epoch": "e1", "revision": 3})
    client.handlers["board"]()

    assert (event, data) == ("bridge.hello", {"lines": ["line1"], "units": []})
    assert [inbox.get(timeout=WAIT_S) for _ in range(3)] == [
        Acknowledged(HELLO.reference, {"ok": True}),
        ServerMessage("beat", {"epoch": "e1", "revision": 3}),
        ServerMessage("board", None),
    ]


def test_a_broken_connection_is_made_anew(uplink, net, inbox):
    """Messages of the old one no longer count."""
    uplink.start()
    inbox.get(timeout=WAIT_S)
    net.clients[0].alive.clear()

    assert inbox.get(timeout=WAIT_S) == Disconnected()
    assert inbox.get(timeout=WAIT_S) == Connected()
    net.clients[0].handlers["beat"]({"epoch": "old", "revision": 1})
    net.clients[1].handlers["beat"]({"epoch": "new", "revision": 1})
    assert inbox.get(timeout=WAIT_S) == ServerMessage("beat", {"epoch": "new", "revision": 1})


def test_a_silent_connection_can_be_given_up(uplink, net, inbox):
    """The session notices that no beat comes."""
    uplink.start()
    inbox.get(timeout=WAIT_S)

    uplink.reconnect()

    assert inbox.get(timeout=WAIT_S) == Disconnected()
    assert net.clients[0].disconnected
    assert inbox.get(timeout=WAIT_S) == Connected()


def test_a_message_that_meets_a_broken_connection_is_dropped(uplink, net, inbox):
    """The session says it again on the next one."""
    uplink.send(HELLO)
    uplink.start()
    inbox.get(timeout=WAIT_S)
    net.clients[0].alive.clear()

    uplink.send(HELLO)

    assert net.clients[0].emitted == []


def test_refused_connections_are_tried_again_and_told_once_a_minute(uplink, net, inbox, caplog):
    """A server that starts later is normal; a wrong token is named."""
    caplog.set_level(logging.WARNING)
    net.refusals = [
        socketio.exceptions.ConnectionError("One or more namespaces failed to connect: /bridge"),
        OSError("the token file is gone"),
        ValueError("odd address"),
    ]
    uplink.start()

    assert inbox.get(timeout=WAIT_S) == Connected()

    told = [record.getMessage() for record in caplog.records]
    assert told == ["no connection to http://server:8000: unauthorized: the token is unknown; trying again"]
    assert "secret" not in caplog.text


def test_it_ends_while_connected_and_while_refused(uplink, net, inbox):
    """Within a moment."""
    net.refusals = [OSError("refused")] * 10_000
    uplink.start()
    net.made.get(timeout=WAIT_S)

    uplink.stop()
    uplink.join(WAIT_S)

    assert not uplink.is_alive()
