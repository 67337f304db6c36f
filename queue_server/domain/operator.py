"""Operators and what each role may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Stored strings; ``RIGHTS`` says what each may do."""

    OPERATOR = "operator"
    RECEPTIONIST = "receptionist"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """One thing a role may be allowed."""

    SERVE = "serve"
    """Open a counter and call, serve, hold, transfer there."""
    RECEIVE = "receive"
    """Issue, cancel, return, reprint and re-prioritise tickets."""
    SUPERVISE = "supervise"
    """Take over counters and see the whole office at work."""
    ADMINISTER = "administer"
    """Change offices, operators and devices."""
    READ = "read"
    """See tickets and reports."""
    OVERSEE = "oversee"
    """See how single members of staff work; of all offices at once, if without an office."""
    AUDIT = "audit"
    """See who changed what."""


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OPERATOR: frozenset({Right.SERVE, Right.RECEIVE, Right.READ}),
    Role.RECEPTIONIST: frozenset({Right.RECEIVE, Right.READ}),
    Role.SUPERVISOR: frozenset({Right.SERVE, Right.RECEIVE, Right.SUPERVISE, Right.READ, Right.OVERSEE}),
    Role.ADMINISTRATOR: frozenset(Right),
    Role.AUDITOR: frozenset({Right.READ, Right.OVERSEE, Right.AUDIT}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A service that an operator can give."""

    service: str
    weight: float = 1.0
    """The greatest is preferred; 0 for a service that the operator doesn't give."""


def services_among(services: Sequence[str], skills: Sequence[Skill]) -> tuple[str, ...]:
    """Return which of a counter's services an operator gives, in order of preference.

    Who has no skills on record gives all in the counter's order; of equal weights the counter's order decides.
    """
    if not skills:
        return tuple(services)
    weights = {skill.service: skill.weight for skill in skills}
    able = [one for one in services if weights.get(one, 0.0) > 0]
    return tuple(sorted(able, key=lambda one: -weights[one]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A member of staff; without an office they may work in all of them."""

    id: str
    username: str
    name: str
    role: Role
    office: str | None = None
    disabled: bool = False
    skills: tuple[Skill, ...] = ()

    @property
    def oversees_all(self) -> bool:
        """Whether this operator sees all offices at once."""
        return not self.disabled and self.office is None and Right.OVERSEE in RIGHTS[self.role]

    def may(self, right: Right, office: str) -> bool:
        """Return whether this operator has the right in an office."""
        return not self.disabled and right in RIGHTS[self.role] and self.office in (None, office)
