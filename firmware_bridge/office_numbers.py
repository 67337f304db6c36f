"""The numbers an office will call, as far as its part of the same configuration file tells; for warnings only."""

import msgspec

from firmware_bridge.line_check import Numbers
from queue_server.settings import SettingsError, SettingsFile


class _Service(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    prefix: str = ""
    first_number: int = 1
    last_number: int = 999


class _Counter(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    services: list[str] = []


class _Office(msgspec.Struct, frozen=True, kw_only=True):
    code: str = ""
    service: list[_Service] = []
    counter: list[_Counter] = []


def office_numbers(file: SettingsFile) -> Numbers:
    """Return samples of the numbers called at each counter; none if the file has no office, or an odd one.

    The server alone decides what its sections mean, and the back office may know better by now.
    """
    try:
        office = file.section("office", _Office)
    except SettingsError:  # the server's commands say what is wrong with it
        return {}
    samples = {service.code: _samples(service) for service in office.service}
    numbers: dict[str | None, list[str]] = {None: [number for two in samples.values() for number in two]}
    for counter in office.counter:
        services = [code for code in counter.services if code in samples]
        numbers[f"{office.code}:{counter.code}"] = [number for code in services for number in samples[code]]
    return numbers


def _samples(service: _Service) -> list[str]:
    """Return the first number of a service, and the last one if it is longer."""
    first, last = (f"{service.prefix}{number:03d}" for number in (service.first_number, service.last_number))
    return [first, last] if len(last) > len(first) else [first]
