"""The ports as every implementation has to keep them: in memory and in a database."""

from dataclasses import dataclass

import pytest

from queue_server.adapters.db.database import open_database, open_for_gevent
from queue_server.adapters.db.instants import to_micros
from queue_server.usecases.ports.accounts import Accounts, OfficeSetup
from queue_server.usecases.ports.appointments import AppointmentReader
from queue_server.usecases.ports.catalogue import Catalogue
from queue_server.usecases.ports.changing import Committed, Offices
from queue_server.usecases.ports.device_states import DeviceStates
from queue_server.usecases.ports.displays import DisplayReader, Pairings
from queue_server.usecases.ports.forwarding import Copies
from queue_server.usecases.ports.leases import Leases
from queue_server.usecases.ports.notifying import Outbox
from queue_server.usecases.ports.phones import PhoneReader
from queue_server.usecases.ports.printing import PaperLayouts, PrinterStates, PrintQueue
from queue_server.usecases.ports.ratings import RatingReader
from queue_server.usecases.ports.reading import OfficeReader
from tests.builders import FixedClock, an_office
from tests.counts import FULL
from tests.fakes.memory_accounts import MemoryAccounts
from tests.fakes.memory_appointments import MemoryAppointmentReader
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.fakes.memory_copies import MemoryCopies
from tests.fakes.memory_device_states import MemoryDeviceStates
from tests.fakes.memory_displays import MemoryPairings
from tests.fakes.memory_leases import MemoryLeases
from tests.fakes.memory_offices import MemoryDatabase, MemoryOffices, MemorySetup
from tests.fakes.memory_outbox import MemoryOutbox
from tests.fakes.memory_phones import MemoryPhones
from tests.fakes.memory_printing import MemoryPaperLayouts, MemoryPrinterStates, MemoryPrintQueue
from tests.fakes.memory_ratings import MemoryRatings
from tests.fakes.memory_reader import MemoryReader
from tests.ticket_builders import MORNING


@dataclass
class Ports:
    """One implementation of all ports, with what it published."""

    clock: FixedClock
    published: list[Committed]
    offices: Offices
    reader: OfficeReader
    accounts: Accounts
    setup: OfficeSetup
    copies: Copies
    displays: DisplayReader
    pairings: Pairings
    appointments: AppointmentReader
    leases: Leases
    catalogue: Catalogue
    device_states: DeviceStates
    print_queue: PrintQueue
    paper_layouts: PaperLayouts
    printer_states: PrinterStates
    ratings: RatingReader
    phones: PhoneReader
    outbox: Outbox

    def change(self, work, once=None, office="songcong"):
        return self.offices.change(office, work, once)


WITHOUT_GEVENT = ["sqlite", "postgres"] if FULL else []
"""Commands write so, by the same code but for the thread; servers run on gevent."""


@pytest.fixture(params=["memory", *WITHOUT_GEVENT, "sqlite-gevent", "postgres-gevent"])
def bare(request, tmp_path):
    """Ports of a database without any office."""
    clock, published = FixedClock(MORNING), []
    if request.param == "memory":
        database = MemoryDatabase(clock, published.append)
        reader = MemoryReader(database)
        yield Ports(
            clock=clock,
            published=published,
            offices=MemoryOffices(database),
            reader=reader,
            accounts=MemoryAccounts(database),
            setup=MemorySetup(database),
            copies=MemoryCopies(database),
            displays=reader,
            pairings=MemoryPairings(database),
            appointments=MemoryAppointmentReader(database),
            leases=MemoryLeases(clock),
            catalogue=MemoryCatalogue(
                lambda: [(one.procedure, one.issued_at) for one in database.state.tickets.values() if one.procedure]
            ),
            device_states=MemoryDeviceStates(clock),
            print_queue=MemoryPrintQueue(),
            paper_layouts=MemoryPaperLayouts(),
            printer_states=MemoryPrinterStates(),
            ratings=MemoryRatings(database),
            phones=MemoryPhones(database),
            outbox=MemoryOutbox(database),
        )
        return
    kind, _, gevent = request.param.partition("-")
    url = f"sqlite:///{tmp_path}/moiso.db" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    open_ = open_for_gevent if gevent else open_database
    database = open_(url, clock, published.append, lambda _: to_micros(clock.now()))
    yield Ports(
        clock=clock,
        published=published,
        offices=database.offices,
        reader=database.reader,
        accounts=database.accounts,
        setup=database.setup,
        copies=database.copies,
        displays=database.displays,
        pairings=database.pairings,
        appointments=database.appointments,
        leases=database.leases,
        catalogue=database.catalogue,
        device_states=database.device_states,
        print_queue=database.print_queue,
        paper_layouts=database.paper_layouts,
        printer_states=database.printer_states,
        ratings=database.ratings,
        phones=database.phones,
        outbox=database.outbox,
    )
    database.close()


@pytest.fixture
def ports(bare):
    """Ports with the office Sông Công: services land and civil, counters 1 and 2."""
    bare.setup.add_office(an_office(("land", "civil"), ("1", "2")), by="setup")
    bare.published.clear()
    return bare
