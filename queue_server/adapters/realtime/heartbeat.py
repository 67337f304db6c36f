"""The beat of every followed office, and the end of connections whose credentials have ended."""

import logging
from collections.abc import Callable

from queue_server.adapters.realtime.credentials import Credentials
from queue_server.adapters.realtime.guests import Guest, Guests
from queue_server.adapters.realtime.publisher import Publisher
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.reading import OfficeReader

logger = logging.getLogger(__name__)


class Heartbeat:
    """Done every ``rooms.BEAT_EVERY_S``."""

    def __init__(
        self,
        reader: OfficeReader,
        guests: Guests,
        publisher: Publisher,
        credentials: Credentials,
        drop: Callable[[Guest], None],
    ) -> None:
        self._reader = reader
        self._guests = guests
        self._publisher = publisher
        self._credentials = credentials
        self._drop = drop

    def beat(self) -> None:
        """Tell everybody the revision that the database has, whoever made it; drop who may not be here any more."""
        epoch = self._reader.epoch()
        for office in self._guests.followed():
            try:
                revision = self._reader.revision(office)
            except Refusal as refusal:
                logger.warning("no beat for office %s: %s", office, refusal.detail)
                continue
            self._publisher.noticed(office, revision)
            self._publisher.beat(office, epoch, revision)
        for guest in self._credentials.ended(self._guests.all()):
            logger.info("a connection to %s was ended: its credentials are", guest.namespace)
            self._drop(guest)
