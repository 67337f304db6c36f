"""The demo's workbench: fingers on simulated keys, only from the demo's own pages."""

import json
import socket
import threading
from contextlib import suppress

import pytest
from flask import Response

from queue_server.adapters.web.access import PUBLIC, allow
from queue_server.adapters.web.browser import csrf_token
from queue_server.adapters.web.workbench_api import SimulatedLine
from queue_server.domain.device import Unit
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import UnitRecord
from tests.web_app import a_web_app

UNITS = "/api/v1/workbench/units"
PICTURE = {
    "digits": "A007",
    "waiting": "03",
    "lamp": 2,
    "buzzer": {"on": True, "pattern": 1, "count": 4},
    "power": True,
}


class FakeSimulator:
    """Answers a control socket with what it is told, and remembers the requests."""

    def __init__(self, path, answers):
        self.asked = []
        self._answers = answers
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(2)

    def _serve(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rw") as lines:
                request = lines.readline().rstrip("\n")
                self.asked.append(request)
                lines.write(self._answers(request) + "\n")


def answers(request):
    if request == "stats":
        return json.dumps({"ok": True, "machine": "firmware", "sent": 5})
    return json.dumps(PICTURE if request.startswith("get") else {"ok": not request.endswith(" 9"), "error": "no key 9"})


@pytest.fixture
def simulator(tmp_path):
    simulator = FakeSimulator(tmp_path / "control", answers)
    yield simulator
    simulator.close()


@pytest.fixture
def web(tmp_path, simulator):
    web = a_web_app(workbench_lines={"line1": tmp_path / "control"})
    web.app.add_url_rule("/token", "token", allow(PUBLIC)(lambda: Response(csrf_token())))
    bridge = next(one for one in web.devices.all() if one.name == "bridge-songcong")
    for name, counter, keys in (("line1/1", "1", {"1": "next"}), ("line1/101", "1", {}), ("real/1", "2", {})):
        unit = Unit(device=bridge.id, name=name, counter=counter, keys=keys)
        web.database.offices.change("songcong", lambda tx, unit=unit: tx.save_unit(UnitRecord(unit=unit)))
    return web


def press(client, path=f"{UNITS}/line1/1/press", key=1, **headers):
    return client.post(path, json={"key": key}, headers=headers)


def test_simulated_units_are_listed_with_what_they_show(web):
    """Units of real lines are not the workbench's."""
    units = web.client().get(UNITS).json["units"]

    assert [(one["unit"], one["counter"], one["keys"]) for one in units] == [
        ("line1/1", "1", {"1": "next"}),
        ("line1/101", "1", {}),
    ]
    assert units[0]["shows"] == PICTURE


def test_it_says_what_runs_in_the_units(web, simulator):
    """Real machine code or a model: a press proves more in the one than in the other."""
    client = web.client()
    assert client.get("/api/v1/workbench/lines").json == {"lines": [{"line": "line1", "machine": "firmware"}]}

    simulator.close()

    assert client.get("/api/v1/workbench/lines").json == {"lines": [{"line": "line1", "machine": None}]}


def test_a_finger_presses_and_releases(web, simulator):
    """The simulator gets the unit's address and the key."""
    client = web.client()
    token = client.get("/token").text
    headers = {"X-CSRF-Token": token, "Origin": "http://localhost"}

    assert press(client, **headers).status_code == 204
    assert press(client, f"{UNITS}/line1/1/release", **headers).status_code == 204
    assert simulator.asked == ["press 1 1", "release 1 1"]


@pytest.mark.parametrize(
    ("path", "key", "status", "code"),
    [
        (f"{UNITS}/line1/1/press", 9, 404, "unit_unknown"),
        (f"{UNITS}/line2/1/press", 1, 404, "unit_unknown"),
        (f"{UNITS}/line1/900/press", 1, 404, "not_found"),
        (f"{UNITS}/line1/x/press", 1, 404, "not_found"),
        (f"{UNITS}/line1/1/press", 0, 422, "invalid"),
        (f"{UNITS}/line1/1/press", "1", 422, "invalid"),
    ],
)
def test_what_the_simulator_lacks_is_refused(web, path, key, status, code):
    """Nothing but an address and a key reaches its socket."""
    client = web.client()

    answer = press(client, path, key, **{"X-CSRF-Token": client.get("/token").text})

    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "csrf_failed"),
        ({"Origin": "http://localhost"}, "csrf_failed"),
        ({"Origin": "http://evil.example"}, "forbidden"),
        ({"Origin": "http://localhost.evil.example"}, "forbidden"),
        ({"Origin": "http://[localhost"}, "forbidden"),
        ({"Origin": "null"}, "forbidden"),
        ({"Sec-Fetch-Site": "cross-site"}, "forbidden"),
        ({"Sec-Fetch-Site": "same-site"}, "forbidden"),
    ],
)
def test_other_sites_pages_press_nothing(web, simulator, headers, code):
    """The demo needs no credentials, so the page it comes from decides."""
    assert press(web.client(), **headers).json["code"] == code
    assert simulator.asked == []


def test_without_simulated_lines_there_is_no_workbench():
    """Outside the demo nothing of it exists."""
    client = a_web_app().client()

    assert client.get(UNITS).status_code == 404
    assert UNITS not in client.get("/api/openapi.json").json["paths"]


def test_a_simulator_that_is_away_is_told(tmp_path, simulator, web):
    """Units stay listed, presses come again later."""
    client = web.client()
    token = client.get("/token").text
    simulator.close()

    assert client.get(UNITS).json["units"][0]["shows"] is None
    assert press(client, **{"X-CSRF-Token": token}).json["code"] == "busy"


@pytest.mark.parametrize("line", ["", "nonsense", "[]", '{"digits": 5}', '{"ok": "yes"}'])
def test_an_answer_that_is_none_counts_as_silence(tmp_path, line):
    """A simulator of another version is no reason to fail."""
    simulator = FakeSimulator(tmp_path / "odd", lambda request: line)
    try:
        with pytest.raises(Refusal, match="busy"):
            SimulatedLine(tmp_path / "odd").do("press 1 1")
        assert SimulatedLine(tmp_path / "odd").picture(1) is None
    finally:
        simulator.close()
