"""An office for simulated days, in a database that is thrown away."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from queue_server.adapters.db.database import open_database
from queue_server.domain.office import Office
from queue_server.simulation.running import CountedIds, Lobby, SimulatedClock

MEMORY = Path("/dev/shm")
"""Where files need no disk, on Linux."""


@contextmanager
def scratch_lobby(office: Office, at: datetime) -> Iterator[Lobby]:
    """Lend an empty office like this one, whose clock stands at an instant."""
    with tempfile.TemporaryDirectory(prefix="moiso-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        clock = SimulatedClock(at)
        database = open_database(f"sqlite:///{folder}/scratch.db", clock, lambda committed: None)
        try:
            database.setup.add_office(office, "simulation")
            yield Lobby(
                office=office.code, offices=database.offices, reader=database.reader, clock=clock, ids=CountedIds()
            )
        finally:
            database.close()
