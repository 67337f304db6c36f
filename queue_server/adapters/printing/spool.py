"""Prints what is queued: in order, one paper at a time on each printer, again until it is out."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from typing import Final, Protocol

from queue_server.adapters.printing.escpos_job import PrinterBytes, printer_bytes
from queue_server.adapters.printing.printer import NotPrinted, Printer, Unsure
from queue_server.adapters.printing.ticket_picture import draw_ticket
from queue_server.domain.paper import JobState, PrinterAbout, PrinterStatus, PrintJob
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.failures import StorageError, severity
from queue_server.usecases.ports.printing import PaperLayouts, PrinterStates, PrintQueue

logger = logging.getLogger(__name__)

LOOK_S: Final = 10.0
"""Between two looks at a printer that has nothing to do."""
ROUND_S: Final = 3.0
"""Between two rounds, so that the right to print is kept."""
RETRY_S: Final = (1.0, 2.0, 3.0)
"""Between attempts, the last for all that follow."""
KNOWN_AGAIN_S: Final = 60.0
"""How often workers are told that a printer is as it was."""
KNOWN_FOR: Final = timedelta(minutes=3)
"""Nobody knows how a printer is that wasn't looked at for so long."""
USEFUL: Final = timedelta(minutes=60)
"""A paper that could not be printed for so long surprises whoever finds it; its holder has long been served."""

Aside = Callable[[Callable[[], None]], None]
"""Runs work that waits natively where it keeps nobody waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSetup:
    """A configured printer."""

    name: str
    printer: Printer
    device: str = ""
    """As configured, for people."""
    width_mm: int
    offices: frozenset[str]
    """Codes of the offices that may use it; none means all."""
    kiosks: frozenset[str] = frozenset()
    """Names of kiosks whose tickets it prints."""
    units: frozenset[str] = frozenset()
    """Units with keys that issue tickets which it prints."""
    waits_natively: bool = False


class MayPrint(Protocol):
    """Says whether this program is the one that prints."""

    def __call__(self, printer: str) -> bool:
        """Return whether a printer is this program's now."""


