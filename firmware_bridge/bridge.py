"""The running bridge: line threads, uplink, and the one loop between them."""

import logging
import queue
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from firmware_bridge.config import BridgeSettings, LineSettings
from firmware_bridge.gateway import Gateway
from firmware_bridge.line import LineThread
from firmware_bridge.link import SerialPort
from firmware_bridge.profile_registry import make_profile
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.reports import Inbox, LineReport
from firmware_bridge.session import Session
from firmware_bridge.uplink import Acknowledged, Connected, Disconnected, ServerMessage, Uplink, UplinkNews

logger = logging.getLogger(__name__)

_TICK_S: Final = 0.1
_INBOX: Final = 10_000
_JOIN_S: Final = 4.0

News = LineReport | UplinkNews


class Bridge:
    """Everything of one bridge process."""

    def __init__(self, settings: BridgeSettings, token_file: Path) -> None:
        """Wire the parts; nothing is opened before ``run``.

        Raises:
            ValueError: a unit's profile is unknown or its options are impossible; names line and unit.
        """
        self._inbox: queue.Queue[News] = queue.Queue(_INBOX)
        self._lines = [make_line(line, self._inbox) for line in settings.line]
        orders = [(line, thread.orders) for line, thread in zip(settings.line, self._lines, strict=True)]
        self._gateway = Gateway(orders, time.monotonic(), lambda: datetime.now().astimezone().isoformat("T", "seconds"))
        self._session = Session(self._gateway)
        self._uplink = Uplink(settings.server, lambda: token_file.read_text("utf-8").strip(), self._inbox)

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Work until told to stop.

        Raises:
            RuntimeError: a thread ended by a defect; its traceback is in the log.
        """
        threads: Sequence[LineThread | Uplink] = [*self._lines, self._uplink]
        for thread in threads:
            thread.start()
        try:
            while not should_stop():
                self._step()
                for thread in threads:
                    if not thread.is_alive():
                        raise RuntimeError(f"{thread.name} ended by itself")
        finally:
            for thread in threads:
                thread.stop()
            for thread in threads:
                thread.join(_JOIN_S)

    def _step(self) -> None:
        """Take what has come, then send and order what follows from it."""
        try:
            self._take(self._inbox.get(timeout=_TICK_S))
            while True:
                self._take(self._inbox.get_nowait())
        except queue.Empty:
            pass
        now = time.monotonic()
        self._gateway.refresh(now)
        if self._session.is_silent(now):
            logger.warning("the server has been silent for too long")
            self._session.take_disconnected()
            self._uplink.reconnect()
        for emission in self._session.emissions(now):
            self._uplink.send(emission)

    def _take(self, news: News) -> None:
        now = time.monotonic()
        match news:
            case LineReport():
                self._gateway.take_report(news, now)
            case Connected():
                self._session.take_connected(now)
            case Disconnected():
                self._session.take_disconnected()
            case ServerMessage():
                self._session.take_message(news.event, news.payload, now)
            case Acknowledged():
                self._session.take_ack(news.reference, news.payload, now)


def make_line(settings: LineSettings, inbox: Inbox[LineReport]) -> LineThread:
    """Return the thread of a configured line."""
    profiles = {unit.address: make_profile(settings.name, unit) for unit in settings.unit}
    return LineThread(
        settings.name,
        partial(SerialPort, settings.port, settings.baud, settings.format),
        Master(timing_for(settings.baud, settings.guard_ms), profiles),
        inbox,
        is_socket=settings.is_socket,
    )
