"""Between lines and server: addresses and unit names, key events and presses, boards and digits. No I/O."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from firmware_bridge.config import LineSettings, UnitSettings
from firmware_bridge.painting import Interlude, away_picture, has_arrival, interlude, long_key_mask, picture, sound_for
from firmware_bridge.presses import Press, Presses
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.event_ring import EventName
from firmware_bridge.protocol.events import EventsLost, KeysMoved, PresenceChanged, UnitMet, UnitRefused
from firmware_bridge.protocol.register_map import LONG_KEY_LIMIT, Beep
from firmware_bridge.protocol.statistics import UnitStatistics
from firmware_bridge.reports import LineDown, LineFigures, LineReport, LineUp
from queue_server.contract.messages import Beat, Board, HelloAck, HelloUnit, LineStats, PressAck, UnitCommand, UnitSetup
from queue_server.contract.rooms import STALE_AFTER_S

logger = logging.getLogger(__name__)


class LineOrders(Protocol):
    """Where wishes for the units of one line go."""

    def show(self, address: int, display: Display) -> None:
        """Order a picture."""

    def beep(self, address: int, pattern: Beep) -> None:
        """Order a sound."""

    def answer(self, address: int, pattern: Beep, newest: EventName) -> None:
        """Order the sound of an answer, and the note that the events up to this one are settled with it."""

    def note(self, address: int, overdue: bool) -> None:
        """Order a note for the bridge's next process."""


@dataclass(slots=True)
class Unit:
    """One configured unit and what is known of it."""

    line: str
    settings: UnitSettings
    orders: LineOrders
    met: UnitMet | None = None
    head: int | None = None
    """Sequence of the newest event read, or that of the unit when it was met."""
    online: bool = False
    objection: str | None = None
    """Why what answers at the address is not driven."""
    introduced: bool = False
    """Whether the server has answered a hello that named it."""
    introduced_as: tuple[str, int] | None = None
    """Serial number and boot count in that hello."""
    setup: UnitSetup | None = None
    presses: Presses = field(default_factory=Presses)
    figures: UnitStatistics = field(default_factory=UnitStatistics)
    scan_s: float = 0.0
    shown: Display | None = None
    interlude: Interlude | None = None
    overdue: bool = False
    """As noted in the unit."""

    @property
    def name(self) -> str:
        """``line/address``, as the server knows it."""
        return f"{self.line}/{self.settings.address}"

    @property
    def keys(self) -> dict[str, str]:
        """What its keys do: as the server says, until then as configured."""
        if self.setup is not None and self.setup.keys is not None:
            return self.setup.keys
        return self.settings.keys

    @property
    def long_keys(self) -> int:
        """Mask of the keys whose being held has to be told."""
        return long_key_mask(self.keys, self.own_long_keys)

    @property
    def own_long_keys(self) -> frozenset[int]:
        """Keys with an action of their own for being held, which units can tell."""
        return frozenset(key for key in (self.setup.long_keys if self.setup else ()) if key <= LONG_KEY_LIMIT)

    @property
    def usable(self) -> bool:
        """Whether it is there and may be driven."""
        return self.online and self.objection is None

    def hello(self) -> HelloUnit:
        """Return what ``bridge.hello`` says about it."""
        return HelloUnit(
            unit=self.name,
            counter=self.settings.counter,
            keys=self.settings.keys,
            serial=self.met.serial if self.met else None,
            boot=self.met.boot if self.met else None,
            head=self.head,
        )

    def stats(self) -> LineStats:
        """Return its counters as ``unit.status`` sends them."""
        return LineStats(
            polls=self.figures.polls,
            timeouts=self.figures.timeouts,
            crc_errors=self.figures.crc_errors,
            ring_overruns=self.figures.ring_overruns,
            scan_ms=round(self.scan_s * 1000, 1),
        )


