"""Displays of an office: how each is set up, notices for all of them, and displays that ask to be let in."""

from dataclasses import dataclass
from datetime import datetime

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Notice

LONGEST_NOTICE = 300
LONGEST_SHOWN_MINUTES = 7 * 24 * 60
MOST_NOTICES = 10
LOUDEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplaySetup:
    """What the administrator set for one display."""

    device: str
    """Id of the registered device."""
    zone: str = ""
    """Name of the part of the hall in which it is seen and heard; displays of one zone speak with one voice."""
    layout: str = ""
    """Code of a layout; empty for the office's first."""
    volume: int = LOUDEST
    """Percent."""
    speaks: bool = True
    """Whether it may be the one that speaks in its zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A display that shows a code and waits for an administrator."""

    code: str
    screen: str
    """What it is: ``tv``, ``led-matrix``, ``terminal``."""
    name: str
    """What it calls itself."""
    address: str
    """Network address it asked from, so that two with similar codes can be told apart."""
    asked_at: datetime
    expires_at: datetime


def check_setup(setup: DisplaySetup) -> None:
    """Refuse a setup with impossible values.

    Raises:
        Refusal: invalid.
    """
    if len(setup.zone) > 64:
        raise Refusal("invalid", "zone: at most 64 characters", "zone")
    if not 0 <= setup.volume <= LOUDEST:
        raise Refusal("invalid", f"volume: 0 to {LOUDEST} percent", "volume")


def check_notice(notice: Notice) -> None:
    """Refuse a notice that says nothing or too much.

    Raises:
        Refusal: invalid.
    """
    if not any(text.strip() for text in notice.text.values()):
        raise Refusal("invalid", "text: a notice says something in at least one language", "text")
    if any(len(text) > LONGEST_NOTICE for text in notice.text.values()):
        raise Refusal("invalid", f"text: at most {LONGEST_NOTICE} characters in each language", "text")
