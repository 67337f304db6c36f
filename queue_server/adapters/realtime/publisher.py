"""The only emitter: tells displays, bridges, consoles and phones what has been committed, newest wins."""

import logging
from dataclasses import dataclass, field
from threading import Lock

from queue_server.adapters.realtime.followers import Followers
from queue_server.adapters.realtime.guests import Guest, Guests
from queue_server.adapters.realtime.newest import BoardCache, Edition, LineCache
from queue_server.adapters.realtime.pace import COUNTS_ONLY, Pace, Push
from queue_server.adapters.realtime.socket_server import SocketServer
from queue_server.contract import messages, rooms
from queue_server.domain.events import OfficeConfigured, moved_tickets
from queue_server.domain.ticket import Ticket
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.failures import StorageError, severity
from queue_server.usecases.ports.reading import OfficeReader

logger = logging.getLogger(__name__)

CONFIGURED = OfficeConfigured.type
"""Units may belong to other counters then, and keys do something else."""

EVENTS_AT_ONCE = 500
"""Events read at most to say what another program changed."""


@dataclass(slots=True)
class _News:
    """What was committed since the last push."""

    revision: int = 0
    kinds: dict[str, None] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    outside: bool = False
    """Something was committed by another program, so that kinds and tickets are not all."""


@dataclass(slots=True)
class _Feed:
    """One office's state of publication."""

    office: str
    sending: Lock = field(default_factory=Lock)
    """Held while a board is sent, so that no client gets an older one after a newer."""
    pace: Pace = field(default_factory=Pace)
    news: _News = field(default_factory=_News)
    known: int = 0
    """Newest revision that is published or about to be."""
    suspected: int = 0
    """Newest revision found in the database; published if nobody has announced it when it is found again."""
    sent: int = 0
    """Revision of the newest board that was sent."""
    done: int = 0
    """Newest revision of which everybody was told everything."""
    pushes: int = 0
    """Boards sent to all since the start."""
    working: bool = False
    waiting: bool = False


