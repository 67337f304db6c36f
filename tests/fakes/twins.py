"""Asks two implementations of the ports the same and insists on the same answers."""

from dataclasses import replace
from typing import Any

from queue_server.domain.errors import Refusal


class Twins:
    """Forwards each call to both; what one of them refuses, the other has to refuse for the same reason."""

    def __init__(self, first: object, second: object) -> None:
        self._pair = (first, second)

    def __getattr__(self, name: str) -> Any:
        def ask_both(*arguments, **named):
            first, second = (_outcome(getattr(one, name), arguments, named) for one in self._pair)
            assert first == second, f"{name}: {first} is not {second}"
            if isinstance(first[0], Refusal):
                raise first[0]
            return first[0]

        return ask_both


class Outcome(tuple):
    """An answer, or a refusal, with what it is compared by."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcome) and self[1] == other[1]

    __hash__ = None


def _outcome(call, arguments, named) -> Outcome:
    try:
        value = call(*arguments, **named)
    except Refusal as refusal:
        return Outcome((refusal, (refusal.code, refusal.detail, refusal.field)))
    return Outcome((value, _in_order(value)))


def _in_order(value):
    """Who waits comes in no particular order."""
    if hasattr(value, "waiting"):
        epoch = {"epoch": ""} if hasattr(value, "epoch") else {}
        return replace(value, **epoch, waiting=tuple(sorted(value.waiting, key=str)))
    return list(value) if isinstance(value, list | tuple) else value
