"""A server in a process of its own, since gevent patches everything and the tests stay unpatched."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.program_log import NOTHING, ProgramLog, judge

ROOT = Path(__file__).parents[4]


class ServerProcess:
    """The test application, listening on ``port``; its standard error goes to a file."""

    def __init__(self, log_path, **settings):
        self.log_path = log_path
        with log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"{__name__.rpartition('.')[0]}.server_app", json.dumps(settings)],
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=ROOT,
            )
        line = self.process.stdout.readline()
        assert line, log_path.read_text()
        self.port = int(line)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.load(answer)

    def post(self, path, body):
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def emit(self, first, count, size):
        self.post("/emit", {"first": first, "count": count, "size": size})

    def stop(self):
        self.process.terminate()
        self.process.stdout.close()
        return self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def start_server(tmp_path_factory, request):
    """Return a function that starts a server with these settings; all end with the module.

    They may only complain of what the module has ``ANNOUNCED``.
    """
    announced = getattr(request.module, "ANNOUNCED", NOTHING)
    servers = []

    def start(**settings):
        log_path = tmp_path_factory.mktemp("server") / "log"
        servers.append(ServerProcess(log_path, **settings))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.stop()
    judge([one for server in servers for one in ProgramLog(server.log_path).complaints(announced)])


@pytest.fixture(scope="module")
def server(start_server):
    """A server with the driver, and so patient at a close that a client which has to wait fails its test."""
    return start_server(CLOSE_S=60)
