"""What the doctor says of printers: as the running server last saw them, or as they answer now."""

from datetime import timedelta

from queue_server.adapters.environment import SystemClock
from queue_server.config import Configuration
from queue_server.domain.paper import PrinterStatus, PrinterTrouble
from queue_server.paper import printer_of
from queue_server.storage import open_storage

FRESH = timedelta(minutes=1)
"""What a server saw so recently is believed; many printers answer only one program at a time."""

WORDS = {
    PrinterTrouble.OFFLINE: "does not answer",
    PrinterTrouble.COVER_OPEN: "its cover is open",
    PrinterTrouble.PAPER_OUT: "its paper is out",
    PrinterTrouble.FAULT: "reports a fault",
    PrinterTrouble.PAPER_LOW: "its paper is running low",
}

Finding = tuple[bool, str]
"""Whether it is fine, and a sentence."""


def printers(configuration: Configuration) -> list[Finding]:
    """Return how each printer is."""
    sections = configuration.printing.printer
    if not sections:
        return [(True, "printers: none; kiosks show number and QR code, or print with their browser")]
    with open_storage(configuration) as storage:
        seen = storage.database.printer_states.since(SystemClock().now() - FRESH)
    return [
        _finding(one.name, one.device, seen[one.name] if one.name in seen else printer_of(one).status())
        for one in sections
    ]


def _finding(name: str, device: str, status: PrinterStatus) -> Finding:
    about = f"printer {name}: {device}"
    if status.trouble is None:
        return True, f"{about}, ready"
    why = f" ({status.error})" if status.error else ""
    return status.trouble is PrinterTrouble.PAPER_LOW, f"{about}, {WORDS[status.trouble]}{why}"
