"""Tells other workers through Redis that an office has changed, and hears of it from them; nothing relies on it.

What is lost on the way is found in the database within two seconds. So every message may be dropped, and nobody ever
waits for Redis: what is to be told is noted, and a task of its own sends it.
"""

import logging
import secrets
from threading import Event, Lock

from redis import Redis
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.exceptions import RedisError
from redis.retry import Retry

from queue_server.adapters.realtime.news import Hear, News
from queue_server.adapters.realtime.socket_server import SocketServer
from queue_server.usecases.ports.environment import Clock

logger = logging.getLogger(__name__)

PATIENCE_S = 0.5
"""Time for Redis to take a connection or to answer."""

LISTEN_S = 1.0
PING_EVERY_S = 2.0
SILENT_S = 5.0
"""A connection on which no answer to a ping comes for so long is given up: the other side hangs."""

TRY_AGAIN_S = 1.0
OFFICES_NOTED = 10_000
"""Offices of which something may wait to be told; more than any province has."""


def connect(url: str, patience_s: float = PATIENCE_S) -> Redis:
    """Return a client that gives up after so long; it connects when it is used."""
    return Redis.from_url(
        url,
        socket_timeout=patience_s,
        socket_connect_timeout=patience_s,
        retry=Retry(NoBackoff(), 0),
    )


def answers(url: str) -> bool:
    """Return whether Redis answers now."""
    client = connect(url)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()


class RedisWakeups:
    """See ``news.Wakeups``.

    Args:
        url: of Redis; only one channel of publish and subscribe is used, nothing is stored.
        channel: the same for all workers of one database, and only for them.
        server: runs the tasks.
        hear: told what other workers say; must not wait.
    """

    def __init__(self, url: str, channel: str, server: SocketServer, clock: Clock, hear: Hear) -> None:
        self._client = connect(url)
        self._channel = channel
        self._server = server
        self._clock = clock
        self._hear = hear
        self._name = secrets.token_hex(8)
        self._lock = Lock()
        self._noted: dict[str, News] = {}
        self._something = Event()
        self._stopped = Event()
        self._heard_at: float | None = None
        self._was_away = False

    @property
    def works(self) -> bool:
        """Whether Redis has answered lately."""
        return self._heard_at is not None and self._clock.monotonic() - self._heard_at < SILENT_S

    def start(self) -> None:
        """Begin to listen and to tell."""
        self._server.start_background_task(self._tell_all)
        self._server.start_background_task(self._listen_always)

    def stop(self) -> None:
        """End both within a second."""
        self._stopped.set()
        self._something.set()

    def tell(self, news: News) -> None:
        """Note what others are to be told; never waits."""
        with self._lock:
            known = self._noted.get(news.office)
            if known is None and len(self._noted) >= OFFICES_NOTED:
                return
            self._noted[news.office] = news if known is None else known.and_(news)
        self._something.set()

    def _tell_all(self) -> None:
        while not self._stopped.is_set():
            self._something.wait()
            self._something.clear()
            with self._lock:
                noted, self._noted = self._noted, {}
            try:
                self._publish(list(noted.values()))
            except RedisError as error:
                self._note_away(error)
                self._server.sleep(TRY_AGAIN_S)

    def _publish(self, noted: list[News]) -> None:
        if not noted:
            return
        with self._client.pipeline(transaction=False) as pipeline:
            for news in noted:
                pipeline.publish(self._channel, _encode(self._name, news))
            pipeline.execute()

    def _listen_always(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._subscription() as subscription:
                    subscription.subscribe(self._channel)
                    self._listen(subscription)
            except (RedisError, OSError) as error:
                self._heard_at = None
                self._note_away(error)
                self._server.sleep(TRY_AGAIN_S)
        self._client.close()

    def _subscription(self) -> PubSub:
        subscription: PubSub = self._client.pubsub()  # type: ignore[no-untyped-call]
        return subscription

    def _listen(self, subscription: PubSub) -> None:
        last = pinged = self._clock.monotonic()
        while not self._stopped.is_set():
            message = subscription.get_message(timeout=LISTEN_S)
            now = self._clock.monotonic()
            if message is not None:
                last = self._heard_at = now
                self._note_back()
                self._take(message)
            elif now - last > SILENT_S:
                raise RedisError(f"no answer for {SILENT_S:.0f} s")
            if now - pinged >= PING_EVERY_S:
                pinged = now
                subscription.ping()

    def _take(self, message: dict[str, object]) -> None:
        said = message["data"]
        if message["type"] != "message" or not isinstance(said, bytes):
            return
        name, news = _decode(said.decode("utf-8", "replace"))
        if news is not None and name != self._name:
            self._hear(news)

    def _note_away(self, error: Exception) -> None:
        if not self._was_away:
            self._was_away = True
            logger.warning("Redis does not answer, other workers are up to 2 s late: %s", error)

    def _note_back(self) -> None:
        if self._was_away:
            self._was_away = False
            logger.info("Redis answers again")


def _encode(name: str, news: News) -> str:
    return f"{name} {news.office} {news.revision} {news.urgent:d}{news.ordered:d}"


def _decode(text: str) -> tuple[str, News | None]:
    """Return who says what; None for what no worker of this version says."""
    parts = text.split(" ")
    if len(parts) != 4 or not parts[2].isdecimal() or len(parts[3]) != 2:
        return "", None
    name, office, revision, flags = parts
    return name, News(office=office, revision=int(revision), urgent=flags[0] == "1", ordered=flags[1] == "1")
