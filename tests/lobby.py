"""A whole office in separate processes, as in real life: server, serial line, bridge; used by scenario tests."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.program_log import NOTHING, Announced, ProgramLog, complaints, judge

ROOT = Path(__file__).resolve().parents[1]
OFFICE = "songcong"
PASSWORD = "a-long-password"

CONFIGURATION = """
[server]
host = "127.0.0.1"
port = {port}
workbench_lines = {{line1 = "line1.control"}}

[database]
url = "sqlite:///{folder}/moiso.db"

[security]
issue_rate_limit = "off"
sign_in_rate_limit = "off"

{office}
[bridge]
server = "http://127.0.0.1:{port}"
token_file = "bridge.token"

[[bridge.line]]
name = "line1"
port = "{folder}/line1"
baud = {baud}
{units}"""

OFFICE_SECTIONS = """
[office]
code = "songcong"
name = "Bộ phận một cửa Sông Công"
time_zone = "Asia/Ho_Chi_Minh"
phone_tickets = true

[[office.service]]
code = "land"
name = {vi = "Đất đai", en = "Land"}
prefix = "A"

[[office.service]]
code = "civil"
name = {vi = "Hộ tịch", en = "Civil status"}
prefix = "B"
"""

COUNTER = """
[[office.counter]]
code = "{code}"
name = "Quầy {code}"
services = ["land", "civil"]
"""

UNITS = """
[[bridge.line.unit]]
address = {code}
profile = "call-box"
counter = "{office}:{code}"
keys = {{1 = "next", 2 = "recall", 3 = "no_show", 4 = "hold"}}

