"""A province in separate processes: nginx, workers, PostgreSQL and Redis; used by scenario tests and benchmarks."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lobby import COUNTER, PASSWORD, ROOT, Answer, free_port, of_long_day, wait_for
from tests.nginx_server import NginxServer
from tests.postgres_server import PostgresServer
from tests.program_log import NOTHING, Announced, ProgramLog, complaints, judge
from tests.redis_server import RedisServer

OFFICE = "songcong"
HEAD = """
[server]
host = "127.0.0.1"
port = {port}
trusted_proxies = ["127.0.0.1"]

[database]
url = "{url}"

[redis]
url = "{redis}"

[security]
issue_rate_limit = "off"
sign_in_rate_limit = "off"

[office]
code = "songcong"
name = "Bộ phận một cửa Sông Công"
time_zone = "Asia/Ho_Chi_Minh"
phone_tickets = true

[[office.service]]
code = "land"
name = {{vi = "Đất đai", en = "Land"}}
prefix = "A"

[[office.service]]
code = "civil"
name = {{vi = "Hộ tịch", en = "Civil status"}}
prefix = "B"
{counters}"""


class Cluster:
    """All programs of a province on this computer; ``postgres`` is started by whoever lends it."""

    def __init__(self, folder: Path, postgres: PostgresServer, workers: int = 2, counters: int = 8) -> None:
        self.folder, self.postgres, self.workers = folder, postgres, workers
        self.port = free_port()
        self.database = postgres.new_database()
        self.redis = RedisServer(folder)
        self.nginx = NginxServer(folder / "nginx", self.port)
        self.config = folder / "config.toml"
        self.config.write_text(
            of_long_day(HEAD).format(
                port=self.port,
                url=postgres.url(self.database),
                redis=self.redis.url,
                counters="".join(COUNTER.format(code=code) for code in range(1, counters + 1)),
            ),
            encoding="utf-8",
        )
        self.server: subprocess.Popen[bytes] | None = None
        self._log = ProgramLog(folder / "server.log")
        self.announced_at_end = NOTHING

    def start(self) -> None:
        self.redis.start()
        self.command("operator", "add", "lan", "--role", "administrator", "--password-stdin", stdin=PASSWORD)
        self.start_server()
        self.nginx.start()

    def start_server(self) -> None:
        with self._log.path.open("ab") as log:
            self.server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "queue_server", "run", "--workers", str(self.workers)),
                    *("--config", str(self.config)),
                ],
                stdout=log,
                stderr=log,
                cwd=ROOT,
                start_new_session=True,
            )
        wait_for(self.all_serve, "all workers", seconds=120, dead=self._dead)

    def stop(self) -> None:
        self.nginx.stop()
        self.stop_server()
        self.redis.kill()
        with suppress(Exception):
            self.postgres.drop(self.database)
        self.judge(self.announced_at_end)

    def judge(self, announced: Announced = NOTHING) -> None:
        """Fail if workers or nginx have complained, since the last call, of what was not announced."""
        judge([*self._log.complaints(announced), *self.nginx.complaints(announced)])

    def stop_server(self) -> float:
        """End all workers and return how long it took."""
        began = time.monotonic()
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(30)
            self.server = None
        return time.monotonic() - began

    def worker_pids(self) -> list[int]:
        """Return the workers' processes."""
        pid = self.server.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children]

    def all_serve(self) -> bool:
        """Return whether as many workers as there have to be are alive and have told their figures."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        pids = set(map(int, re.findall(r'^moiso_worker_memory_bytes{pid="(\d+)"}', text, re.MULTILINE)))
        return len(pids) == self.workers and pids == set(self.worker_pids())

    def kill_worker(self, place: int) -> int:
        """End one of the workers as the kernel does when memory runs out, and return its process id."""
        pid = self.worker_pids()[place]
        os.kill(pid, signal.SIGKILL)
        return pid

    def command(self, *arguments: str, stdin: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "queue_server", *arguments, "--config", str(self.config)],
            input=stdin.encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        judge(complaints(done.stderr.decode()))
        return done.stdout.decode()

    def log(self) -> str:
        return self._log.path.read_text(errors="replace")

    def rows(self, question: str, *values: object) -> list[tuple]:
        """Return rows of the database as they are now."""
        with closing(self.postgres.connect(self.database)) as connection:
            return connection.execute(question, values).fetchall()

    def revision(self, office: str = OFFICE) -> int:
        return self.rows("SELECT revision FROM office WHERE code = %s", office)[0][0]

    def sign_in(self) -> str:
        with closing(Caller(self)) as caller:
            answer = caller.ask("POST", "/api/v1/sessions", {"username": "lan", "password": PASSWORD})
        assert answer.status == 201, answer.body
        return answer.json["token"]

    def _dead(self) -> str | None:
        return None if self.server.poll() is None else f"server:\n{self.log()[-3000:]}"


@dataclass
class Caller:
    """One client's connection through nginx; opened again after a failure."""

    cluster: Cluster
    token: str = ""
    timeout_s: float = 20.0
    _connection: http.client.HTTPSConnection | None = None

    def __post_init__(self) -> None:
        self._context = self.cluster.nginx.context()

    def ask(self, method: str, path: str, body: object = None, key: str = "") -> Answer:
        """Return the answer to one request.

        Raises:
            OSError, HTTPException: there was none.
        """
        if self._connection is None:
            self._connection = http.client.HTTPSConnection(
                "127.0.0.1", self.cluster.nginx.port, context=self._context, timeout=self.timeout_s
            )
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        try:
            self._connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = self._connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def issue(self, office: str = OFFICE, service: str = "land") -> Answer:
        return self.ask("POST", f"/api/v1/offices/{office}/tickets", {"service": service}, str(uuid.uuid4()))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
