"""The frame of the back office: who is let in, which office is looked at, what the menu offers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import request

from queue_server.adapters.web.admin.resource import Resource
from queue_server.adapters.web.auth import SAFE_METHODS
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import RIGHTS, Operator, Right


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """A page of the menu."""

    name: str
    title: str
    """Marked for translation."""
    icon: str
    endpoint: str
    resource: str | None = None


class Menu:
    """Decides about entrance and knows what to offer.

    Args:
        credential: who sends the present request.
        offices: all offices.
        resources: kinds of things to list.
        others: pages beside them.
    """

    def __init__(
        self,
        credential: Callable[[], Operator | Device | None],
        offices: Callable[[], Sequence[Office]],
        resources: Sequence[Resource],
        others: Sequence[MenuEntry],
    ) -> None:
        self._credential = credential
        self._offices = offices
        self._entries = (
            *others[:1],
            *(
                MenuEntry(name=one.name, title=one.title, icon=one.icon, endpoint="pages.admin_list", resource=one.name)
                for one in resources
            ),
            *others[1:],
        )

    def administrator(self) -> Operator:
        """Return the administrator who asks.

        Raises:
            SignInFirst: nobody is signed in.
            Refusal: forbidden.
        """
        who = self._credential()
        if not isinstance(who, Operator):
            raise SignInFirst
        if Right.ADMINISTER not in RIGHTS[who.role]:
            raise Refusal("forbidden", f"{who.username} is no administrator")
        return who

    def offices(self, by: Operator) -> list[Office]:
        """Return the offices an administrator sets up."""
        return [one for one in self._offices() if by.office in (None, one.code)]

    def office(self, by: Operator) -> str | None:
        """Return the code of the office that is looked at: asked for, or the first; None while there is none.

        Raises:
            Refusal: forbidden, for what would change another office than the one it names.
        """
        codes = [one.code for one in self.offices(by)]
        asked = request.args.get("office")
        if asked in codes:
            return asked
        if asked and request.method not in SAFE_METHODS:
            raise Refusal("forbidden", f"{by.username} sets up no office {asked!r}", "office")
        return codes[0] if codes else None

    def frame(self, by: Operator, here: str) -> dict[str, object]:
        """Return what the frame of a page shows."""
        offices = self.offices(by)
        code = self.office(by)
        return {
            "entries": self._entries,
            "here": here,
            "operator": by,
            "offices": offices,
            "office": next((one for one in offices if one.code == code), None),
            "done": request.args.get("done"),
        }


class SignInFirst(Exception):
    """A page for staff was asked for by nobody."""