class Gateway:
    """All units of the bridge. Times are monotonic seconds."""

    def __init__(
        self, lines: Iterable[tuple[LineSettings, LineOrders]], now: float, wall_clock: Callable[[], str]
    ) -> None:
        """Know the configured units; ``wall_clock`` gives the time of day for the server's log."""
        self.units: Final = {
            f"{line.name}/{unit.address}": Unit(line.name, unit, orders) for line, orders in lines for unit in line.unit
        }
        self.lines: Final = sorted({unit.line for unit in self.units.values()})
        self.board: Board | None = None
        self.identities = 0
        """Grows whenever a unit's serial number or boot count becomes known or changes."""
        self.heard_at = now
        """When the server's last beat came, or the answer to a hello."""
        self._wall_clock = wall_clock

    # --- from the lines ---

    def take_report(self, report: LineReport, now: float) -> None:
        """Take something that happened on a line."""
        news = report.news
        match news:
            case LineUp():
                logger.info("line %s opened", report.line)
            case LineDown():
                logger.warning("line %s failed: %s", report.line, news.reason)
            case LineFigures():
                self._take_figures(report.line, news)
            case _:
                unit = self.units[f"{report.line}/{news.address}"]
                match news:
                    case UnitMet():
                        self._meet(unit, news)
                    case KeysMoved():
                        self._take_keys(unit, news)
                    case PresenceChanged():
                        self._change_presence(unit, news)
                    case UnitRefused():
                        if unit.objection != news.reason:
                            logger.error("unit %s is not driven: %s", unit.name, news.reason)
                        unit.objection = news.reason
                    case EventsLost():
                        logger.warning("unit %s lost %d key events", unit.name, news.count)
        self.refresh(now)

    def _meet(self, unit: Unit, met: UnitMet) -> None:
        known = unit.met
        unit.met = met
        unit.head = met.head
        unit.objection = None
        if known is None or (known.serial, known.boot) != (met.serial, met.boot):
            self.identities += 1
            logger.info("unit %s is serial %s, boot %d", unit.name, met.serial, met.boot)
            self._warn_about(unit, met)

    def _warn_about(self, unit: Unit, met: UnitMet) -> None:
        highest = max(map(int, unit.settings.keys), default=0)
        if highest > met.keys:
            logger.warning("unit %s has %d keys, but key %d is configured", unit.name, met.keys, highest)
        for other in self.units.values():
            if other is not unit and other.met is not None and other.met.serial == met.serial:
                # Presses are named by serial numbers: those of one box would be taken for the other's.
                logger.error("units %s and %s both have serial %s", unit.name, other.name, met.serial)

    def _take_keys(self, unit: Unit, moved: KeysMoved) -> None:
        unit.head = moved.events[-1].sequence
        for event in moved.events:
            logger.info("unit %s key %d %s (%d)", unit.name, event.key, event.kind.name.lower(), event.sequence)
        given_up = unit.presses.add(moved, self._wall_clock(), unit.own_long_keys)
        if given_up:
            logger.warning("unit %s: %d presses given up, too many are unanswered", unit.name, given_up)
            unit.orders.beep(unit.settings.address, Beep.ERROR)

    def _change_presence(self, unit: Unit, change: PresenceChanged) -> None:
        if unit.online != change.online:
            logger.log(
                logging.INFO if change.online else logging.WARNING,
                "unit %s %s",
                unit.name,
                "answered" if change.online else "fell silent",
            )
        unit.online = change.online

    def _take_figures(self, line: str, figures: LineFigures) -> None:
        for address, statistics in figures.units.items():
            unit = self.units[f"{line}/{address}"]
            unit.figures = statistics
            unit.scan_s = figures.line.cycle_s

    # --- from the server ---

    def take_hello_ack(self, said: Iterable[HelloUnit], ack: HelloAck, now: float) -> None:
        """Take the server's answer to what ``said`` told about the units."""
        for hello in said:
            unit = self.units[hello.unit]
            unit.introduced = True
            unit.introduced_as = (str(hello.serial), hello.boot) if hello.boot is not None else None
            unit.setup = ack.units.get(hello.unit)
            if isinstance(hello.serial, str) and hello.boot is not None:
                last = unit.setup.last if unit.setup else None
                unit.presses.decide(hello.serial, hello.boot, last, unit.own_long_keys)
        self.heard_at = now
        if ack.board is not None:
            self.take_board(ack.board, now)
        self.refresh(now)

    def take_board(self, board: Board, now: float) -> None:
        """Take a board; the newest revision of an epoch wins."""
        before = self.board
        if before is not None and before.epoch == board.epoch and board.revision < before.revision:
            return
        self.board = board
        for unit in self.units.values():
            if before is not None and unit.keys and has_arrival(unit.setup, before, board):
                unit.orders.beep(unit.settings.address, Beep.ARRIVAL)
        self.refresh(now)

    def take_beat(self, beat: Beat, now: float) -> bool:
        """Take a heartbeat; return whether a newer board exists than the one known here."""
        self.heard_at = now
        self.refresh(now)
        board = self.board
        return board is None or board.epoch != beat.epoch or board.revision < beat.revision

    def take_answer(self, unit: Unit, press: Press, ack: PressAck) -> None:
        """Take the server's answer to a press: it is over, and the unit says how it went."""
        if unit.presses.answered(press.press_id) is None:
            return
        logger.info("press %s of unit %s: %s", press.press_id, unit.name, ack.number if ack.ok else ack.code)
        unit.orders.answer(unit.settings.address, sound_for(ack), unit.presses.settled_with(press))

    def take_command(self, command: UnitCommand, now: float) -> None:
        """Take an order from the device page."""
        unit = self.units.get(command.unit)
        if unit is None:
            logger.warning("command %s for unit %s, which is not configured here", command.command, command.unit)
            return
        logger.info("unit %s: %s", unit.name, command.command)
        unit.interlude = interlude(command, unit.settings.address, unit.long_keys, now)
        unit.orders.beep(unit.settings.address, Beep.OK)
        self.refresh(now)

    # --- time ---

    def is_stale(self, now: float) -> bool:
        """Return whether the server has been silent for too long."""
        return now - self.heard_at > STALE_AFTER_S

    def refresh(self, now: float) -> None:
        """Order what units have to show and do not yet; call it at least every second."""
        for unit in self.units.values():
            wanted = self._wanted(unit, now)
            if wanted is not None and wanted != unit.shown:
                unit.shown = wanted
                unit.orders.show(unit.settings.address, wanted)
            overdue = unit.presses.is_overdue(now)
            if overdue != unit.overdue:
                unit.overdue = overdue
                unit.orders.note(unit.settings.address, overdue)

    def _wanted(self, unit: Unit, now: float) -> Display | None:
        """Return what a unit has to show; None before anything is known, so that a restart does not flicker."""
        if unit.interlude is not None:
            if now < unit.interlude.until:
                return unit.interlude.display
            unit.interlude = None
        if self.is_stale(now):
            return away_picture(unit.long_keys)
        if self.board is None or not unit.introduced:
            return unit.shown
        return picture(unit.setup, self.board, unit.long_keys)
