"""The devices of an office as the API answers them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import FromServer
from queue_server.domain.office import Office
from queue_server.usecases.announcing import Heard
from queue_server.usecases.device_overview import BridgeState, DisplayState, OfficeDevices, UnitState, place_of
from queue_server.usecases.ports.changing import UnitRecord
from queue_server.usecases.ports.forwarding import Forwarded

FAILING_TOLD = timedelta(minutes=10)

Issues = Mapping[tuple[str, str], Sequence[str]]
"""What units give numbers for, by bridge and name."""


class UnitFigures(FromServer, frozen=True, kw_only=True):
    """A unit's counters since its bridge started."""

    polls: int
    """Answered requests."""
    timeouts: int
    crc_errors: int
    ring_overruns: int
    """Key events lost."""
    scan_ms: float
    """Duration of the line's last whole cycle."""


class UnitItem(FromServer, frozen=True, kw_only=True):
    """A call box or LED unit."""

    unit: str
    """``<line name>/<address>``."""
    line: str
    address: int
    counter: str | None
    online: bool
    since: str
    """When it came or went."""
    last_seen: str | None
    """When its bridge last said that it answers."""
    serial: str | None
    boot: int | None
    digits: str | None
    """What it shows; empty when nothing, null while nobody can know."""
    issues: list[str]
    """Services whose numbers its keys give; with any it can be locked as a kiosk can."""
    stats: UnitFigures
    error_ratio: float | None
    """Share of requests that failed in the last minute, 0 to 1; null while there are too few to tell."""
    warnings: list[str]
    """``unit_silent``, ``error_ratio_high``, ``scan_slow``, ``ring_overrun``."""


class LineItem(FromServer, frozen=True, kw_only=True):
    """A serial line."""

    line: str
    scan_ms: float | None
    """Duration of its last whole cycle; null while no unit answers."""
    units: list[UnitItem]
    """By address."""


class BridgeItem(FromServer, frozen=True, kw_only=True):
    """The computer at one or more serial lines."""

    device: str
    name: str
    online: bool
    since: str | None
    """When it came or went; null if it has not come since the server started."""
    problems: list[str]
    """One sentence for each unit that can't work as configured."""
    warnings: list[str]
    """``bridge_silent``, ``bridge_setup``."""
    lines: list[LineItem]


class DisplayItem(FromServer, frozen=True, kw_only=True):
    """A display or kiosk."""

    device: str | None
    """Null for a display without a token: it can't be commanded."""
    name: str
    kind: str
    online: bool
    silent: bool
    """Not heard of for 30 s."""
    since: str | None
    """When it came or went; null if it has not come since the server started."""
    last_seen: str | None
    screen: str
    version: str
    resolution: str
    audio: str
    revision: int
    """Of the board it shows."""
    behind: bool
    """It shows a board that was out of date at its report before the last."""
    note: str
    warnings: list[str]
    """``display_silent``, ``display_behind``."""


class ForwardingItem(FromServer, frozen=True, kw_only=True):
    """How the forwarding of this office's log to the province goes."""

    behind: int
    """Changes the province lacks, as far as known."""
    reached_at: str | None
    """When the province last answered; null if it never did."""
    age_s: float | None
    """Seconds since then."""
    problem: str | None
    """Why the last attempt failed; null if it didn't."""
    problem_since: str | None
    warnings: list[str]
    """``forwarding_failing``: it has failed for more than 10 minutes."""


class CallOutcome(FromServer, frozen=True, kw_only=True):
    """Whether a call was heard; `GET …/announcements` says more."""

    call_id: str
    outcome: str
    """waiting, speaking, spoken, merged, withdrawn, expired or failed."""
    error: str | None


class DeviceList(FromServer, frozen=True, kw_only=True):
    """All devices of an office by name."""

    office: str
    at: str
    bridges: list[BridgeItem]
    displays: list[DisplayItem]
    forwarding: ForwardingItem | None
    """Null for an office that is not forwarded from here."""
    announcements: list[CallOutcome] = []
    """Of the newest calls, oldest first."""


