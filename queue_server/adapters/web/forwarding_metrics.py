"""Figures of forwarding for Prometheus: how far the province is behind here, how old the copies are there."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.failures import StorageError
from queue_server.usecases.ports.forwarding import Copies, Forwarded

WhatIsForwarded = Callable[[], Forwarded | None]
"""Returns how forwarding goes, None where nothing is forwarded."""


class ForwardingCollector(Collector):
    """Reads everything at each scrape."""

    def __init__(self, copies: Copies, forwarded: WhatIsForwarded, clock: Clock) -> None:
        self._copies = copies
        self._forwarded = forwarded
        self._clock = clock

    def describe(self) -> Iterable[Metric]:
        return ()  # nothing is read when it is registered

    def collect(self) -> Iterator[Metric]:
        forwarded, now = self._forwarded(), self._clock.now()
        if forwarded is not None:
            behind = GaugeMetricFamily("moiso_forwarding_behind", "Changes the province lacks", labels=["office"])
            behind.add_metric([forwarded.office], forwarded.newest - forwarded.revision)
            yield behind
            age = GaugeMetricFamily(
                "moiso_forwarding_age_seconds", "Time since the province last answered", labels=["office"]
            )
            if forwarded.reached_at is not None:
                age.add_metric([forwarded.office], (now - forwarded.reached_at).total_seconds())
            yield age
        try:
            ages = self._copies.ages()
        except StorageError:
            return
        copies = GaugeMetricFamily("moiso_copy_age_seconds", "Age of a forwarded office's copy", labels=["office"])
        for one in ages:
            if one.complete_at is not None:
                copies.add_metric([one.office], (now - one.complete_at).total_seconds())
        yield copies
