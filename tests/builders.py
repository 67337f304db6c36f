"""Builders for tests: an office, a clock that stands still, ids that count."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.office import Counter, Office, Rules, Service
from tests.fakes.memory_accounts import MemoryAccounts
from tests.fakes.memory_offices import MemoryDatabase, MemoryOffices, MemorySetup
from tests.fakes.memory_reader import MemoryReader


class FixedClock:
    """Time moves only when told."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._monotonic += max(0.0, seconds)


class SerialIds:
    """Ids that count, so that failures read well."""

    def __init__(self) -> None:
        self._count = 0

    def new_id(self) -> str:
        self._count += 1
        return f"id{self._count}"

    def new_token(self) -> str:
        self._count += 1
        return f"token-{self._count:022d}"


def an_office(services=("land",), counters=("1",), **fields):
    """An office whose services have the prefixes A, B, C ... and whose counters serve all of them."""
    given = {
        "code": "songcong",
        "name": "Bộ phận một cửa Sông Công",
        "time_zone": "Asia/Ho_Chi_Minh",
        "phone_tickets": True,
        "rules": Rules(),
        "services": tuple(
            Service(code=code, name={"vi": code.title(), "en": code}, prefix="ABCEFH"[index])
            for index, code in enumerate(services)
        ),
        "counters": tuple(
            Counter(id=f"c{code}", code=code, name=f"Quầy {code}", services=tuple(services)) for code in counters
        ),
    }
    return Office(**(given | fields))


@dataclass
class MemoryOffice:
    """An office in memory with everything that use cases need."""

    offices: MemoryOffices
    reader: MemoryReader
    accounts: MemoryAccounts
    database: MemoryDatabase | None = None


def a_memory_office(office, clock) -> MemoryOffice:
    """An office in memory, empty."""
    database = MemoryDatabase(clock)
    MemorySetup(database).add_office(office, "tests")
    return MemoryOffice(
        offices=MemoryOffices(database),
        reader=MemoryReader(database),
        accounts=MemoryAccounts(database),
        database=database,
    )
