"""``/board``: displays, kiosks and phones in a lobby; anyone may look, registered displays can be commanded."""

from queue_server.adapters.realtime.credentials import Credentials
from queue_server.adapters.realtime.gate import Answer, route
from queue_server.adapters.realtime.guests import Guest
from queue_server.adapters.realtime.handshake import Handshake
from queue_server.adapters.realtime.newest import BoardCache
from queue_server.adapters.realtime.packets import Incoming
from queue_server.adapters.realtime.presence import Presence
from queue_server.adapters.realtime.publisher import Publisher
from queue_server.adapters.realtime.socket_server import SocketServer
from queue_server.contract import rooms
from queue_server.contract.audio import Announced, Audio, AudioAnswer
from queue_server.contract.audio import Announcing as AnnouncingCall
from queue_server.contract.messages import BoardAuth, DisplayStatus, Nothing
from queue_server.domain.announced import Outcome
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.usecases.announcing import Announcing
from queue_server.usecases.audio_masters import Listener
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader

LONGEST_NAME = 64


class DisplayHandlers:
    """Serves ``/board``."""

    name = rooms.BOARD

    def __init__(
        self,
        server: SocketServer,
        reader: OfficeReader,
        credentials: Credentials,
        boards: BoardCache,
        publisher: Publisher,
        presence: Presence,
        announcing: Announcing,
        clock: Clock,
    ) -> None:
        self._server = server
        self._reader = reader
        self._credentials = credentials
        self._boards = boards
        self._publisher = publisher
        self._presence = presence
        self._announcing = announcing
        self._clock = clock
        self.routes = {
            "board.get": route(Nothing, self._board_get),
            "display.status": route(DisplayStatus, self._display_status),
            "audio": route(Audio, self._audio),
            "announcing": route(AnnouncingCall, self._announcing_now),
            "announced": route(Announced, self._announced),
        }

    def admit(self, sid: str, handshake: Handshake) -> Guest:
        """Let anyone in to a known office; a token has to be that of a device of the office."""
        auth = handshake.auth(BoardAuth)
        self._reader.revision(auth.office)
        display = (auth.display or "")[:LONGEST_NAME]
        return Guest(
            namespace=self.name,
            sid=sid,
            office=auth.office,
            device=self._device(auth, handshake),
            display=display,
        )

    def arrived(self, guest: Guest) -> None:
        """Send the board, now and whenever it changes."""
        assert guest.office is not None
        self._presence.display_came(guest)
        self._server.enter_room(guest.sid, rooms.office_room(guest.office), namespace=self.name)
        if guest.device is not None:
            self._server.enter_room(guest.sid, rooms.display_room(guest.device.id), namespace=self.name)
        self._publisher.greet_display(guest, guest.office)

    def left(self, guest: Guest) -> None:
        """Take in that it is gone."""
        self._presence.display_went(guest)

    def _device(self, auth: BoardAuth, handshake: Handshake) -> Device | None:
        if auth.token is None:
            # Nobody needs a cookie here, so one that is not of a device of this office just does not count.
            device = self._credentials.device(handshake.cookie())
            return device if device is not None and _is_expected(device, auth.office) else None
        device = self._credentials.device(auth.token)
        if device is None:
            raise Refusal("unauthorized", "the token is not (any more) that of a device")
        if not _is_expected(device, auth.office):
            raise Refusal("forbidden", f"{device.kind} {device.name} is not a display or kiosk of {auth.office}")
        return device

    def _board_get(self, guest: Guest, _: Nothing, incoming: Incoming) -> Answer | None:
        assert guest.office is not None
        if incoming.acknowledged:
            return self._boards.of(guest.office).json
        self._publisher.greet_display(guest, guest.office)
        return None

    def _display_status(self, guest: Guest, status: DisplayStatus, _: Incoming) -> None:
        assert guest.office is not None
        self._presence.display_status(guest, status, self._reader.revision(guest.office))

    def _audio(self, guest: Guest, audio: Audio, _: Incoming) -> AudioAnswer:
        turn = self._announcing.ask(_listener(guest, audio.speaker), ready=audio.state == "ready")
        return AudioAnswer(
            master=turn.master,
            zone=turn.zone,
            volume=turn.volume,
            rivals=turn.rivals,
            ended=list(turn.ended),
            at=self._clock.now().isoformat(timespec="milliseconds"),
        )

    def _announcing_now(self, guest: Guest, announcing: AnnouncingCall, _: Incoming) -> None:
        if self._announcing.begin(_listener(guest, announcing.speaker), announcing.call_id):
            self._tell_consoles(guest)

    def _announced(self, guest: Guest, announced: Announced, _: Incoming) -> None:
        outcome, listener = Outcome(announced.outcome), _listener(guest, announced.speaker)
        if self._announcing.end(listener, announced.call_id, outcome, announced.error):
            self._tell_consoles(guest)

    def _tell_consoles(self, guest: Guest) -> None:
        assert guest.office is not None
        self._publisher.announced(guest.office, self._reader.revision(guest.office))


def _listener(guest: Guest, speaker: str) -> Listener:
    assert guest.office is not None
    name = guest.device.name if guest.device else guest.display
    return Listener(office=guest.office, device=guest.device, speaker=speaker, name=name)


def _is_expected(device: Device, office: str) -> bool:
    return device.office == office and device.kind in (DeviceKind.DISPLAY, DeviceKind.KIOSK)
