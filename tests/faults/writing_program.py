"""Issues tickets as fast as it can and says each number; started by tests, as a server or a command."""

import logging
import os
import secrets
import sys
from datetime import UTC, datetime


class Clock:
    """The machine's time."""

    def now(self):
        return datetime.now(UTC)

    def monotonic(self):
        return 0.0


class Ids:
    """Random ids."""

    def new_id(self):
        return secrets.token_hex(16)

    def new_token(self):
        return secrets.token_urlsafe(16)


def say(line):
    os.write(1, f"{line}\n".encode())


def issue(database, count, key):
    from queue_server.usecases.issuing import Issued, IssueRequest, Issuing
    from queue_server.usecases.ports.changing import Once

    issuing = Issuing(database.offices, Ids())
    for number in range(count):
        once = Once(key=f"{key}-{number}", request_hash="h", kind=Issued)
        done = issuing.issue("songcong", IssueRequest(service="land"), once)
        say(f"{once.key} {done.value.number}")


def serve(url, clients, count):
    """As the server does: greenlets and one thread that writes."""
    from gevent import monkey

    monkey.patch_all()

    import gevent

    from queue_server.adapters.db.database import open_for_gevent

    database = open_for_gevent(url, Clock(), lambda committed: None)
    key = secrets.token_hex(4)
    gevent.joinall(
        [gevent.spawn(issue, database, count, f"{key}-{client}") for client in range(clients)], raise_error=True
    )
    database.close()


def command(url, count):
    """As a command does beside the server."""
    from queue_server.adapters.db.database import open_database

    database = open_database(url, Clock(), lambda committed: None)
    issue(database, count, secrets.token_hex(4))
    database.close()


if __name__ == "__main__":
    mode, url, *numbers = sys.argv[1:]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    {"serve": serve, "command": command}[mode](url, *map(int, numbers))