class Publisher:
    """Sends the newest state of each office to those who follow it.

    ``committed``, ``noticed`` and ``heard`` only take notes and start the work; they never wait, also not for a lock
    that is held across a wait, so they may be called from the event loop itself.
    """

    def __init__(
        self,
        server: SocketServer,
        reader: OfficeReader,
        boards: BoardCache,
        lines: LineCache,
        guests: Guests,
        followers: Followers,
        clock: Clock,
    ) -> None:
        self._server = server
        self._reader = reader
        self._boards = boards
        self._lines = lines
        self._guests = guests
        self._followers = followers
        self._clock = clock
        self._lock = Lock()
        self._feeds: dict[str, _Feed] = {}

    def committed(self, committed: Committed) -> None:
        """Publish a change of this process; called after its commit, in the order of commits."""
        if not self._guests.followers(committed.office):
            return
        with self._lock:
            feed = self._feed(committed.office)
            if committed.revision > feed.known + 1:
                feed.news.outside = True  # another worker made those between
            feed.known = max(feed.known, committed.revision)
            feed.news.revision = max(feed.news.revision, committed.revision)
            feed.news.kinds.update(dict.fromkeys(committed.kinds))
            feed.news.tickets.update(committed.tickets)
            feed.pace.note(urgent=not COUNTS_ONLY.issuperset(committed.kinds))
        self._go_on(feed)

    def noticed(self, office: str, revision: int) -> None:
        """Take in the revision that was found in the database; publish it if nobody has told of it by the second time.

        So a change by another program is seen, and a push that failed is made up for.
        """
        if not self._guests.followers(office):
            return
        with self._lock:
            feed = self._feed(office)
            late = feed.known < feed.suspected
            feed.suspected = revision
            if not late:
                return
            self._take_in_from_outside(feed, revision, urgent=True)
        self._go_on(feed)

    def heard(self, office: str, revision: int, *, urgent: bool) -> None:
        """Publish a revision that another worker has made; ``urgent`` if more than waiting counts has changed."""
        if not self._guests.followers(office):
            return
        with self._lock:
            feed = self._feed(office)
            if revision <= feed.known:
                return
            self._take_in_from_outside(feed, revision, urgent=urgent)
        self._go_on(feed)

    def greet_display(self, guest: Guest, office: str) -> None:
        """Send the newest board to a client that has just come.

        Raises:
            Refusal: office_unknown.
        """
        edition = self._boards.of(office)
        with self._lock:
            feed = self._feed(office)
        with feed.sending:
            if feed.sent > edition.revision:
                edition = self._boards.at_least(office, feed.sent)
            self._server.emit("board", edition.json, to=guest.sid, namespace=guest.namespace)
        self.welcomed(office, edition.revision)

    def greet_phone(self, guest: Guest, ticket: Ticket) -> None:
        """Tell a phone that has just come about its ticket.

        Raises:
            Refusal: office_unknown.
        """
        line = self._lines.of(ticket.office)
        status = self._followers.status(ticket.office, ticket.id, line)
        if status is not None:
            self._server.emit("ticket", status, to=guest.sid, namespace=rooms.TICKET)
        self.welcomed(ticket.office, line.revision)

    def welcomed(self, office: str, revision: int) -> None:
        """Take in that a client has been given this revision; if it is alone, everybody has."""
        with self._lock:
            if self._guests.followers(office) == 1:
                feed = self._feed(office)
                feed.known = max(feed.known, revision)
                feed.sent = max(feed.sent, revision)
                feed.done = max(feed.done, revision)

    def beat(self, office: str, epoch: str, revision: int) -> None:
        """Tell displays and bridges that the server lives and which revision is the newest."""
        beat = messages.Beat(epoch=epoch, revision=revision)
        for namespace in (rooms.BOARD, rooms.BRIDGE):
            self._server.emit("beat", beat, to=rooms.office_room(office), namespace=namespace)

    def announced(self, office: str, revision: int) -> None:
        """Tell consoles that something became of a call in the loudspeakers; no board shows it."""
        changed = messages.Changed(office=office, revision=revision, what=["announcement"])
        self._server.emit("changed", changed, to=rooms.office_room(office), namespace=rooms.COUNTER)

    def command_display(self, device_id: str, command: messages.DisplayCommand) -> None:
        """Send an order to a display, wherever it is connected."""
        self._server.emit("display.command", command, to=rooms.display_room(device_id), namespace=rooms.BOARD)

    def command_unit(self, device_id: str, command: messages.UnitCommand) -> None:
        """Send an order for a unit to its bridge."""
        self._server.emit("unit.command", command, to=rooms.bridge_room(device_id), namespace=rooms.BRIDGE)

    def pushes(self) -> dict[str, int]:
        """Return how many boards were sent to all of each office since the start."""
        with self._lock:
            return {code: feed.pushes for code, feed in self._feeds.items()}

    def refuse(self, namespace: str, sid: str, refused: messages.ErrorMessage) -> None:
        """Tell a client that an event without an acknowledgement id changed nothing."""
        self._server.emit("error", refused, to=sid, namespace=namespace)

    def _take_in_from_outside(self, feed: _Feed, revision: int, *, urgent: bool) -> None:
        feed.known = revision
        feed.news.revision = max(feed.news.revision, revision)
        feed.news.outside = True
        feed.pace.note(urgent=urgent)

    def _feed(self, office: str) -> _Feed:
        return self._feeds.setdefault(office, _Feed(office))

    def _go_on(self, feed: _Feed) -> None:
        """Start the next push if one is due, or wait for its time; at most one of each runs in an office."""
        with self._lock:
            if feed.working:
                return
            now = self._clock.monotonic()
            due = feed.pace.due(now)
            if isinstance(due, Push):
                clients, phones = self._guests.followers(feed.office), self._followers.any(feed.office)
                feed.pace.begin(due, now, clients=clients, phones=phones)
                feed.working = True
                news, feed.news = feed.news, _News()
                self._server.start_background_task(self._work, feed, due, news)
            elif due is not None and not feed.waiting:
                feed.waiting = True
                self._server.start_background_task(self._wait, feed, due)

    def _wait(self, feed: _Feed, seconds: float) -> None:
        self._server.sleep(seconds)
        with self._lock:
            feed.waiting = False
        self._go_on(feed)

    def _work(self, feed: _Feed, push: Push, news: _News) -> None:
        done = False
        try:
            self._push(feed, push, news)
            done = True
        except StorageError as error:
            logger.log(
                severity(error), "revision %d of office %s was not published: %s", news.revision, feed.office, error
            )
        except Exception:
            logger.exception("revision %d of office %s was not published", news.revision, feed.office)
        with self._lock:
            feed.working = False
            if not done:
                # The next beat or tick finds the revision unpublished; what was to be told is read from the log then.
                feed.known = feed.done
                feed.suspected = max(feed.suspected, news.revision)
                feed.news.outside = True
        self._go_on(feed)

    def _push(self, feed: _Feed, push: Push, news: _News) -> None:
        edition = self._boards.at_least(feed.office, max(news.revision, feed.sent))
        kinds, moved, done = list(news.kinds), news.tickets, news.revision
        if news.outside and self._anybody_asks_what(feed.office):
            kinds, moved, done = self._since(feed.office, feed.done, edition.revision)
        with feed.sending:
            if edition.revision > feed.sent:
                self._send_board(feed.office, edition)
                feed.sent = edition.revision
                feed.pushes += 1
        if CONFIGURED in kinds:
            again = messages.HelloAgain()
            self._server.emit("hello.again", again, to=rooms.office_room(feed.office), namespace=rooms.BRIDGE)
        if kinds:
            changed = messages.Changed(office=feed.office, revision=edition.revision, what=kinds)
            self._server.emit("changed", changed, to=rooms.office_room(feed.office), namespace=rooms.COUNTER)
        self._tell_phones(feed.office, edition.revision, moved, places=push is Push.ALL)
        feed.done = max(feed.done, done)

    def _anybody_asks_what(self, office: str) -> bool:
        """Return whether anybody here is told what has changed, not just the board that came of it."""
        follows = self._guests.follows
        return follows(office, rooms.COUNTER) or follows(office, rooms.BRIDGE) or self._followers.any(office)

    def _send_board(self, office: str, edition: Edition) -> None:
        for namespace in (rooms.BOARD, rooms.BRIDGE):
            self._server.emit("board", edition.json, to=rooms.office_room(office), namespace=namespace)

    def _tell_phones(self, office: str, revision: int, moved: set[str], *, places: bool) -> None:
        followed = self._followers.tickets(office)
        if not followed or (not places and followed.isdisjoint(moved)):
            return
        line = self._lines.at_least(office, revision)
        for ticket_id, status in self._followers.news(office, line, moved, self._reader.ticket, places=places):
            self._server.emit("ticket", status, to=rooms.ticket_room(ticket_id), namespace=rooms.TICKET)

    def _since(self, office: str, revision: int, newest: int) -> tuple[list[str], set[str], int]:
        """Return the types of events after a revision, the tickets they moved, and up to which revision this is."""
        recorded = self._reader.events(office, revision, EVENTS_AT_ONCE)
        kinds = list(dict.fromkeys(one.event.type for one in recorded))
        if len(recorded) >= EVENTS_AT_ONCE:
            return kinds, self._followers.tickets(office), newest
        moved = {ticket for one in recorded for ticket in moved_tickets(one.event)}
        return kinds, moved, max([newest, *(one.revision for one in recorded[-1:])])
