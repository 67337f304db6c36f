"""The programs that are measured, each a process of its own: our server, and the least ones that do the same."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OFFICE = "songcong"
TICKS = os.sysconf("SC_CLK_TCK")

_SERVER = """
[server]
host = "127.0.0.1"
port = 0
[database]
url = "sqlite:///moiso.db"
[security]
issue_rate_limit = "off"
[office]
code = "songcong"
name = "Bộ phận một cửa Sông Công"
phone_tickets = true
double_press_s = 0.0
"""
SERVICES = ("land", "civil", "tax", "trade", "labour", "health", "transport", "justice")
_SERVICE = """
[[office.service]]
code = "{code}"
name = {{vi = "Lĩnh vực {code} và tài sản", en = "Field of {code}"}}
prefix = "{prefix}"
"""
_COUNTER = '[[office.counter]]\ncode = "{code}"\nname = "Quầy {code}"\nservices = {services}\n'


def configuration(counters: int = 12, services: int = 8) -> str:
    """Return the TOML of an office of this size."""
    codes = SERVICES[:services]
    parts = [_SERVICE.format(code=code, prefix="ABCDEFGH"[at]) for at, code in enumerate(codes)]
    for at in range(counters):
        # Each begins with another service and helps out with the others.
        order = [codes[(at + step) % services] for step in range(services)]
        parts.append(_COUNTER.format(code=at + 1, services=json.dumps(order)))
    return _SERVER + "".join(parts)


def cpu_s_of(pid: int) -> float:
    """Return the seconds of CPU that a process has used, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Program:
    """A process and what it costs."""

    def __init__(self, command: list[str], *, folder: Path | None = None, environment: dict[str, str] | None = None):
        self.words = command
        log = (folder or Path(tempfile.mkdtemp())) / "log"
        self.log = log
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            )

    def line(self) -> str:
        """Return the next line of its output."""
        line = self.process.stdout.readline().decode()
        if not line:
            raise SystemExit(f"{' '.join(self.words)} ended:\n{self.log.read_text()[-3000:]}")
        return line

    def tell(self, text: str = "") -> None:
        """Write a line to its input."""
        self.process.stdin.write(f"{text}\n".encode())
        self.process.stdin.flush()

    def cpu_s(self) -> float:
        """Return the seconds of CPU that it has used, all its threads together."""
        return cpu_s_of(self.process.pid)

    def memory_mb(self) -> float:
        """Return its resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def descriptors(self) -> int:
        """Return how many files and sockets it has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def stop(self) -> None:
        """End it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.communicate()


class OfficeServer(Program):
    """``queue-server run`` with a new database; ``port`` is where it answers."""

    def __init__(self, folder: Path, *, counters: int = 12, services: int = 8, environment=None, program=None):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.config = folder / "config.toml"
        if not self.config.exists():
            self.config.write_text(configuration(counters, services), encoding="utf-8")
        self.started = time.monotonic()
        command = [sys.executable, *(program or ["-m", "queue_server"]), "run", "--config", str(self.config)]
        super().__init__(command, folder=folder, environment=environment)
        self.port = self._port()

    def _port(self) -> int:
        while self.process.poll() is None:
            found = self.log.read_text().rpartition("serving on http://127.0.0.1:")
            if found[1] and "\n" in found[2]:
                return int(found[2].split("\n")[0])
            time.sleep(0.002)
        raise SystemExit(f"the server ended:\n{self.log.read_text()[-3000:]}")

    def command(self, *words: str, text: str = "") -> str:
        """Run another command of ours on the same configuration and return what it prints."""
        command = [sys.executable, "-m", "queue_server", *words, "--config", str(self.config)]
        done = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=True)
        return done.stdout

    def token(self, role: str = "administrator") -> str:
        """Return the session token of a new operator."""
        self.command("operator", "add", role, "--role", role, "--password-stdin", text="correct horse 7 battery\n")
        answer = ask(self.port, "POST", "/api/v1/sessions", {"username": role, "password": "correct horse 7 battery"})
        return answer["token"]


def ask(port: int, method: str, path: str, body: dict | None = None, **headers: str) -> dict:
    """Return the JSON answer to one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = None if body is None else json.dumps(body)
        connection.request(method, path, sent, {"Content-Type": "application/json", **named})
        answer = connection.getresponse()
        content = answer.read()
    if answer.status >= 400:
        raise SystemExit(f"{method} {path}: {answer.status} {content[:500]!r}")
    return json.loads(content)


class BareServer(Program):
    """The least server that does this work, on the same listener; see ``bare_servers``."""

    def __init__(self, kind: str) -> None:
        super().__init__([sys.executable, "-m", "tests.benchmarks.bare_servers", kind])
        self.port = int(self.line())
