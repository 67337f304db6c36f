"""Every Socket.IO payload, as a frozen structure.

What clients send (``forbid_unknown_fields``) is refused by the server when a field is unknown or missing;
what the server sends may gain fields at any time, so clients ignore fields they don't know.

Times are RFC 3339 strings with offset; fields ending in ``_s`` are seconds; office, service and counter are codes.
"""

from typing import Annotated, Literal

import msgspec

from queue_server.contract.board_extras import BoardNotice, BoardService, BoardVoice, LobbyState, WaitRange
from queue_server.contract.fields import Code, FromClient, FromServer, PressId, Text, UnitName

# --- the board ---


class BoardCall(FromServer, frozen=True, kw_only=True):
    """One call or recall as a lobby sees it."""

    call_id: str
    number: str
    service: str
    counter: str
    counter_name: str
    called_at: str
    announce_at: str
    kind: Literal["call", "recall"]
    times: int
    """How often this ticket has been called at this counter, this call included: 1 for a first call."""
    tokens: dict[str, list[str]] = {}
    """Voice tokens by language, present only while the call may still be spoken."""
    withdrawn: bool = False
    """Its ticket is not at this counter any more: who has not begun to speak it must not begin."""


class BoardCounter(FromServer, frozen=True, kw_only=True):
    """One counter as a lobby sees it."""

    counter: str
    name: str
    state: Literal["closed", "paused", "serving", "calling", "open"]
    number: str | None
    waiting: int
    """Tickets this counter could call now; 0 when closed."""


class Board(LobbyState, frozen=True, kw_only=True):
    """What a lobby may see of an office; the newest revision of an epoch wins."""

    office: str
    office_name: str
    epoch: str
    revision: int
    at: str
    service_day: str
    calls: list[BoardCall]
    """Oldest first."""
    counters: list[BoardCounter]
    services: list[BoardService]
    voice: BoardVoice | None = None
    notices: list[BoardNotice] = []
    display_revision: int = 0
    """Revision at which layouts or setups of displays last changed; a TV that was set up before asks again."""


class Beat(FromServer, frozen=True, kw_only=True):
    """Heartbeat: a client that is behind asks for the board."""

    epoch: str
    revision: int


class BoardAuth(FromClient, frozen=True, kw_only=True):
    """``auth`` of a connection to ``/board``."""

    office: Code
    token: str | None = None
    display: str | None = None


class TokenAuth(FromClient, frozen=True, kw_only=True):
    """``auth`` of a connection to ``/counter``, ``/ticket`` or ``/bridge``."""

    token: str | None = None


class DisplayStatus(FromClient, frozen=True, kw_only=True):
    """What a display tells about itself; kept with its registration."""

    version: Text = ""
    resolution: Text = ""
    screen: Text = ""
    audio: Literal["none", "locked", "ready"] = "none"
    revision: int = 0
    note: Text = ""


class DisplayCommand(FromServer, frozen=True, kw_only=True):
    """An order to a display."""

    command: Literal["reload", "identify", "volume", "test", "picture"]
    """``picture``: send what you show to ``PUT /api/v1/displays/picture``, if you can."""
    value: float | None = None


# --- consoles and phones ---


class CounterWatch(FromClient, frozen=True, kw_only=True):
    """A console asks to hear about one counter; ``{office}:{counter}`` or the counter's id."""

    counter: Annotated[str, msgspec.Meta(min_length=1, max_length=140)]


class Watching(FromServer, frozen=True, kw_only=True):
    """Answer to ``counter.watch``: later changes of this office are told."""

    ok: Literal[True] = True
    office: str
    counter: str
    revision: int


class Changed(FromServer, frozen=True, kw_only=True):
    """Something of a watched office changed; the console fetches what it shows."""

    office: str
    revision: int
    what: list[str]
    """Kinds of domain events in this revision."""


class TicketStatus(FromServer, frozen=True, kw_only=True):
    """A citizen's own ticket."""

    number: str
    service: str
    state: str
    ahead: int | None
    expected_wait_s: WaitRange | None
    issued_at: str
    revision: int
    counter: str | None = None
    counter_name: str | None = None