class Spool:
    """The printers of this installation; see ``Printers``.

    Args:
        setups: all printers.
        queue: what is to be printed.
        layouts: what offices chose.
        states: where all workers find how printers are.
        clock: tells how old a paper is.
        aside: runs native work.
        may_print: only one of all workers prints.
    """

    def __init__(
        self,
        setups: Sequence[PrinterSetup],
        queue: PrintQueue,
        layouts: PaperLayouts,
        states: PrinterStates,
        clock: Clock,
        aside: Aside,
        may_print: MayPrint,
    ) -> None:
        self._setups = {one.name: one for one in setups}
        self._queue = queue
        self._layouts = layouts
        self._states = states
        self._clock = clock
        self._aside = aside
        self._may_print = may_print
        self._told: dict[str, tuple[PrinterStatus, float]] = {}
        self._looked_at: dict[str, float] = {}
        self._wakes = {one.name: Event() for one in setups}
        self._stopped = Event()

    def about(self, office: str) -> Sequence[PrinterAbout]:
        mine = self.of_office(office)
        return [
            PrinterAbout(
                name=one.name,
                device=one.device,
                width_mm=one.width_mm,
                kiosks=tuple(sorted(one.kiosks)),
                units=tuple(sorted(one.units)),
            )
            for one in self._setups.values()
            if one.name in mine
        ]

    def of_office(self, office: str) -> Sequence[str]:
        return [one.name for one in self._setups.values() if not one.offices or office in one.offices]

    def for_device(self, office: str, device: str) -> str | None:
        mine = self.of_office(office)
        return next((one.name for one in self._setups.values() if one.name in mine and device in one.kiosks), None)

    def for_unit(self, office: str, unit: str) -> str | None:
        mine = self.of_office(office)
        return next((one.name for one in self._setups.values() if one.name in mine and unit in one.units), None)

    def statuses(self) -> Mapping[str, PrinterStatus]:
        return self._states.since(self._clock.now() - KNOWN_FOR)

    def wake(self, printer: str) -> None:
        if printer in self._wakes:
            self._wakes[printer].set()

    def start(self, background: Callable[[Callable[[], None]], object]) -> None:
        """Begin printing, each printer in a background task of its own."""
        for setup in self._setups.values():
            background(lambda setup=setup: self._run(setup))  # type: ignore[misc]

    def stop(self) -> None:
        """Begin no further paper."""
        self._stopped.set()
        for event in self._wakes.values():
            event.set()

    def _run(self, setup: PrinterSetup) -> None:
        failures, taken_over = 0, False
        while not self._stopped.is_set():
            wake = self._wakes[setup.name]
            wake.clear()
            pause_s = ROUND_S
            try:
                if self._may_print(setup.name):
                    if not taken_over:
                        self.settle_interrupted(setup.name)
                        taken_over = True
                    failures = self.work(setup, failures)
                    pause_s = RETRY_S[min(failures, len(RETRY_S)) - 1] if failures else ROUND_S
                else:
                    taken_over = False
            except StorageError as error:
                logger.log(severity(error), "printer %s: %s", setup.name, error)
            except Exception:
                logger.exception("printer %s failed; it is tried again in %.0f s", setup.name, LOOK_S)
            if not self._stopped.is_set():
                wake.wait(pause_s)

    def settle_interrupted(self, printer: str) -> None:
        """Leave it to people whether papers came out that were in hand when the program ended."""
        for job in self._queue.interrupted(printer):
            self._queue.end(job.id, JobState.UNSURE, "the server ended while it was printing", self._clock.now())

    def work(self, setup: PrinterSetup, failures: int = 0) -> int:
        """Print all that is queued, or look how the printer is; return the failures in a row."""
        while not self._stopped.is_set():
            job = self._queue.next(setup.name)
            if job is None:
                if self._clock.monotonic() - self._looked_at.get(setup.name, float("-inf")) >= LOOK_S:
                    self._look(setup)
                return 0
            if self._clock.now() - job.queued_at > USEFUL:
                self._queue.end(job.id, JobState.GIVEN_UP, job.error or "too old", self._clock.now())
            elif self._queue.begin(job.id) and not self._print(setup, job):
                return failures + 1
            else:
                failures = 0
        return failures

    def _print(self, setup: PrinterSetup, job: PrintJob) -> bool:
        """Print one paper; return whether the printer works."""
        state, error = JobState.PRINTED, None
        try:
            self._natively(setup, lambda: setup.printer.print(self._bytes(setup, job)))
        except NotPrinted as reason:
            state, error = JobState.QUEUED, str(reason)
        except Unsure as reason:
            state, error = JobState.UNSURE, str(reason)
        self._queue.end(job.id, state, error, self._clock.now())
        if state is JobState.PRINTED:
            logger.info("printer %s printed ticket %s", setup.name, job.paper.number)
        else:
            logger.warning("printer %s: ticket %s is %s: %s", setup.name, job.paper.number, state.value, error)
        self._look(setup)
        return state is not JobState.QUEUED

    def _bytes(self, setup: PrinterSetup, job: PrintJob) -> PrinterBytes:
        return printer_bytes(draw_ticket(job.paper, self._layouts.layout(job.office), setup.width_mm))

    def _look(self, setup: PrinterSetup) -> None:
        found: list[PrinterStatus] = []
        self._natively(setup, lambda: found.append(setup.printer.status()))
        now = self._looked_at[setup.name] = self._clock.monotonic()
        known = self._told.get(setup.name)
        if known is None or known[0] != found[0] or now - known[1] >= KNOWN_AGAIN_S:
            self._states.save(setup.name, found[0], self._clock.now())
            self._told[setup.name] = (found[0], now)

    def _natively(self, setup: PrinterSetup, work: Callable[[], None]) -> None:
        if setup.waits_natively:
            self._aside(work)
        else:
            work()
