"""Figures of offices, lines, units and displays for Prometheus, read when they are asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from queue_server.domain.ticket import TicketState
from queue_server.usecases.device_overview import place_of
from queue_server.usecases.ports.connected import BridgeSeen, ConnectedDevices, DisplaySeen, UnitSeen
from queue_server.usecases.ports.failures import StorageError
from queue_server.usecases.ports.reading import OfficeReader

UNIT = ("office", "line", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFigures:
    """Counts that parts of this process keep."""

    board_pushes: Callable[[], Mapping[str, int]]
    """Boards sent to all of an office since the start, by office."""
    writer_backlog: Callable[[], int]
    """Changes that wait to be written."""


class OfficeCollector(Collector):
    """Reads everything at each scrape; a database that is away takes only its own figures with it.

    Args:
        figures: of this process; None where several workers tell theirs otherwise.
    """

    def __init__(self, reader: OfficeReader, connected: ConnectedDevices, figures: ServerFigures | None) -> None:
        self._reader = reader
        self._connected = connected
        self._figures = figures

    def describe(self) -> Iterable[Metric]:
        return ()  # nothing is read when it is registered

    def collect(self) -> Iterator[Metric]:
        if self._figures is not None:
            yield from self._of_process(self._figures)
        try:
            offices = [one.code for one in self._reader.offices()]
            yield from self._tickets(offices)
        except StorageError:
            return
        yield from self._devices(offices)

    def _of_process(self, figures: ServerFigures) -> Iterator[Metric]:
        yield GaugeMetricFamily("moiso_writer_backlog", "Changes waiting to be written", figures.writer_backlog())
        clients = GaugeMetricFamily("moiso_clients", "Socket.IO clients by namespace", labels=["namespace"])
        for namespace, count in self._connected.connections().items():
            clients.add_metric([namespace], count)
        yield clients
        pushes = CounterMetricFamily("moiso_board_pushes", "Boards sent to all of an office", labels=["office"])
        for code, count in figures.board_pushes().items():
            pushes.add_metric([code], count)
        yield pushes

    def _tickets(self, offices: Iterable[str]) -> Iterable[Metric]:
        waiting = GaugeMetricFamily("moiso_tickets_waiting", "Tickets that wait", labels=["office"])
        called = GaugeMetricFamily("moiso_tickets_called", "Tickets called to a counter", labels=["office"])
        for code in offices:
            snapshot = self._reader.snapshot(code)
            waiting.add_metric([code], sum(one.size for one in snapshot.waiting))
            called.add_metric([code], sum(one.state is TicketState.CALLED for one in snapshot.at_counters))
        return waiting, called

    def _devices(self, offices: Iterable[str]) -> Iterator[Metric]:
        displays = GaugeMetricFamily("moiso_displays_connected", "Displays and kiosks connected", labels=["office"])
        bridges = GaugeMetricFamily("moiso_bridges_connected", "Bridges connected", labels=["office"])
        units: dict[tuple[str, str, str], UnitSeen] = {}
        shown: list[DisplaySeen] = []
        for code in offices:
            here = self._connected.displays(code)
            shown += [one for one in here if one.device is not None]
            displays.add_metric([code], sum(one.online for one in here))
            seen = self._connected.bridges(code)
            bridges.add_metric([code], sum(one.online for one in seen))
            units |= _units_of(code, seen)
        yield displays
        yield bridges
        yield from _display_metrics(shown)
        yield from _unit_metrics(units)
        yield from _line_metrics(units)


def _display_metrics(displays: Iterable[DisplaySeen]) -> Iterator[Metric]:
    """Return whether each registered display is there, and when it was last heard; silence of 30 s is an alarm."""
    labels = ["office", "display"]
    online = GaugeMetricFamily("moiso_display_online", "Whether a display is connected", labels=labels)
    last = GaugeMetricFamily("moiso_display_last_seen_timestamp_seconds", "When a display last reported", labels=labels)
    for one in displays:
        online.add_metric([one.office, one.name], one.online)
        if one.last_seen is not None:
            last.add_metric([one.office, one.name], one.last_seen.timestamp())
    yield from (online, last)


def _units_of(office: str, bridges: Iterable[BridgeSeen]) -> dict[tuple[str, str, str], UnitSeen]:
    """Return units by labels; where two bridges have one of the same name, the one that answers."""
    found: dict[tuple[str, str, str], UnitSeen] = {}
    for bridge in bridges:
        for unit in bridge.units:
            line, address = place_of(unit.unit)
            known = found.get((office, line, str(address)))
            if known is None or unit.online:
                found[office, line, str(address)] = unit
    return found


def _unit_metrics(units: Mapping[tuple[str, str, str], UnitSeen]) -> Iterator[Metric]:
    counts: list[tuple[str, str, Callable[[UnitSeen], int]]] = [
        ("moiso_unit_polls", "Requests a unit answered since its bridge started", lambda one: one.polls),
        ("moiso_unit_timeouts", "Requests a unit did not answer", lambda one: one.timeouts),
        ("moiso_unit_crc_errors", "Answers of a unit that came damaged", lambda one: one.crc_errors),
        ("moiso_unit_ring_overruns", "Key events of a unit that were lost", lambda one: one.ring_overruns),
    ]
    for name, about, count in counts:
        counter = CounterMetricFamily(name, about, labels=UNIT)
        for labels, unit in units.items():
            counter.add_metric(labels, count(unit))
        yield counter
    online = GaugeMetricFamily("moiso_unit_online", "Whether a unit answers", labels=UNIT)
    ratio = GaugeMetricFamily("moiso_unit_error_ratio", "Share of requests failed in the last minute", labels=UNIT)
    last = GaugeMetricFamily("moiso_unit_last_seen_timestamp_seconds", "When a unit last answered", labels=UNIT)
    for labels, unit in units.items():
        online.add_metric(labels, unit.online)
        if unit.error_ratio is not None:
            ratio.add_metric(labels, unit.error_ratio)
        if unit.last_seen is not None:
            last.add_metric(labels, unit.last_seen.timestamp())
    yield from (online, ratio, last)


def _line_metrics(units: Mapping[tuple[str, str, str], UnitSeen]) -> Iterator[Metric]:
    scan = GaugeMetricFamily("moiso_line_scan_seconds", "Last whole cycle of a line", labels=["office", "line"])
    online = GaugeMetricFamily("moiso_line_units_online", "Units of a line that answer", labels=["office", "line"])
    for office, line in sorted({(office, line) for office, line, _ in units}):
        answering = [one for labels, one in units.items() if labels[:2] == (office, line) and one.online]
        online.add_metric([office, line], len(answering))
        if answering:
            scan.add_metric([office, line], max(one.scan_ms for one in answering) / 1000)
    yield from (scan, online)
