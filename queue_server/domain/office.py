"""An office: its clock, services, counters and the rules its administrator set."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum

from queue_server.domain.alarm import AlarmLimits
from queue_server.domain.announcement import VoiceRules
from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.errors import Refusal
from queue_server.domain.kiosk import KioskLock, KioskRules, PaperPlace
from queue_server.domain.opening_hours import OpeningHours
from queue_server.domain.phone import PhoneRules
from queue_server.domain.policy import DEFAULT_GROUPS, DEFAULT_POLICY, Policy, PolicyOptions, PriorityGroup
from queue_server.domain.rating import RatingRules

BROWSER_PAPERS = ("off", "80", "58", "a6")
"""Rolls by their width in mm, or sheets."""

Texts = dict[str, str]
"""A text by language code: ``{"vi": "Đất đai", "en": "Land"}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line that staff put on all displays of an office."""

    id: str
    text: Texts
    until: datetime | None = None
    """When it disappears by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Numbers an office may change; durations in seconds."""

    policy: str = DEFAULT_POLICY
    """Who is next: one of ``policy.POLICIES``."""
    policy_options: PolicyOptions = field(default_factory=PolicyOptions)
    priority_groups: tuple[PriorityGroup, ...] = DEFAULT_GROUPS
    """Who may declare priority."""
    issue_to_call_pause_s: float = 15.0
    """A call is not spoken before this long after the ticket was issued; the call itself is never delayed."""
    no_show_calls: int = 2
    no_show_after_s: float = 20.0
    """Seconds after the first call before a no-show is accepted."""
    no_show_grace_s: float = 900.0
    undo_s: float = 30.0
    double_press_s: float = 0.7
    press_ttl_s: float = 5.0
    hold_default_s: float = 900.0
    voice: VoiceRules = field(default_factory=VoiceRules)
    alarms: AlarmLimits = field(default_factory=AlarmLimits)
    """From when a supervisor is told."""
    hours: OpeningHours = field(default_factory=OpeningHours)
    """When numbers are given."""
    closing_stop: bool = False
    """Whether numbers cease to be given once who came would be called after closing time."""
    kiosk: KioskRules = field(default_factory=KioskRules)
    kiosk_locks: tuple[KioskLock, ...] = ()
    """Set by staff, not by administrators."""
    paper_places: tuple[PaperPlace, ...] = ()
    """Where kiosks and units print that the back office gave a printer; edited apart from the other rules."""
    browser_paper: str = "off"
    """Paper on which the browser of a kiosk without a ticket printer prints: one of ``BROWSER_PAPERS``."""
    rating: RatingRules = field(default_factory=RatingRules)
    phone: PhoneRules = field(default_factory=PhoneRules)

    @property
    def selection(self) -> Policy:
        """The policy in force with its numbers."""
        return Policy(name=self.policy, options=self.policy_options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many numbers a service gives out at most."""

    day: int | None = None
    morning: int | None = None
    """Before local noon."""
    afternoon: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Why a supervisor closed a service."""

    reason: Texts
    by: str
    """Id of the operator."""
    until_opened: bool = False
    """It stays closed over the day's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRules:
    """What an office may set for one service."""

    fields: tuple[str, ...] = ()
    """Headings of the procedure catalogue whose procedures are dealt with in this line."""
    hours: OpeningHours | None = None
    """Where they differ from the office's; see ``availability.calendar_of``."""
    quota: Quota = field(default_factory=Quota)
    booking: BookingRules = field(default_factory=BookingRules)
    """Appointments and result slips."""
    closure: Closure | None = None
    """Set while a supervisor has closed it; means nothing for a service that is open."""
    paper_note: Texts = field(default_factory=dict)
    """Printed on the tickets of this line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The line people queue in; owns the prefix of its numbers."""

    code: str
    name: Texts
    prefix: str
    open: bool = True
    first_number: int = 1
    last_number: int | None = None
    """With a last number the series wraps, but only onto numbers that are no longer open."""
    rules: ServiceRules = field(default_factory=ServiceRules)

    @property
    def closed_reason(self) -> Texts | None:
        """What people read about why it is closed; None when it is open, or nobody said."""
        return None if self.open or self.rules.closure is None else self.rules.closure.reason

    def closed(self, closure: Closure) -> "Service":
        """Return this service as a supervisor closed it."""
        return replace(self, open=False, rules=replace(self.rules, closure=closure))

    def reopened(self) -> "Service":
        """Return this service open."""
        return replace(self, open=True, rules=replace(self.rules, closure=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A desk; serves its services in order of preference."""

    id: str
    code: str
    name: str
    services: tuple[str, ...]
    appointments: int | None = None
    """How many appointments it takes at the same time, of all its services together; None: no limit of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One place with a waiting room; all but the notices changes only through the back office."""

    code: str
    name: str
    time_zone: str
    day_start: time = time(0)
    phone_tickets: bool = False
    rules: Rules = field(default_factory=Rules)
    services: tuple[Service, ...] = ()
    counters: tuple[Counter, ...] = ()
    notices: tuple[Notice, ...] = ()
    display_revision: int = 0
    """Revision at which layouts, setups of displays or notices last changed."""

    def service(self, code: str) -> Service:
        """Return a service by its code.

        Raises:
            Refusal: service_unknown.
        """
        for service in self.services:
            if service.code == code:
                return service
        raise Refusal("service_unknown", f"office {self.code} has no service {code!r}", "service")

    def counter(self, code: str) -> Counter:
        """Return a counter by its code.

        Raises:
            Refusal: counter_unknown.
        """
        for counter in self.counters:
            if counter.code == code:
                return counter
        raise Refusal("counter_unknown", f"office {self.code} has no counter {code!r}", "counter")


class DeskState(StrEnum):
    """Whether a counter takes people; stored strings."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is going on at a counter, apart from its ticket."""

    counter: str
    state: DeskState = DeskState.CLOSED
    operator: str | None = None
    """Id of the operator who has it open; None when closed or opened by a call box alone."""
    reason: str | None = None
    """Why it is paused or was closed."""
    since: datetime | None = None
    """When it was opened, paused or closed; None if it never was."""
    back_at: datetime | None = None
    """When whoever paused it means to be back; None if nobody said."""
