"""The sections that describe an office: [office], [[office.service]] and [[office.counter]]."""

from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from queue_server.config_booking import BookingSection, booking_from_section
from queue_server.config_hours import (
    HoursSection,
    KioskRulesSection,
    QuotaSection,
    hours_from_section,
    kiosk_from_section,
    quota_from_section,
)
from queue_server.config_phone import PhoneSection, RatingSection, phone_rules, rating_rules
from queue_server.domain.booking_capacity import LIMITS
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Counter, Office, Rules, Service, ServiceRules
from queue_server.domain.policy import (
    DEFAULT_GROUPS,
    DEFAULT_POLICY,
    Policy,
    PolicyOptions,
    PriorityGroup,
    parse_policy,
)
from queue_server.domain.ticket import PriorityClass
from queue_server.settings import Settings, written

Code = Annotated[str, written("with small letters, digits, - and _, at most 64", r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""Small letters, digits, dash and underscore."""

CounterCode = Annotated[str, written("with letters, digits, - and _, at most 16", r"^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$")]
Prefix = Annotated[str, written("with at most two capital letters", r"^[A-Z]{0,2}$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=86400)]

LANGUAGES = ("vi", "en")
REFUSED_LETTERS = {"I": "1", "O": "0"}
"""Prefix letters that citizens read as digits."""


class ServiceSection(Settings, frozen=True, kw_only=True):
    """[[office.service]]"""

    code: Code
    name: Name | dict[str, Name]
    """``{vi = "…", en = "…"}``; a string counts for all languages."""
    prefix: Prefix
    open: bool = True
    first_number: Annotated[int, msgspec.Meta(ge=0, le=99999)] = 1
    last_number: Annotated[int, msgspec.Meta(ge=0, le=99999)] | None = None
    """With a last number the series begins anew after it, with numbers that are no longer open."""
    fields: list[Name] = []
    """Headings of the procedure catalogue that are dealt with here: ``["Hộ tịch"]``."""
    quota: QuotaSection = QuotaSection()
    booking: BookingSection = BookingSection()
    """Appointments and result slips."""


class CounterSection(Settings, frozen=True, kw_only=True):
    """[[office.counter]]"""

    code: CounterCode
    name: Name
    services: Annotated[list[Code], msgspec.Meta(min_length=1)]
    """In order of preference."""
    appointments: Annotated[int, msgspec.Meta(ge=LIMITS[0], le=LIMITS[1])] | None = None
    """Taken at the same time, of all its services together; left out: as many as the services take."""


class GroupSection(Settings, frozen=True, kw_only=True):
    """[[office.priority_group]]"""

    code: Code
    name: Name | dict[str, Name]


class PolicySection(Settings, frozen=True, kw_only=True):
    """[office.policy]; limits and meanings stand in ``domain/policy.py``."""

    name: str = DEFAULT_POLICY
    normal_rate: float = PolicyOptions().normal_rate
    appointment_rate: float = PolicyOptions().appointment_rate
    priority_rate: float = PolicyOptions().priority_rate
    ratio_priority: int = PolicyOptions().ratio_priority
    ratio_normal: int = PolicyOptions().ratio_normal
    max_wait_s: float = PolicyOptions().max_wait_s or 0
    """0: never."""
    appointment_early_s: float = PolicyOptions().appointment_early_s
    appointment_late_s: float = PolicyOptions().appointment_late_s
    priority_target_s: float = PolicyOptions().priority_target_s
    appointment_target_s: float = PolicyOptions().appointment_target_s


class OfficeSection(Settings, frozen=True, kw_only=True):
    """[office]"""

    code: Code
    name: Name
    time_zone: str = "Asia/Ho_Chi_Minh"
    day_start: Annotated[str, written("00:00", r"^([01]\d|2[0-3]):[0-5]\d$")] = "00:00"
    """Local time at which the numbers restart."""
    phone_tickets: bool = False
    """Whether anybody may take a ticket without a kiosk."""
    policy: str | PolicySection = DEFAULT_POLICY
    """Its name alone, or the section [office.policy] with its numbers."""
    issue_to_call_pause_s: Seconds = 15.0
    no_show_calls: Annotated[int, msgspec.Meta(ge=1, le=20)] = 2
    no_show_after_s: Seconds = 20.0
    no_show_grace_s: Seconds = 900.0
    undo_s: Seconds = 30.0
    double_press_s: Annotated[float, msgspec.Meta(ge=0, le=5)] = 0.7
    hold_default_s: Seconds = 900.0
    closing_stop: bool = False
    """Whether numbers cease to be given once who came would be called after closing time."""
    hours: HoursSection = HoursSection()
    kiosk: KioskRulesSection = KioskRulesSection()
    service: list[ServiceSection] = []
    counter: list[CounterSection] = []
    priority_group: list[GroupSection] | None = None
    """Who may declare priority; five groups if none is given."""
    rating: RatingSection = RatingSection()
    phone: PhoneSection = PhoneSection()


def office_from_section(section: OfficeSection) -> Office:
    """Return the office, after checking what single keys can't show.

    Raises:
        ValueError: the key and what is wrong with it.
    """
    _check(section)
    policy = _policy(section)
    return Office(
        code=section.code,
        name=section.name,
        time_zone=section.time_zone,
        day_start=time.fromisoformat(section.day_start),
        phone_tickets=section.phone_tickets,
        rules=Rules(
            policy=policy.name,
            policy_options=policy.options,
            priority_groups=_groups(section),
            issue_to_call_pause_s=section.issue_to_call_pause_s,
            no_show_calls=section.no_show_calls,
            no_show_after_s=section.no_show_after_s,
            no_show_grace_s=section.no_show_grace_s,
            undo_s=section.undo_s,
            double_press_s=section.double_press_s,
            hold_default_s=section.hold_default_s,
            closing_stop=section.closing_stop,
            hours=hours_from_section(section.hours),
            kiosk=kiosk_from_section(section.kiosk),
            rating=rating_rules(section.rating),
            phone=phone_rules(section.phone),
        ),
        services=tuple(_service(one) for one in section.service),
        counters=tuple(
            Counter(
                id=f"{section.code}-{one.code}",
                code=one.code,
                name=one.name,
                services=tuple(one.services),
                appointments=one.appointments,
            )
            for one in section.counter
        ),
    )


def _service(section: ServiceSection) -> Service:
    return Service(
        code=section.code,
        name=_texts(section.name),
        prefix=section.prefix,
        open=section.open,
        first_number=section.first_number,
        last_number=section.last_number,
        rules=ServiceRules(
            fields=tuple(section.fields),
            quota=quota_from_section(section.quota),
            booking=booking_from_section(section.booking),
        ),
    )


def _check(section: OfficeSection) -> None:
    try:
        ZoneInfo(section.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"time_zone: {section.time_zone!r} is no IANA time zone such as Asia/Ho_Chi_Minh") from None
    _check_unique("service.code", [one.code for one in section.service])
    _check_unique("counter.code", [one.code for one in section.counter])
    for one in section.rating.reason or ():
        _check_languages(f"rating.reason {one.code}", one.name)
    _check_unique("rating.reason.code", [one.code for one in section.rating.reason or ()])
    for service in section.service:
        _check_service(service)
    ranges = {one.prefix: (one.first_number, one.last_number) for one in section.service}
    codes = {one.code for one in section.service}
    for service in section.service:
        if ranges[service.prefix] != (service.first_number, service.last_number):
            raise ValueError(f"service {service.code}: prefix: services that share {service.prefix!r} share one range")
    for counter in section.counter:
        _check_unique(f"counter {counter.code}: services", counter.services)
        for code in counter.services:
            if code not in codes:
                raise ValueError(f"counter {counter.code}: services: {code!r} is no service of this office")


def _check_service(service: ServiceSection) -> None:
    for letter in service.prefix:
        if letter in REFUSED_LETTERS:
            raise ValueError(
                f"service {service.code}: prefix: {letter} looks like {REFUSED_LETTERS[letter]}; use A, H, L or B"
            )
    if service.last_number is not None and service.last_number < service.first_number:
        raise ValueError(f"service {service.code}: last_number: must not be below first_number")
    _check_languages(f"service {service.code}", service.name)


def _policy(section: OfficeSection) -> Policy:
    given = {"name": section.policy} if isinstance(section.policy, str) else msgspec.structs.asdict(section.policy)
    try:
        return parse_policy(given)
    except Refusal as refusal:
        raise ValueError(f"policy: {refusal.field}: {refusal.detail}") from None


def _groups(section: OfficeSection) -> tuple[PriorityGroup, ...]:
    if section.priority_group is None:
        return DEFAULT_GROUPS
    _check_unique("priority_group.code", [one.code for one in section.priority_group])
    for one in section.priority_group:
        if one.code in PriorityClass.__members__.values():
            raise ValueError(f"priority_group.code: {one.code!r} is the name of a priority class")
        _check_languages(f"priority_group {one.code}", one.name)
    return tuple(PriorityGroup(code=one.code, name=_texts(one.name)) for one in section.priority_group)


def _texts(name: str | dict[str, str]) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, name) if isinstance(name, str) else dict(name)


def _check_languages(owner: str, name: str | dict[str, str]) -> None:
    if isinstance(name, dict) and (set(name) - set(LANGUAGES) or "vi" not in name):
        raise ValueError(f"{owner}: name: needs vi and knows {', '.join(LANGUAGES)}")


def _check_unique(key: str, values: list[str]) -> None:
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"{key}: {value!r} is given more than once")