# --- bridges ---


class HelloUnit(FromClient, frozen=True, kw_only=True):
    """One unit as the bridge found it; serial, boot and head are None until it has answered."""

    unit: UnitName
    counter: Annotated[str, msgspec.Meta(max_length=140)] | None = None
    keys: dict[str, Text] = {}
    """Key number to action: ``{"1": "next"}``."""
    serial: int | str | None = None
    boot: int | None = None
    head: int | None = None


class Nothing(FromClient, frozen=True, kw_only=True):
    """Payload of an event that has none, such as ``board.get``."""


class BridgeHello(FromClient, frozen=True, kw_only=True):
    """First message of a bridge after every connect."""

    lines: Annotated[list[Code], msgspec.Meta(max_length=64)]
    units: Annotated[list[HelloUnit], msgspec.Meta(max_length=1000)]


class LastPress(FromServer, frozen=True, kw_only=True):
    """The newest press of a unit that the server has answered."""

    serial: int | str
    boot: int
    sequence: int


class UnitSetup(FromServer, frozen=True, kw_only=True):
    """What a unit shows and where its presses go on."""

    counter: str | None
    """``{office}:{counter}``, or None for a unit that only issues or rates."""
    show: Literal["number", "waiting", "nothing"]
    last: LastPress | None
    keys: dict[str, str] | None = None
    """Key number to action as the server acts on it; None from servers that don't say."""
    long_keys: list[int] = []
    """Keys that do something else when they are held: the bridge sends one or the other."""


class HelloAck(FromServer, frozen=True, kw_only=True):
    """Answer to ``bridge.hello``."""

    ok: bool
    epoch: str = ""
    units: dict[str, UnitSetup] = {}
    board: Board | None = None
    code: str | None = None
    detail: str | None = None


class HelloAgain(FromServer, frozen=True, kw_only=True):
    """``hello.again``: something of the units was set up anew; say ``bridge.hello`` to hear it."""


class UnitPress(FromClient, frozen=True, kw_only=True, omit_defaults=True):
    """One key event of a unit; repeated until acknowledged."""

    press_id: PressId
    unit: UnitName
    key: Annotated[int, msgspec.Meta(ge=1, le=32)]
    kind: Literal["press", "release", "held"]
    age_s: Annotated[float, msgspec.Meta(ge=0)]
    """Seconds since the key went down, by the bridge's monotonic clock, when this copy was sent."""
    pressed_at: Annotated[str, msgspec.Meta(max_length=40)]
    """Wall clock of the bridge, for the log only."""
    age_guessed: bool = False
    """Whether ``age_s`` is a guess: the key went down while no bridge asked the unit."""


class PressAck(FromServer, frozen=True, kw_only=True):
    """Answer to ``unit.press``; stored, so that a repeat gets the same."""

    ok: bool
    number: str | None = None
    waiting: int | None = None
    code: str | None = None


class LineStats(FromClient, frozen=True, kw_only=True):
    """Counters of one unit since the bridge started."""

    polls: int = 0
    timeouts: int = 0
    crc_errors: int = 0
    ring_overruns: int = 0
    scan_ms: float = 0.0


class UnitStatus(FromClient, frozen=True, kw_only=True):
    """A unit came, went, or reports its statistics."""

    unit: UnitName
    online: bool
    stats: LineStats


class UnitCommand(FromServer, frozen=True, kw_only=True):
    """An order to one unit."""

    unit: str
    command: Literal["identify", "test", "text"]
    text: str | None = None


class Accepted(FromServer, frozen=True, kw_only=True):
    """Acknowledgement of a payload that needs no other answer."""

    ok: Literal[True] = True


class Refused(FromServer, frozen=True, kw_only=True):
    """Acknowledgement of a payload that changed nothing."""

    ok: Literal[False] = False
    code: str
    detail: str = ""


class ErrorMessage(FromServer, frozen=True, kw_only=True):
    """The same for a payload without an acknowledgement id, sent as ``error``."""

    event: str
    code: str
    detail: str = ""
