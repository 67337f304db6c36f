"""The second hand of every office: day end and due holds also while nobody acts."""

import logging
from collections.abc import Callable, Mapping

from queue_server.adapters.realtime.publisher import Publisher
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.upkeep import Upkeep

logger = logging.getLogger(__name__)

TICK_EVERY_S = 1.0
OFFICES_READ_EVERY = 10
"""Ticks after which new offices and changed clocks are taken in."""


class Ticker:
    """Done every ``TICK_EVERY_S``.

    Args:
        is_on_duty: whether this worker is the one that does what is due.
    """

    def __init__(
        self, reader: OfficeReader, upkeep: Upkeep, publisher: Publisher, is_on_duty: Callable[[], bool]
    ) -> None:
        self._reader = reader
        self._upkeep = upkeep
        self._publisher = publisher
        self._is_on_duty = is_on_duty
        self._offices: Mapping[str, Office] = {}
        self._ticks = 0

    def tick(self) -> None:
        """Do in each office what is due, and publish what others changed there."""
        if self._ticks % OFFICES_READ_EVERY == 0:
            self._offices = {one.code: one for one in self._reader.offices()}
        self._ticks += 1
        on_duty = self._is_on_duty()
        for code, pending in self._upkeep.pending().items():
            revision, office = pending.revision, self._offices.get(code)
            if on_duty and office is not None:
                try:
                    revision = self._upkeep.tick(office, pending)
                except Refusal as refusal:
                    logger.warning("office %s was left as it is for now: %s", code, refusal.detail)
                    continue
            self._publisher.noticed(code, revision)
