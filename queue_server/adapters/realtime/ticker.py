"""The second hand of every office: day end and due holds also while nobody acts."""

import logging
from collections.abc import Sequence

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
    """Done every ``TICK_EVERY_S``."""

    def __init__(self, reader: OfficeReader, upkeep: Upkeep, publisher: Publisher) -> None:
        self._reader = reader
        self._upkeep = upkeep
        self._publisher = publisher
        self._offices: Sequence[Office] = ()
        self._ticks = 0

    def tick(self) -> None:
        """Do in each office what is due, and publish what another program changed there."""
        if self._ticks % OFFICES_READ_EVERY == 0:
            self._offices = self._reader.offices()
        self._ticks += 1
        for office in self._offices:
            try:
                revision = self._upkeep.tick(office)
            except Refusal as refusal:
                logger.warning("office %s was left as it is for now: %s", office.code, refusal.detail)
                continue
            self._publisher.noticed(office.code, revision)
