"""Puts the printers of this installation, and what administrators do with paper, together."""

from queue_server.adapters.db.database import Database
from queue_server.adapters.db.writer import in_thread
from queue_server.adapters.printing.connections import opener, waits_natively
from queue_server.adapters.printing.pictures import PrintedPictures
from queue_server.adapters.printing.printer import Printer
from queue_server.adapters.printing.spool import MayPrint, PrinterSetup, Spool
from queue_server.config import PrinterSection, PrintingSection
from queue_server.usecases.papers import Papers
from queue_server.usecases.ports.environment import Clock, Ids


def open_spool(section: PrintingSection, database: Database, clock: Clock, may_print: MayPrint) -> Spool:
    """Return the spool of the configured printers."""
    setups = [_setup(one) for one in section.printer]
    queue, layouts, states = database.print_queue, database.paper_layouts, database.printer_states
    return Spool(setups, queue, layouts, states, clock, in_thread, may_print)


def papers_of(database: Database, spool: Spool, ids: Ids, clock: Clock) -> Papers:
    """Return what administrators do with paper."""
    layouts, queue = database.paper_layouts, database.print_queue
    return Papers(layouts, PrintedPictures(), queue, spool, database.reader, ids, clock)


def printer_of(section: PrinterSection) -> Printer:
    """Return a configured printer."""
    return Printer(opener(section.device))


def _setup(section: PrinterSection) -> PrinterSetup:
    return PrinterSetup(
        name=section.name,
        printer=printer_of(section),
        device=section.device,
        width_mm=80 if section.width_mm == 80 else 58,
        offices=frozenset(section.offices),
        kiosks=frozenset(section.kiosks),
        units=frozenset(section.units),
        waits_natively=waits_natively(section.device),
    )
