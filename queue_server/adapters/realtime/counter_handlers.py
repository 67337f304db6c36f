"""``/counter``: consoles of staff hear that something changed, and fetch what they show."""

from queue_server.adapters.realtime.credentials import Credentials
from queue_server.adapters.realtime.gate import route
from queue_server.adapters.realtime.guests import Guest, Guests
from queue_server.adapters.realtime.handshake import Handshake
from queue_server.adapters.realtime.packets import Incoming
from queue_server.adapters.realtime.publisher import Publisher
from queue_server.adapters.realtime.socket_server import SocketServer
from queue_server.contract import rooms
from queue_server.contract.messages import CounterWatch, TokenAuth, Watching
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Right
from queue_server.usecases.ports.reading import OfficeReader


class CounterHandlers:
    """Serves ``/counter``."""

    name = rooms.COUNTER

    def __init__(
        self,
        server: SocketServer,
        reader: OfficeReader,
        credentials: Credentials,
        publisher: Publisher,
        guests: Guests,
    ) -> None:
        self._server = server
        self._reader = reader
        self._credentials = credentials
        self._publisher = publisher
        self._guests = guests
        self.routes = {"counter.watch": route(CounterWatch, self._counter_watch)}

    def admit(self, sid: str, handshake: Handshake) -> Guest:
        """Let operators in, by their session's token or by the cookie of a page of this server."""
        token = handshake.auth(TokenAuth).token or handshake.cookie()
        operator = self._credentials.operator(token)
        if operator is None:
            raise Refusal("unauthorized", "the session is unknown or over")
        return Guest(namespace=self.name, sid=sid, operator=operator, session=token)

    def arrived(self, guest: Guest) -> None:
        """Wait for it to say what it watches."""

    def left(self, guest: Guest) -> None:
        """Forget nothing: rooms end with the connection."""

    def _counter_watch(self, guest: Guest, watch: CounterWatch, _: Incoming) -> Watching | None:
        assert guest.operator is not None
        office, counter = self._counter(watch.counter)
        if not guest.operator.may(Right.READ, office):
            raise Refusal("forbidden", f"{guest.operator.username} does not work in office {office}")
        if not self._guests.follow(guest, office):
            return None
        self._server.enter_room(guest.sid, rooms.office_room(office), namespace=self.name)
        revision = self._reader.revision(office)
        self._publisher.welcomed(office, revision)
        return Watching(office=office, counter=counter, revision=revision)

    def _counter(self, reference: str) -> tuple[str, str]:
        """Return (office, counter) of ``{office}:{counter}`` or of a counter's id."""
        office, colon, counter = reference.partition(":")
        if colon:
            return office, self._reader.office(office).counter(counter).code
        found = self._reader.counter_by_id(reference)
        if found is None:
            raise Refusal("counter_unknown", f"there is no counter {reference!r}", "counter")
        return found
