"""Whose credentials a request carries, and what is left of them at an endpoint."""

from dataclasses import dataclass, field, replace

from queue_server.adapters.web.access import Access
from queue_server.domain.device import Device
from queue_server.domain.operator import RIGHTS, Operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose credentials a request carries; a browser may hold an operator's and a device's at once."""

    operator: Operator | None = None
    device: Device | None = None
    token: str = field(default="", repr=False)
    """The operator's session token, if there is an operator."""
    by_cookie: bool = False

    @property
    def scope(self) -> str:
        """Name under which this caller's Idempotency-Keys live; anonymous callers share one."""
        if self.device is not None:
            return f"device {self.device.id}"
        return f"operator {self.operator.id}" if self.operator is not None else "anonymous"


NOBODY = Caller()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What the path names, as far as it was needed to decide who may call."""

    office: str | None = None
    counter: str | None = None
    """Code within the office."""
    ticket: str | None = None
    """Id of a ticket of the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A request that was let in: as whom, and where."""

    caller: Caller
    spot: Spot


def able(present: Caller, access: Access) -> Caller:
    """Return the caller without those credentials that the endpoint doesn't take."""
    operator, device = present.operator, present.device
    if operator is not None and not access.operators and access.right not in RIGHTS[operator.role]:
        operator = None
    if device is not None and device.kind not in access.devices:
        device = None
    return _only(present, operator, device)


def in_office(caller: Caller, office: str) -> Caller:
    operator, device = caller.operator, caller.device
    if operator is not None and operator.office not in (None, office):
        operator = None
    if device is not None and device.office != office:
        device = None
    return _only(caller, operator, device)


def overseeing(caller: Caller) -> Caller:
    """Return the caller if it is an operator who sees all offices."""
    operator = caller.operator
    return _only(caller, operator if operator is not None and operator.oversees_all else None, None)


def _only(caller: Caller, operator: Operator | None, device: Device | None) -> Caller:
    if operator is None and device is None:
        return NOBODY
    return replace(caller, operator=operator, device=device)
