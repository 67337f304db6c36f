"""One declaration per operation: route, access, checks and documentation come from it, so they can't disagree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import msgspec

from queue_server.adapters.web.access import Access
from queue_server.adapters.web.parsing import Path


@dataclass(frozen=True, slots=True)
class Reply:
    """What an operation answers; None is an answer without a body."""

    message: msgspec.Struct | None
    replayed: bool = False
    """The answer is the stored one of an earlier copy of the request."""
    file: "File | None" = None
    """Answered instead of the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An answer that is no JSON."""

    content: bytes
    type: str
    name: str


class Keyed(Enum):
    """Whether an operation takes a key."""

    NO = "no"
    OPTIONAL = "optional"
    REQUIRED = "required"


View = TypeVar("View", bound=Callable[..., Reply])


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path."""

    method: str
    rule: str
    """As Flask writes it: ``/offices/<office>/tickets``."""
    access: Access
    path: type[Path] | None = None
    """The rule's variable parts."""
    answer: type[msgspec.Struct] | None = None
    status: int = 200
    refusals: Sequence[str] = ()
    """Codes of its use case; those of credentials, path, key and body come by themselves."""
    absent: Sequence[str] = ()
    """Those of ``refusals`` that say that there is nothing of the path's name: 404, whatever they are elsewhere."""
    keyed: Keyed = Keyed.NO
    files: Sequence[str] = ()
    """Media types it can answer instead of JSON."""
    quick: bool = False
    """Plain requests go the short way past Flask, see ``short_way``: the method uses nothing of Flask's, and its
    request has a key, so that carrying it out a second time is harmless."""
    guarded: bool = False
    """Whether it takes If-Match: the tag of what the caller read."""

    def __call__(self, view: View) -> View:
        """Declare a method of a class as this operation; its docstring is the documentation.

        The method takes, by these names and as far as it needs them, models as ``path``, ``query`` and ``body``, and
        a ``RequestKey`` as ``key``; a guarded one the tag it was made from as ``tag``.
        """
        setattr(view, _DECLARED, self)
        return view


_DECLARED = "moiso_operation"


def operations_of(views: object) -> list[tuple[Operation, Callable[..., Reply]]]:
    """Return the operations among an object's methods, in the order of their definition."""
    found = []
    for name in vars(type(views)):
        view = getattr(views, name)
        declaration = getattr(view, _DECLARED, None)
        if isinstance(declaration, Operation):
            found.append((declaration, view))
    return found
