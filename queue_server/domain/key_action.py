"""What a key of a call box does: parsed from the words of the configuration."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from queue_server.domain.errors import Refusal


class Verb(StrEnum):
    """Words a key map may use."""

    NEXT = "next"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "no_show"
    HOLD = "hold"
    PAUSE = "pause"
    TRANSFER = "transfer"
    ISSUE = "issue"
    RATE = "rate"


WITH_SERVICE = frozenset({Verb.TRANSFER, Verb.ISSUE})
"""Verbs written as ``verb:service``."""

WITHOUT_COUNTER = frozenset({Verb.ISSUE})
"""Verbs that a unit without a counter may have."""

_ISSUES = f"{Verb.ISSUE}:"

LEVELS = frozenset({"1", "2", "3", "4", "5"})
"""What may follow ``rate:``."""


MOST_HELD = 5
"""Units tell of so many keys, the first ones, that they are held. PROTOCOL.md 2."""


@dataclass(frozen=True, slots=True)
class KeyAction:
    """A verb and, for transfer and issue, the service; for rate, the score."""

    verb: Verb
    service: str | None = None
    score: int | None = None


def services_issued(actions: Iterable[str]) -> tuple[str, ...]:
    """Return the services whose numbers some actions give."""
    return tuple(sorted(text.removeprefix(_ISSUES) for text in actions if text.startswith(_ISSUES)))


def parse_action(text: str) -> KeyAction:
    """Return the action of a key: ``next``, ``transfer:land`` or ``rate:5``.

    Raises:
        Refusal: key_without_action, when the words are not known.
    """
    word, colon, service = text.partition(":")
    if word not in set(Verb):
        raise Refusal("key_without_action", f"unknown key action {text!r}; known are {', '.join(Verb)}", "keys")
    verb = Verb(word)
    if verb is Verb.RATE:
        if service not in LEVELS:
            raise Refusal("key_without_action", f"key action {text!r} is written rate:1 to rate:5", "keys")
        return KeyAction(verb, score=int(service))
    if (verb in WITH_SERVICE) != bool(colon and service):
        form = f"{verb}:<service>" if verb in WITH_SERVICE else str(verb)
        raise Refusal("key_without_action", f"key action {text!r} is written {form}", "keys")
    return KeyAction(verb, service or None)
