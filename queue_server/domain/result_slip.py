"""Result slips: dossiers whose results are due for collection, and what somebody with the code gets."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from queue_server.domain.errors import Refusal

DOSSIER = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ./_-]{2,63}")
"""As one-stop offices write them: ``H56.25-240115-0012``, ``000.00.01.H56-240115-0012``."""

_STAR = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSlip:
    """A dossier that somebody will collect; its holder's name is kept masked."""

    office: str
    dossier: str
    service: str
    """The line in which it is collected."""
    due: date
    ready: bool = False
    name: str = ""
    """Masked: ``Nguyễn V** A**``."""
    ticket: str | None = None
    """Id of the ticket that was last taken with it."""


class Collecting(StrEnum):
    """How things stand with a result; stable words of the API."""

    READY = "ready"
    EARLY = "early"
    """Not due yet, and not ready."""
    DELAYED = "delayed"
    """Due, but not ready."""


class SlipState(StrEnum):
    """What a list of slips is searched by; words of addresses."""

    READY = "ready"
    EARLY = "early"
    DELAYED = "delayed"
    COLLECTED = "collected"
    """A number was taken with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSearch:
    """Which slips are listed."""

    today: date
    text: str = ""
    """Part of the code, in capitals."""
    state: SlipState | None = None
    first: date | None = None
    last: date | None = None
    """Due from and until; both included."""
    after: tuple[date, str] | None = None
    """Day and code of the slip after which the list goes on."""


def state_of(slip: ResultSlip, today: date) -> SlipState:
    """Return how things stand with a slip."""
    return SlipState.COLLECTED if slip.ticket is not None else SlipState(collecting(slip, today).value)


def collecting(slip: ResultSlip, today: date) -> Collecting:
    """Return whether a result can be collected; one that is ready may be before it is due."""
    if slip.ready:
        return Collecting.READY
    return Collecting.EARLY if today < slip.due else Collecting.DELAYED


def refuse_unready(slip: ResultSlip, today: date) -> None:
    """Refuse a number for a result that can't be collected.

    Raises:
        Refusal: slip_early, slip_delayed; the detail names dossier and day.
    """
    match collecting(slip, today):
        case Collecting.EARLY:
            raise Refusal("slip_early", f"the result of {slip.dossier} is due on {slip.due.isoformat()}")
        case Collecting.DELAYED:
            raise Refusal("slip_delayed", f"the result of {slip.dossier} was due on {slip.due.isoformat()}, not ready")


def read_dossier(text: str) -> str | None:
    """Return the dossier's code in what was typed or scanned, None if it can't be one."""
    code = "".join(text.split()).upper()
    return code if DOSSIER.fullmatch(code) else None


def masked(name: str) -> str:
    """Return a name that its owner recognises and others don't: the family name, then first letters."""
    family, *others = name.split() or [""]
    return " ".join([family, *(one[0] + _STAR * 2 if not one.endswith(_STAR) else one for one in others)])
