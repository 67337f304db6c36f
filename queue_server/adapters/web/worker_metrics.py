"""Figures of several workers as one: each writes its own to a shared folder, any of them answers for all.

The folder is named by ``PROMETHEUS_MULTIPROC_DIR`` before the program starts; prometheus-client looks at it when it is
imported. Without it a process has figures of its own only.
"""

import os
import resource
from collections.abc import Iterable, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Metric, ProcessCollector
from prometheus_client.multiprocess import MultiProcessCollector

from queue_server.adapters.web.device_metrics import OfficeCollector, ServerFigures
from queue_server.usecases.ports.connected import ConnectedDevices
from queue_server.usecases.ports.reading import OfficeReader

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class WorkerFigures:
    """What only this process knows, written where the others find it.

    Counters go on after a worker ended, gauges end with it.
    """

    def __init__(self, registry: CollectorRegistry, figures: ServerFigures, connected: ConnectedDevices) -> None:
        self._figures = figures
        self._connected = connected
        self._pushed: dict[str, int] = {}
        self._backlog = Gauge(
            "moiso_writer_backlog", "Changes waiting to be written", registry=registry, multiprocess_mode="livesum"
        )
        self._clients = Gauge(
            "moiso_clients",
            "Socket.IO clients by namespace",
            ["namespace"],
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._pushes = Counter("moiso_board_pushes", "Boards sent to all of an office", ["office"], registry=registry)
        self._memory = Gauge(
            "moiso_worker_memory_bytes", "Memory of each worker", registry=registry, multiprocess_mode="liveall"
        )
        self._cpu = Gauge(
            "moiso_worker_cpu_seconds", "CPU time of each worker", registry=registry, multiprocess_mode="liveall"
        )

    def write(self) -> None:
        """Write how things are now; called every few seconds."""
        self._backlog.set(self._figures.writer_backlog())
        for namespace, count in self._connected.connections().items():
            self._clients.labels(namespace).set(count)
        self._count(self._figures.board_pushes())
        used = resource.getrusage(resource.RUSAGE_SELF)
        self._cpu.set(used.ru_utime + used.ru_stime)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        self._memory.set(pages * os.sysconf("SC_PAGE_SIZE"))

    def _count(self, pushes: Mapping[str, int]) -> None:
        for office, count in pushes.items():
            new = count - self._pushed.get(office, 0)
            if new > 0:
                self._pushes.labels(office).inc(new)
                self._pushed[office] = count


class _AllWorkers(MultiProcessCollector):
    """Leaves out files that a worker has made and not written to yet, or never will: the library fails on them."""

    def collect(self) -> Iterable[Metric]:
        files = [str(one) for one in Path(self._path).glob("*.db") if _is_written(one)]
        metrics: Iterable[Metric] = self.merge(files, accumulate=True)  # type: ignore[no-untyped-call]
        return metrics


def _is_written(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:  # of a worker that has ended
        return False


class Registries:
    """Where this process counts, and what it shows.

    Attributes:
        counted: figures of this process.
        shown: of all workers, at ``/metrics``.
    """

    def __init__(self, reader: OfficeReader, connected: ConnectedDevices, figures: ServerFigures) -> None:
        self.counted = CollectorRegistry()
        self._worker: WorkerFigures | None = None
        if FOLDER not in os.environ:
            self.shown = self.counted
            ProcessCollector(registry=self.shown)
            self.shown.register(OfficeCollector(reader, connected, figures))
            return
        self.shown = CollectorRegistry()
        _AllWorkers(self.shown)  # type: ignore[no-untyped-call]
        self.shown.register(OfficeCollector(reader, connected, None))
        self._worker = WorkerFigures(self.counted, figures, connected)

    def write(self) -> None:
        """Let the other workers know this one's figures."""
        if self._worker is not None:
            self._worker.write()
