"""Policies as data: which rule says who is next, with its numbers, and the groups that are served with priority."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import get_args

from queue_server.domain.errors import Refusal
from queue_server.domain.ticket import PriorityClass

POLICIES = ("fifo", "strict", "ratio", "accumulating")
DEFAULT_POLICY = "accumulating"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyOptions:
    """Numbers of the policies; each policy uses its own and leaves the others alone."""

    normal_rate: float = 1.0
    """accumulating: points a minute of waiting gives; only the proportions of the three matter."""
    appointment_rate: float = 2.0
    priority_rate: float = 3.0
    ratio_priority: int = 2
    """ratio: of ``ratio_priority + ratio_normal`` calls in a row, so many go to priority and appointments ..."""
    ratio_normal: int = 1
    """... and so many to the others, while both wait."""
    max_wait_s: float | None = 7200.0
    """Who has waited this long is called first, whatever policy and counter prefer; None: never.

    See ``Policy.longest_wait_s`` for those who gain faster.
    """
    appointment_early_s: float = 600.0
    """An appointment waits from so long before the booked time; before that it is called only if nobody else waits."""
    appointment_late_s: float = 900.0
    """Who checks in later than this after the booked time waits like everybody without an appointment."""
    priority_target_s: float = 900.0
    """Nine of ten people with priority should be called within this time; reports and replays compare with it."""
    appointment_target_s: float = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A rule and its numbers."""

    name: str = DEFAULT_POLICY
    """One of ``POLICIES``."""
    options: PolicyOptions = field(default_factory=PolicyOptions)

    def rate(self, priority_class: PriorityClass) -> float:
        """Return how fast a class accumulates priority; the same for all except under ``accumulating``."""
        if self.name != "accumulating":
            return 1.0
        return {
            PriorityClass.NORMAL: self.options.normal_rate,
            PriorityClass.APPOINTMENT: self.options.appointment_rate,
            PriorityClass.PRIORITY: self.options.priority_rate,
        }[priority_class]

    def longest_wait_s(self, priority_class: PriorityClass) -> float | None:
        """Return the wait after which a class comes before the policy; None for never.

        Under ``accumulating`` a class that gains twice as fast reaches it in half the time. So it decides between
        services, while within one the order stays that of the scores, also when everybody waits too long.
        """
        most = self.options.max_wait_s
        if most is None:
            return None
        return most * self.rate(PriorityClass.NORMAL) / self.rate(priority_class)

    def target_s(self, priority_class: PriorityClass) -> float | None:
        """Return the time within which nine of ten of a class should be called; None for normal tickets."""
        return {
            PriorityClass.PRIORITY: self.options.priority_target_s,
            PriorityClass.APPOINTMENT: self.options.appointment_target_s,
        }.get(priority_class)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityGroup:
    """People who may declare priority; the counter checks it."""

    code: str
    name: dict[str, str]
    """By language."""


DEFAULT_GROUPS = (
    PriorityGroup(code="elderly", name={"vi": "Người cao tuổi", "en": "Elderly people"}),
    PriorityGroup(code="disabled", name={"vi": "Người khuyết tật", "en": "People with disabilities"}),
    PriorityGroup(code="pregnant", name={"vi": "Phụ nữ mang thai", "en": "Pregnant women"}),
    PriorityGroup(code="child", name={"vi": "Có trẻ nhỏ đi cùng", "en": "With a small child"}),
    PriorityGroup(code="merit", name={"vi": "Người có công", "en": "People of merit"}),
)

_LIMITS: dict[str, tuple[float, float]] = {
    "normal_rate": (0.01, 100),
    "appointment_rate": (0.01, 100),
    "priority_rate": (0.01, 100),
    "ratio_priority": (1, 20),
    "ratio_normal": (1, 20),
    "max_wait_s": (60, 86400),
    "appointment_early_s": (0, 86400),
    "appointment_late_s": (0, 86400),
    "priority_target_s": (60, 86400),
    "appointment_target_s": (60, 86400),
}
"""Least and greatest value of each option."""


def parse_policy(given: Mapping[str, object], base: Policy | None = None) -> Policy:
    """Return a policy from ``name`` and options by name, as ``describe_policy`` writes them; what is left out stays.

    Args:
        given: JSON values; ``max_wait_s`` may be 0 or None for "never".
        base: the policy to change; the default one if None.

    Raises:
        Refusal: invalid, with the field and what is allowed.
    """
    base = base or Policy()
    name = given.get("name", base.name)
    if name not in POLICIES:
        raise Refusal("invalid", f"policy {name!r} is not one of {', '.join(POLICIES)}", "name")
    known = {one.name for one in fields(PolicyOptions)}
    for key in given:
        if key != "name" and key not in known:
            raise Refusal("invalid", f"policies have no option {key!r}; known are {', '.join(sorted(known))}", key)
    changed = {key: _value(key, value) for key, value in given.items() if key != "name"}
    options = replace(base.options, **changed)  # type: ignore[arg-type]
    if options.normal_rate > min(options.appointment_rate, options.priority_rate):
        raise Refusal(
            "invalid", f"is {options.normal_rate}, but normal may not gain faster than the others", "normal_rate"
        )
    return Policy(name=str(name), options=options)


def describe_policy(policy: Policy) -> dict[str, str | float | int | None]:
    """Return a policy as ``parse_policy`` reads it: its name and all options as JSON values."""
    described = {one.name: getattr(policy.options, one.name) for one in fields(PolicyOptions)}
    return {"name": policy.name, **described}


def option_limits() -> dict[str, tuple[float, float]]:
    """Return the least and greatest value of each option by name."""
    return dict(_LIMITS)


def _value(key: str, value: object) -> float | int | None:
    kinds = {one.name: one.type for one in fields(PolicyOptions)}
    low, high = _LIMITS[key]
    optional = type(None) in get_args(kinds[key])
    if optional and value in (None, 0):
        return None
    whole = kinds[key] is int
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or not math.isfinite(value):
        raise Refusal("invalid", f"is {value!r}; needs a {'whole ' if whole else ''}number from {low} to {high}", key)
    if not low <= value <= high:
        raise Refusal("invalid", f"is {value}; allowed are {low} to {high}{' or 0 for never' if optional else ''}", key)
    return value if whole else float(value)