[[bridge.line.unit]]
address = {led}
profile = "led-unit"
counter = "{office}:{code}"
"""


class Lobby:
    """Starts, kills and asks the programs of one office; everything lives in one folder."""

    def __init__(
        self,
        folder: Path,
        boxes: int = 4,
        baud: int = 115200,
        noise: float = 0.0,
        office: str = OFFICE,
        sections: str | None = None,
        announced: Announced = NOTHING,
    ) -> None:
        """Write the configuration and add an administrator and a bridge.

        Args:
            folder: where everything lives.
            boxes: call boxes, and LED units, at counters 1 and so on.
            baud: speed of the simulated line.
            noise: chance of an error in each byte of the line.
            office: code of the office.
            sections: its TOML; None for an office with two services and a counter for each box.
            announced: complaints that the programs have to make; any other fails when they are stopped.
        """
        self.folder, self.boxes, self.baud, self.noise, self.office = folder, boxes, baud, noise, office
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.announced = announced
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: dict[str, ProgramLog] = {}
        codes = range(1, boxes + 1)
        self.config = folder / "config.toml"
        self.config.write_text(
            CONFIGURATION.format(
                port=self.port,
                folder=folder,
                baud=baud,
                office=of_long_day(sections or OFFICE_SECTIONS + "".join(COUNTER.format(code=code) for code in codes)),
                units="".join(UNITS.format(code=code, led=100 + code, office=office) for code in codes),
            ),
            encoding="utf-8",
        )
        self.command("operator", "add", "lan", "--role", "administrator", "--password-stdin", stdin=PASSWORD)
        (folder / "bridge.token").write_text(
            self.command("device", "add", "bridge1", "--kind", "bridge", "--office", office).strip()
        )

    # --- programs ---

    def command(self, *arguments: str, stdin: str = "", config: Path | None = None) -> str:
        """Run a ``queue-server`` command to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "queue_server", *arguments, "--config", str(config or self.config)],
            input=stdin.encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        judge(complaints(done.stderr.decode()))
        return done.stdout.decode()

    def start(self, name: str, module: str, *arguments: str) -> None:
        kept = self._logs.setdefault(name, ProgramLog(self.folder / f"{name}.log"))
        with kept.path.open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", module, *arguments], stdout=log, stderr=log, cwd=ROOT, start_new_session=True
            )

    def start_line(self) -> None:
        noise = ["--noise", str(self.noise)] if self.noise else []
        self.start(
            "line", "firmware_bridge", "simulate", "--boxes", str(self.boxes), "--leds", str(self.boxes),
            "--baud", str(self.baud), *noise,
            "--pty", str(self.folder / "line1"), "--control", str(self.control_path),
        )  # fmt: skip
        wait_for(self.control_path.exists, "the simulated line")

    def start_server(self) -> None:
        self.start("server", "queue_server", "run", "--config", str(self.config))
        wait_for(self.ready, "the server", dead=self.dead)

    def start_bridge(self) -> None:
        self.start("bridge", "firmware_bridge", "run", "--config", str(self.config))

    def start_all(self) -> None:
        self.start_line()
        self.start_server()
        self.start_bridge()

    def kill(self, name: str, number: int = signal.SIGKILL) -> int:
        """End a program by a signal and return its exit code."""
        child = self.running.pop(name)
        os.kill(child.pid, number)
        return child.wait(20)

    def stop(self) -> None:
        """End all programs; fail if one had ended by itself, did not end well, or complained."""
        found = [f"{name} ended by itself" for name, child in self.running.items() if child.poll() is not None]
        for name in reversed(list(self.running)):
            code = self.kill(name, signal.SIGTERM)
            found += [f"{name} ended with {code}"] if code else []
        judge(found + [one for log in self._logs.values() for one in log.complaints(self.announced)])

    def dead(self) -> str | None:
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    # --- asking ---

    @property
    def control_path(self) -> Path:
        return self.folder / "line1.control"

    def control(self, order: str) -> dict:
        """Return the simulator's answer to one order."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(10)
            line.connect(str(self.control_path))
            line.sendall(order.encode() + b"\n")
            with line.makefile() as answers:
                return json.loads(answers.readline())

    def ready(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.http("GET", "/readyz").status == 200
        return False

    def http(self, method, path, body=None, token=None, key=None, timeout=20) -> "Answer":
        """Return the answer of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    def sign_in(self) -> str:
        answer = self.http("POST", "/api/v1/sessions", {"username": "lan", "password": PASSWORD})
        assert answer.status == 201, answer.body
        return answer.json["token"]

    def issue(self, service="land", key=None) -> dict:
        answer = self.http(
            "POST", f"/api/v1/offices/{self.office}/tickets", {"service": service}, key=key or str(uuid.uuid4())
        )
        assert answer.status == 201, answer.body
        return answer.json

    def tickets(self, token) -> list[dict]:
        answer = self.http("GET", f"/api/v1/offices/{self.office}/tickets?limit=1000", token=token)
        assert answer.status == 200, answer.body
        return answer.json["tickets"]

    def board(self) -> dict:
        answer = self.http("GET", f"/api/v1/offices/{self.office}/board")
        assert answer.status == 200, answer.body
        return answer.json

    def wait_for_boxes(self) -> None:
        """Wait until the bridge has met every box: who presses before is not told to the server."""
        met = [f"unit line1/{box} is serial" for box in range(1, self.boxes + 1)]
        wait_for(lambda: all(line in self.log("bridge") for line in met), "the bridge", dead=self.dead)

    def digits(self, unit: int) -> str:
        return self.control(f"get {unit}")["digits"].strip()


class Answer:
    """Status, headers and body of a response."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


def of_long_day(office: str) -> str:
    """Return the TOML of an office in Viet Nam with days that don't end while a test runs, whatever the time is."""
    begins = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) + timedelta(hours=12)
    return office.replace("[office]\n", f'[office]\nday_start = "{begins:%H:%M}"\n', 1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, what, seconds=60.0, dead=lambda: None):
    """Poll until a condition of another process holds; returns its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert dead() is None, f"{dead()} ended while waiting for {what}"
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.05)
