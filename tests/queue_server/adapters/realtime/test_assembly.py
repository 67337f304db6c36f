"""The whole of it on real sockets: libraries' own client, a server with threads, nothing of them patched."""

import logging
import threading
import time

import pytest
import requests
import socketio
from flask import Flask
from werkzeug.serving import make_server

from queue_server.adapters.realtime.assembly import Realtime
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice, hello_of, press_of

WITHIN_S = 10


class ServedOffice(LiveOffice):
    """The same office on a port of this machine; time passes by itself in tasks, but not for use cases."""

    def _open(self):
        app = Flask(__name__)
        self.server = self.realtime.open(app, "threading", self.parts).server
        self.http = make_server("127.0.0.1", 0, app, threaded=True)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self._clients = []
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def connect(self, namespace, auth):
        client = socketio.Client(reconnection=False)
        client.heard = []
        client.on("*", lambda *event: client.heard.append(event), namespace=namespace)
        client.on("connect_error", lambda *event: client.heard.append(("connect_error", *event)), namespace=namespace)
        client.on("disconnect", lambda *event: client.heard.append(("disconnect", *event)), namespace=namespace)
        self._clients.append(client)
        client.connect(self.url, auth=auth, transports=["websocket"], namespaces=[namespace], wait_timeout=WITHIN_S)
        return client

    def close(self):
        for client in self._clients:
            if client.eio.ws is not None:
                client.eio.ws.shutdown()  # its good-bye would wait for the server's
        self.server.shutdown()
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def office():
    served = ServedOffice(people=3)
    yield served
    served.close()


def until(condition):
    """Wait for something that another thread brings about; the bound is only there to fail."""
    deadline = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def boards(client):
    return [one[1]["revision"] for one in client.heard if one[0] == "board"]


def test_a_call_reaches_the_library_clients_display(office):
    """Encoding, rooms and threads together."""
    display = office.connect("/board", {"office": OFFICE})
    until(lambda: boards(display))

    office.call_next()

    until(lambda: boards(display)[-1] == office.revision())


def test_a_refused_client_hears_the_code(office):
    """In the shape in which JavaScript's client gives ``error.message`` and ``error.data``."""
    with pytest.raises(socketio.exceptions.ConnectionError):
        office.connect("/bridge", {"token": "nonsense"})

    (refused,) = [one for one in office._clients[-1].heard if one[0] == "connect_error"]
    assert refused[1]["message"] == "unauthorized"
    assert refused[1]["data"]["code"] == "unauthorized"


def test_one_press_that_waits_does_not_hold_up_the_others(office):
    """A hall of boxes shares one connection."""
    bridge = office.connect("/bridge", {"token": "box"})
    assert bridge.call("bridge.hello", hello_of("line1/5", "line1/6"), namespace="/bridge")["ok"]
    press, go_on, answers = office.parts.keys.press, threading.Event(), []

    def slow(device, one):
        if one.unit == "line1/5":
            go_on.wait(WITHIN_S)
        return press(device, one)

    office.parts.keys.press = slow
    bridge.emit("unit.press", press_of(1), namespace="/bridge", callback=answers.append)
    second = bridge.call("unit.press", press_of(2, unit="line1/6", press_id="78/3/2"), namespace="/bridge")
    early = list(answers)
    go_on.set()

    until(lambda: answers)
    assert early == []
    assert (second["ok"], answers[0]["ok"]) == (True, True)


def test_a_dropped_client_is_told_so(office):
    """Its library ends the connection; whether it comes back is its own decision."""
    display = office.connect("/board", {"office": OFFICE, "token": "tv"})
    office.accounts.revoke_device("tv")
    heartbeat, _ = office.realtime._periodic

    heartbeat._work()

    until(lambda: any(one[0] == "disconnect" for one in display.heard))


def test_polling_is_refused(office, caplog):
    """It would need sticky sessions, and lost connections behind two workers. It is the client's fault, no error."""
    client = socketio.Client(reconnection=False)

    with pytest.raises(socketio.exceptions.ConnectionError, match="400"):
        client.connect(office.url, transports=["polling"], namespaces=["/board"], wait_timeout=WITHIN_S)
    for query in ("transport=polling&EIO=3", "transport=websocket&EIO=4&sid=of-before", "transport=websocket&EIO=3"):
        assert requests.get(f"{office.url}/socket.io/?{query}", timeout=WITHIN_S).status_code == 400

    assert [one for one in caplog.records if one.levelno > logging.INFO] == []


def test_beats_and_ticks_run_until_they_are_stopped(office, monkeypatch):
    """Started by the composition root, stopped by its end."""
    beats = []
    heartbeat, ticker = office.realtime._periodic
    for periodic in (heartbeat, ticker):
        monkeypatch.setattr(periodic, "_every_s", 0.01)
        monkeypatch.setattr(periodic, "_clock", time)
    monkeypatch.setattr(heartbeat, "_work", lambda: beats.append(1))

    office.realtime.start()
    until(lambda: len(beats) > 2)
    office.realtime.stop()

    assert heartbeat._stopped.is_set()
    assert ticker._stopped.is_set()


def test_what_is_committed_before_the_namespaces_are_open_needs_no_publication():
    """Migrations and the first set-up commit before there is anybody to tell."""
    office = LiveOffice()
    realtime = Realtime(office.clock)

    realtime.committed(None)

    assert realtime.presence.connections()["/board"] == 0
