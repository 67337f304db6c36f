"""Prints one job on one printer and tells for sure, where the printer lets one know, whether it came out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from queue_server.adapters.printing.escpos_job import PrinterBytes
from queue_server.domain.paper import Paper, PrinterStatus

ASK_PRINTER: Final = b"\x10\x04\x01"
ASK_OFFLINE: Final = b"\x10\x04\x02"
ASK_PAPER: Final = b"\x10\x04\x04"
"""DLE EOT: answered at once, also when the printer is off-line."""

FIXED, FIXED_IS = 0x93, 0x12
"""Bits that every answer to DLE EOT has: nothing else is one."""


class Connection(Protocol):
    """An open way to a printer; everything may raise ``OSError``."""

    def send(self, data: bytes) -> None:
        """Hand bytes on."""

    def answer(self) -> bytes:
        """Return what the printer sent within half a second, empty if nothing."""

    def finish(self) -> None:
        """Have everything delivered and close; an error means that not everything arrived."""

    def close(self) -> None:
        """Close without ado."""


Open = Callable[[], Connection]


class NotPrinted(Exception):
    """Nothing fell out of the printer: the job can be sent again."""


class Unsure(Exception):
    """The printer had the whole job and was not heard of again."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer that is opened for every job, so that switching it off and on in between is no matter."""

    open: Open

    def print(self, job: PrinterBytes) -> None:
        """Print a job.

        A printer that answers is asked after every piece, so a job that breaks off is known not to be complete; the
        cut comes last, so that nothing of it falls out. One that can't answer has to take everything without an error.

        Raises:
            NotPrinted: it wasn't printed.
            Unsure: nobody knows.
        """
        try:
            connection = self.open()
        except OSError as error:
            raise NotPrinted(str(error)) from None
        try:
            status, answers = _status(connection)
            if not status.ready:
                raise NotPrinted(_why(status))
            if answers:
                _print_asking(connection, job)
            else:
                _print_blindly(connection, job)
        finally:
            connection.close()

    def status(self) -> PrinterStatus:
        """Return how the printer is; what it can't tell counts as fine."""
        try:
            connection = self.open()
        except OSError as error:
            return PrinterStatus(online=False, error=str(error))
        try:
            return _status(connection)[0]
        except NotPrinted as error:
            return PrinterStatus(online=False, error=str(error))
        finally:
            connection.close()


def _print_asking(connection: Connection, job: PrinterBytes) -> None:
    try:
        for piece in job.pieces:
            connection.send(piece)
            _heard(connection)
    except OSError as error:
        raise NotPrinted(str(error)) from None
    try:
        connection.send(job.end)
        _heard(connection)
    except (OSError, NotPrinted) as error:
        raise Unsure(str(error)) from None


def _heard(connection: Connection) -> None:
    """Wait until the printer has taken what it was sent.

    Raises:
        NotPrinted: it is off-line or silent.
        OSError: the connection is lost.
    """
    connection.send(ASK_OFFLINE)
    byte = _answer(connection)
    if byte is None:
        raise NotPrinted("the printer stopped answering")
    if byte & 0x04 or byte & 0x20:
        raise NotPrinted("the cover is open" if byte & 0x04 else "the paper is out")


def _print_blindly(connection: Connection, job: PrinterBytes) -> None:
    try:
        connection.send(job.whole)
        connection.finish()
    except OSError as error:
        raise NotPrinted(str(error)) from None


def _status(connection: Connection) -> tuple[PrinterStatus, bool]:
    """Return how the printer is, and whether it answers at all.

    Raises:
        NotPrinted: the connection is lost.
    """
    try:
        connection.send(ASK_PRINTER)
        general = _answer(connection)
        if general is None:
            return PrinterStatus(online=True), False
        connection.send(ASK_OFFLINE)
        offline = _answer(connection) or FIXED_IS
        connection.send(ASK_PAPER)
        paper = _answer(connection) or FIXED_IS
    except OSError as error:
        raise NotPrinted(str(error)) from None
    return (
        PrinterStatus(
            online=not general & 0x08 or bool(offline & 0x24),
            paper=Paper.OUT if paper & 0x60 or offline & 0x20 else Paper.LOW if paper & 0x0C else Paper.ENOUGH,
            cover_open=bool(offline & 0x04),
            error="the printer reports an error" if offline & 0x40 else None,
        ),
        True,
    )


def _answer(connection: Connection) -> int | None:
    """Return the newest byte that is an answer to DLE EOT."""
    answers = [byte for byte in connection.answer() if byte & FIXED == FIXED_IS]
    return answers[-1] if answers else None


def _why(status: PrinterStatus) -> str:
    if status.cover_open:
        return "the cover is open"
    if status.paper is Paper.OUT:
        return "the paper is out"
    return status.error or "the printer is off-line"
