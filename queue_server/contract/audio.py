"""Socket.IO payloads of displays that speak; see ``messages`` for the rules they share."""

from typing import Annotated, Literal

import msgspec

from queue_server.contract.fields import Code, FromClient, FromServer, Text


class Audio(FromClient, frozen=True, kw_only=True):
    """``audio``: a display asks whether it speaks for its zone; repeated every 3 s, since the right ends after 8 s."""

    state: Literal["none", "locked", "ready"]
    speaker: Code
    """Random name of this page or program, so that two with one token are told apart."""


class AudioAnswer(FromServer, frozen=True, kw_only=True):
    """Who speaks, and how; the answer to ``audio``."""

    ok: Literal[True] = True
    master: bool
    """Whether this display speaks for its zone for the next 8 s, counted from when it asked."""
    zone: str
    volume: int
    """Percent."""
    rivals: int
    """Other displays of the zone that would take over."""
    ended: list[str]
    """Calls that were begun or ended in this zone; they are not spoken (again). Only for the one that speaks."""
    at: str
    """The server's clock."""


class Announcing(FromClient, frozen=True, kw_only=True):
    """``announcing``: a display begins to speak a call; nobody else speaks it then."""

    call_id: Code
    speaker: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """As in ``audio``."""


class Announced(FromClient, frozen=True, kw_only=True):
    """How a call's announcement ended on a display."""

    call_id: Code
    outcome: Literal["spoken", "merged", "withdrawn", "expired", "failed"]
    error: Text | None = None
    speaker: Annotated[str, msgspec.Meta(max_length=64)] = ""
