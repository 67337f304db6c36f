"""A PostgreSQL server of Debian's package that belongs to the tests alone: a folder, a socket in it and a free port.

It sorts by Vietnamese rules and lives in an odd time zone, so that whatever depends on a server's settings is found.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from queue_server.adapters.db.database import open_database
from queue_server.adapters.db.tables import metadata
from queue_server.adapters.environment import SystemClock

ROLE = "moiso"
PASSWORD = "mật khẩu: 50% / @ hai"
UNPRIVILEGED = "postgres"
"""Made by Debian's package; PostgreSQL refuses to run as root."""

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "timezone": "Pacific/Marquesas",
    "log_timezone": "UTC",
    "shared_buffers": "32MB",
}
"""Without fsync only a power cut loses anything; killing every process does not."""

START_WITHIN_S = 60.0


_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class PostgresServer:
    """A private cluster; ``running_server`` starts and removes one."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self.port = free_port()
        self.password_file = folder / "password"
        self._settings = SETTINGS | settings
        self._process: subprocess.Popen[bytes] | None = None
        self._programs = programs()
        self._initialize()

    def url(self, name: str) -> str:
        """Return the URL of a database over the socket, where no password is asked for."""
        return f"postgresql+psycopg://{ROLE}@/{name}?host={quote(str(self.folder))}&port={self.port}"

    def tcp_url(self, name: str) -> str:
        """Return the URL of a database over TCP, where the password of ``password_file`` is asked for."""
        return f"postgresql+psycopg://{ROLE}@127.0.0.1:{self.port}/{name}"

    def connect(self, name: str = "postgres") -> "psycopg.Connection[tuple]":
        """Return a connection in autocommit mode, for looking into a database from outside."""
        return psycopg.connect(host=str(self.folder), port=self.port, user=ROLE, dbname=name, autocommit=True)

    def new_database(self, template: str = "template0") -> str:
        """Create a database and return its name; ``template`` names one that nobody is connected to."""
        name = f"test_{secrets.token_hex(6)}"
        with closing(self.connect()) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        with closing(self.connect()) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_as_unprivileged(), *command, "-h", "127.0.0.1", "-p", str(self.port), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )
        self._wait_until_it_answers(self._process)

    def stop(self) -> None:
        """Stop it as an administrator would: connections are cut, the rest is written down."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """Stop it without its writing anything down; the next start recovers."""
        self._end(signal.SIGQUIT)

    def restart(self) -> None:
        """Stop and start; the port stays."""
        self.stop()
        self.start()

    def log(self) -> str:
        """Return what the server has said."""
        return (self.folder / "log").read_text(errors="replace")

    def _initialize(self) -> None:
        data = self.folder / "data"
        self.password_file.write_text(PASSWORD + "\n", encoding="utf-8")
        if os.getuid() == 0:
            shutil.chown(self.folder, UNPRIVILEGED)
            shutil.chown(self.password_file, UNPRIVILEGED)
        words = ["-D", str(data), "-U", ROLE, "--pwfile", str(self.password_file), "--no-sync", "--encoding=UTF8"]
        words += ["--auth-local=trust", "--auth-host=scram-sha-256", "--locale=C.UTF-8"]
        words += ["--locale-provider=icu", "--icu-locale=vi"]
        subprocess.run(
            [*_as_unprivileged(), str(self._programs / "initdb"), *words],
            check=True,
            capture_output=True,
            cwd=self.folder,
        )
        self.password_file.chmod(0o600)
        if os.getuid() == 0:
            shutil.chown(self.password_file, "root")

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]") -> None:
        give_up_at = time.monotonic() + START_WITHIN_S
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError as error:
                if process.poll() is not None or time.monotonic() > give_up_at:
                    raise RuntimeError(f"PostgreSQL did not start: {error}\n{self.log()}") from error
                time.sleep(0.02)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(START_WITHIN_S)
            self._process = None


class KeptDatabase:
    """A migrated database that tests use one after the other, each beginning without rows and with a new epoch."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._name = server.new_database()
        self.url = server.url(self._name)
        # It imports all modules that have tables.
        open_database(self.url, SystemClock(), print).close()

    def empty(self) -> None:
        """Cut off whoever is still connected, and remove all rows."""
        with closing(self._server.connect(self._name)) as connection:
            if connection.execute(_OTHERS).fetchone() != (0,):
                # It looks again only every 0.1 s, but those that were closed have gone by themselves meanwhile.
                connection.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            with connection.transaction():
                for table in reversed(metadata.sorted_tables):
                    connection.execute(f'DELETE FROM "{table.name}"')
                connection.execute("INSERT INTO installation (id, epoch) VALUES (1, %s)", (secrets.token_hex(8),))


@contextmanager
def running_server(**settings: str) -> Iterator[PostgresServer]:
    """Lend a new server; ``settings`` go on top of the tests' own (``fsync="on"``)."""
    with tempfile.TemporaryDirectory(prefix="moiso-pg-", ignore_cleanup_errors=True) as folder:
        # Its own folder is for its owner alone; other users only reach the socket beside it.
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder), settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def programs() -> Path:
    """Return the folder of the newest server's programs, which Debian keeps off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("PostgreSQL is not installed; run: apt-get install postgresql")
    return found[-1].parent


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _as_unprivileged() -> list[str]:
    """Return the words before a command that let it end with the tests, and keep it from running as root."""
    words = ["setpriv", "--pdeathsig", "INT"]
    if os.getuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        words += ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    return [*words, "--"]
