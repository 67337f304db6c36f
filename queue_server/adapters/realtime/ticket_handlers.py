"""``/ticket``: a citizen's phone follows its own ticket; whoever has the ticket's token may."""

from queue_server.adapters.realtime.followers import Followers
from queue_server.adapters.realtime.gate import Route
from queue_server.adapters.realtime.guests import Guest
from queue_server.adapters.realtime.handshake import Handshake
from queue_server.adapters.realtime.publisher import Publisher
from queue_server.adapters.realtime.socket_server import SocketServer
from queue_server.contract import rooms
from queue_server.contract.messages import TokenAuth
from queue_server.domain.errors import Refusal
from queue_server.domain.ticket import Ticket
from queue_server.usecases.holders import Holders
from queue_server.usecases.ports.reading import OfficeReader


class TicketHandlers:
    """Serves ``/ticket``."""

    name = rooms.TICKET

    def __init__(
        self,
        server: SocketServer,
        reader: OfficeReader,
        holders: Holders,
        publisher: Publisher,
        followers: Followers,
    ) -> None:
        self._server = server
        self._reader = reader
        self._holders = holders
        self._publisher = publisher
        self._followers = followers
        self.routes: dict[str, Route] = {}

    def admit(self, sid: str, handshake: Handshake) -> Guest:
        """Let the holder of a ticket in."""
        token = handshake.auth(TokenAuth).token
        if token is None:
            raise Refusal("unauthorized", "the ticket's token is missing")
        ticket = self._holders.known(token)
        return Guest(namespace=self.name, sid=sid, office=ticket.office, ticket=ticket.id)

    def arrived(self, guest: Guest) -> None:
        """Tell the ticket's state, now and whenever it changes."""
        ticket = self._ticket(guest)
        self._followers.follow(ticket)
        self._server.enter_room(guest.sid, rooms.ticket_room(ticket.id), namespace=self.name)
        self._publisher.greet_phone(guest, ticket)

    def left(self, guest: Guest) -> None:
        """Take in that it is gone."""
        assert guest.office is not None
        assert guest.ticket is not None
        self._followers.unfollow(guest.office, guest.ticket)

    def _ticket(self, guest: Guest) -> Ticket:
        ticket = self._reader.ticket(guest.ticket or "")
        if ticket is None:
            raise Refusal("ticket_unknown", "the ticket has been removed meanwhile")
        return ticket
