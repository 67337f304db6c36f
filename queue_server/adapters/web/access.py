"""Who may call an endpoint: declared on each view, enforced before anything is parsed or looked up."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from queue_server.domain.device import DeviceKind
from queue_server.domain.operator import Right

View = TypeVar("View", bound=Callable[..., object])


class Anonymous(Enum):
    """When a call without credentials is let in."""

    NEVER = "never"
    ALWAYS = "always"
    """Credentials are not even looked at."""
    PHONE = "phone"
    """When the office gives tickets to phones."""


class Place(Enum):
    """Where the path names the office a right has to hold in."""

    NOWHERE = "nowhere"
    OFFICE = "office"
    """``{office}``: its code."""
    COUNTER = "counter"
    """``{counter}``: ``office:code`` or the counter's id."""
    TICKET = "ticket"
    """``{ticket}``: the ticket's id."""
    ASKED = "asked"
    """``?office=``: its code; all offices where none is asked for."""
    EVERYWHERE = "everywhere"
    """All offices: for operators without one who oversee them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may call; what is not named here is refused."""

    right: Right | None = None
    """Operators who have it, in the office of the path."""
    operators: bool = False
    """All operators, whatever their role."""
    devices: frozenset[DeviceKind] = frozenset()
    """Devices of these kinds, of the office of the path."""
    anonymous: Anonymous = Anonymous.NEVER
    place: Place = Place.NOWHERE
    same_origin: bool = False
    """Refuse calls from other sites' pages and those without a CSRF token, also with no credential at stake."""


PUBLIC = Access(anonymous=Anonymous.ALWAYS)
"""Anybody, without credentials."""

SIGNED_IN = Access(operators=True)
"""Every operator."""

_DECLARED = "moiso_access"


def allow(access: Access) -> Callable[[View], View]:
    """Declare who may call a view; a view without a declaration is refused to everybody."""

    def declare(view: View) -> View:
        setattr(view, _DECLARED, access)
        return view

    return declare


def declared(view: Callable[..., object] | None) -> Access | None:
    """Return what a view declares, None if nothing."""
    found = getattr(view, _DECLARED, None)
    return found if isinstance(found, Access) else None
