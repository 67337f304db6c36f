"""What is wrong, and what is doubtful, in a configuration whose keys and values are all possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from firmware_bridge.config import UNITS_ADVISED, BridgeSettings, LineSettings, UnitSettings
from firmware_bridge.profile_registry import make_profile, unit_name
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.exchange import Exchange
from firmware_bridge.protocol.profiles.profile import MODBUS, Profile
from firmware_bridge.protocol.timing import FORMATS, Timing, timing_for

Numbers = Mapping[str | None, Sequence[str]]
"""Samples of the numbers that are called at a counter (``office:counter``), under None those of the whole office."""
_EVERYWHERE: Final[Numbers] = {}


@dataclass(slots=True)
class Findings:
    """One sentence each."""

    errors: list[str] = field(default_factory=list)
    """With these the bridge does not start."""
    warnings: list[str] = field(default_factory=list)


def check_lines(settings: BridgeSettings, numbers: Numbers = _EVERYWHERE) -> Findings:
    """Return what is wrong with the lines and what their units can't show of the office's numbers."""
    findings = Findings()
    for line in settings.line:
        profiles: dict[int, Profile] = {}
        for unit in line.unit:
            try:
                profiles[unit.address] = make_profile(line.name, unit)
            except ValueError as error:
                findings.errors.append(str(error))
        if len(profiles) == len(line.unit):
            _check_company(line, profiles, findings)
            _check_scan(line, profiles, findings)
            for unit in line.unit:
                _check_unit(line, unit, profiles[unit.address], numbers, findings)
    return findings


def scan_s(line: LineSettings, profiles: Mapping[int, Profile]) -> float:
    """Return how long units that forget presses may go unasked on a line where everybody answers.

    Between two questions to the same unit lie the questions to all others of its kind, and at most one exchange with
    another unit. An exchange takes the time of its characters, t3.5 until the unit answers, and the guard.
    """
    keen = [profile for profile in profiles.values() if profile.longest_gap_s is not None]
    others = [profile for profile in profiles.values() if profile.longest_gap_s is None]
    exchanges = [exchange for profile in others for exchange in _sample(profile)]
    timing = timing_for(line.baud, line.guard_ms)
    longest = max((_exchange_s(line, timing, exchange) for exchange in exchanges), default=0.0)
    return longest + sum(_exchange_s(line, timing, exchange) for profile in keen for exchange in _sample(profile))


def _check_company(line: LineSettings, profiles: Mapping[int, Profile], findings: Findings) -> None:
    """Check who can live on one line."""
    where = f"[[bridge.line]] {line.name!r}"
    languages = {profile.language: unit.profile for unit, profile in _pairs(line, profiles)}
    if len(languages) > 1:
        (first, its), (second, others), *_ = sorted(languages.items())
        findings.errors.append(
            f"{where}: unit: {its} speaks {first}, {others} speaks {second}; units of two languages need two lines"
        )
    for unit, profile in _pairs(line, profiles):
        if profile.alone and len(profiles) > 1:
            findings.errors.append(f"{where}: unit: a {unit.profile} has no address and needs a line of its own")
            break
    if len(line.unit) > UNITS_ADVISED and line.baud <= 19200 and set(languages) == {MODBUS}:
        findings.warnings.append(
            f"{where}: {len(line.unit)} units at {line.baud} baud feel slow; {UNITS_ADVISED} do not"
        )


def _check_scan(line: LineSettings, profiles: Mapping[int, Profile], findings: Findings) -> None:
    limits = [profile.longest_gap_s for profile in profiles.values() if profile.longest_gap_s is not None]
    if limits and (scan := scan_s(line, profiles)) > min(limits):
        findings.errors.append(
            f"[[bridge.line]] {line.name!r}: unit: its input modules would be asked every {scan * 1000:.0f} ms, and a "
            f"key pressed for less would be lost; {min(limits) * 1000:.0f} ms are needed: put fewer units on the "
            "line, raise baud, or use modules that count (option counters)"
        )


def _check_unit(line: LineSettings, unit: UnitSettings, profile: Profile, numbers: Numbers, findings: Findings) -> None:
    where = unit_name(line.name, unit)
    if profile.key_count is not None:
        for key in unit.keys:
            if int(key) > profile.key_count:
                has = f"has {profile.key_count} keys" if profile.key_count else "has no keys"
                findings.errors.append(f"{where}: keys: a {unit.profile} {has}, so there is no key {key}")
    if profile.usual is not None and profile.usual != (line.baud, line.format):
        baud, form = profile.usual
        findings.warnings.append(
            f"{where}: a {unit.profile} usually comes with {baud} baud {form}; the line has {line.baud} {line.format}"
        )
    shown = numbers.get(unit.counter, numbers.get(None, ()))
    objections = dict.fromkeys(filter(None, map(profile.objection, shown if unit.counter else ())))
    findings.warnings.extend(f"{where}: {objection}" for objection in objections)


def _pairs(line: LineSettings, profiles: Mapping[int, Profile]) -> list[tuple[UnitSettings, Profile]]:
    return [(unit, profiles[unit.address]) for unit in line.unit]


def _sample(profile: Profile) -> list[Exchange]:
    """Return a question and a write of a driver that has only been made for this."""
    profile.show(Display(digits="8888"))
    return [exchange for exchange in (profile.next_poll(0.0), profile.next_write(0.0)) if exchange is not None]


def _exchange_s(line: LineSettings, timing: Timing, exchange: Exchange) -> float:
    data_bits, parity, stop_bits = FORMATS[line.format]
    character_s = (1 + data_bits + (parity != "N") + stop_bits) / line.baud
    answer = exchange.answer.length if exchange.answer is not None else 0
    wire_s = (len(exchange.request) + answer) * character_s
    return wire_s + timing.t35_s + max(timing.guard_s, exchange.quiet_s)
