"""What an office's configuration has to keep, whoever writes it."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from queue_server.domain.announcement import LEAST_TIME_TO_LIVE_S, MOST_REPEATS, TIME_TO_LIVE_S, VoiceRules
from queue_server.domain.booking_capacity import LIMITS as APPOINTMENTS
from queue_server.domain.booking_rules import check_booking
from queue_server.domain.errors import Refusal
from queue_server.domain.office import BROWSER_PAPERS, Counter, Office, Service
from queue_server.domain.opening_hours import check_hours
from queue_server.domain.phrases import LANGUAGES
from queue_server.domain.policy import POLICIES
from queue_server.domain.rating import check_rules

UNREADABLE = {"I": "1", "O": "0"}
"""Prefix letters that citizens read as digits."""


def check_office(office: Office) -> None:
    """Refuse a configuration that can't work.

    Raises:
        Refusal: time_zone_unknown, policy_unknown, invalid, taken, prefix_unreadable, range_reversed,
            range_differs, service_unknown; ``field`` is that of the service or counter at fault.
    """
    try:
        ZoneInfo(office.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refusal("time_zone_unknown", f"{office.time_zone!r} is no IANA time zone", "time_zone") from None
    if office.rules.policy not in POLICIES:
        known = ", ".join(POLICIES)
        raise Refusal("policy_unknown", f"{office.rules.policy!r} is not one of {known}", "policy")
    check_hours(office.rules.hours)
    if office.rules.browser_paper not in BROWSER_PAPERS:
        known = ", ".join(BROWSER_PAPERS)
        raise Refusal("invalid", f"{office.rules.browser_paper!r} is not one of {known}", "browser_paper")
    _check_voice(office.rules.voice)
    check_rules(office.rules.rating)
    for service in office.services:
        _check_service(office, service)
    for counter in office.counters:
        _check_counter(office, counter)


def _check_voice(rules: VoiceRules) -> None:
    for language in rules.languages:
        if language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise Refusal("invalid", f"voice_languages: {language!r} is not one of {known}", "voice_languages")
        if rules.languages.count(language) > 1:
            raise Refusal("invalid", f"voice_languages: {language!r} is named twice", "voice_languages")
    if not 1 <= rules.repeats <= MOST_REPEATS:
        raise Refusal("invalid", f"voice_repeats: 1 to {MOST_REPEATS}, not {rules.repeats}", "voice_repeats")
    if not LEAST_TIME_TO_LIVE_S <= rules.time_to_live_s <= TIME_TO_LIVE_S:
        allowed = f"{LEAST_TIME_TO_LIVE_S:g} to {TIME_TO_LIVE_S:g} seconds"
        raise Refusal("invalid", f"voice_time_to_live_s: {allowed}, not {rules.time_to_live_s}", "voice_time_to_live_s")


def _check_service(office: Office, service: Service) -> None:
    if [one.code for one in office.services].count(service.code) > 1:
        raise Refusal("taken", f"office {office.code} has a service {service.code!r} already", "code")
    for letter in service.prefix:
        if letter in UNREADABLE:
            raise Refusal("prefix_unreadable", f"{letter} looks like {UNREADABLE[letter]}", "prefix")
    if service.last_number is not None and service.last_number < service.first_number:
        raise Refusal("range_reversed", f"{service.last_number} is below {service.first_number}", "last_number")
    if service.rules.hours is not None:
        check_hours(service.rules.hours)
    check_booking(service.rules.booking)
    for other in office.services:
        same_range = (other.first_number, other.last_number) == (service.first_number, service.last_number)
        if other.prefix == service.prefix and not same_range:
            raise Refusal("range_differs", f"{other.code} and {service.code} share the prefix", "prefix")


def _check_counter(office: Office, counter: Counter) -> None:
    if [one.code for one in office.counters].count(counter.code) > 1:
        raise Refusal("taken", f"office {office.code} has a counter {counter.code!r} already", "code")
    known = {one.code for one in office.services}
    for code in counter.services:
        if code not in known:
            raise Refusal("service_unknown", f"office {office.code} has no service {code!r}", "services")
        if counter.services.count(code) > 1:
            raise Refusal("taken", f"counter {counter.code} has {code!r} twice", "services")
    least, most = APPOINTMENTS
    if counter.appointments is not None and not least <= counter.appointments <= most:
        raise Refusal("invalid", f"is {counter.appointments}; allowed are {least} to {most}", "appointments")
