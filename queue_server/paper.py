"""Puts the printers of this installation together."""

from queue_server.adapters.db.database import Database
from queue_server.adapters.db.writer import in_thread
from queue_server.adapters.printing.connections import opener, waits_natively
from queue_server.adapters.printing.printer import Printer
from queue_server.adapters.printing.spool import MayPrint, PrinterSetup, Spool
from queue_server.config import PrinterSection, PrintingSection
from queue_server.usecases.ports.environment import Clock


def open_spool(section: PrintingSection, database: Database, clock: Clock, may_print: MayPrint) -> Spool:
    """Return the spool of the configured printers."""
    setups = [_setup(one) for one in section.printer]
    return Spool(setups, database.print_queue, database.paper_layouts, clock, in_thread, may_print)


def _setup(section: PrinterSection) -> PrinterSetup:
    return PrinterSetup(
        name=section.name,
        printer=Printer(opener(section.device)),
        width_mm=80 if section.width_mm == 80 else 58,
        offices=frozenset(section.offices),
        kiosks=frozenset(section.kiosks),
        units=frozenset(section.units),
        waits_natively=waits_natively(section.device),
    )