def device_list(
    office: Office,
    devices: OfficeDevices,
    records: Sequence[UnitRecord],
    heard: Sequence[Heard],
    now: datetime,
    forwarded: Forwarded | None,
) -> DeviceList:
    """Return an office's devices with the office's own times."""
    time_zone = office.time_zone
    issues = {(one.unit.device, one.unit.name): one.unit.issues for one in records}
    here = forwarded is not None and forwarded.office == office.code
    return DeviceList(
        office=office.code,
        at=rfc3339(now, time_zone),
        bridges=[_bridge(one, time_zone, issues) for one in devices.bridges],
        displays=[_display(one, time_zone) for one in devices.displays],
        forwarding=_forwarding(forwarded, now, time_zone) if here and forwarded else None,
        announcements=[
            CallOutcome(call_id=one.call.call_id, outcome=one.state, error=one.error) for one in reversed(heard)
        ],
    )


def _forwarding(forwarded: Forwarded, now: datetime, time_zone: str) -> ForwardingItem:
    reached, since = forwarded.reached_at, forwarded.problem_since
    failing = since is not None and now - since > FAILING_TOLD
    return ForwardingItem(
        behind=max(0, forwarded.newest - forwarded.revision),
        reached_at=_local(reached, time_zone),
        age_s=None if reached is None else (now - reached).total_seconds(),
        problem=forwarded.problem or None,
        problem_since=_local(since, time_zone),
        warnings=["forwarding_failing"] if failing else [],
    )


def _bridge(state: BridgeState, time_zone: str, issues: Issues) -> BridgeItem:
    seen = state.seen
    units = [_unit(one, time_zone, issues.get((seen.device, one.seen.unit), ())) for one in state.units]
    lines = {name: list(group) for name, group in groupby(units, key=lambda one: one.line)}
    return BridgeItem(
        device=seen.device,
        name=seen.name,
        online=seen.online,
        since=_local(seen.since, time_zone),
        problems=list(seen.problems),
        warnings=[one.value for one in state.warnings],
        lines=[_line(name, lines.get(name, [])) for name in sorted({*seen.lines, *lines})],
    )


def _line(name: str, units: list[UnitItem]) -> LineItem:
    scans = [one.stats.scan_ms for one in units if one.online]
    return LineItem(line=name, scan_ms=max(scans, default=None), units=units)


def _unit(state: UnitState, time_zone: str, issues: Sequence[str]) -> UnitItem:
    seen = state.seen
    line, address = place_of(seen.unit)
    return UnitItem(
        unit=seen.unit,
        line=line,
        address=address,
        counter=seen.counter,
        online=seen.online,
        since=rfc3339(seen.since, time_zone),
        last_seen=_local(seen.last_seen, time_zone),
        serial=seen.serial,
        boot=seen.boot,
        digits=state.digits,
        issues=list(issues),
        stats=UnitFigures(
            polls=seen.polls,
            timeouts=seen.timeouts,
            crc_errors=seen.crc_errors,
            ring_overruns=seen.ring_overruns,
            scan_ms=seen.scan_ms,
        ),
        error_ratio=None if seen.error_ratio is None else round(seen.error_ratio, 4),
        warnings=[one.value for one in state.warnings],
    )


def _display(state: DisplayState, time_zone: str) -> DisplayItem:
    seen = state.seen
    return DisplayItem(
        device=seen.device,
        name=seen.name,
        kind=state.kind.value,
        online=seen.online,
        silent=state.is_silent,
        since=_local(seen.since, time_zone),
        last_seen=_local(seen.last_seen, time_zone),
        screen=seen.screen,
        version=seen.version,
        resolution=seen.resolution,
        audio=seen.audio,
        revision=seen.revision,
        behind=seen.is_behind,
        note=seen.note,
        warnings=[one.value for one in state.warnings],
    )


def _local(at: datetime | None, time_zone: str) -> str | None:
    return None if at is None else rfc3339(at, time_zone)
