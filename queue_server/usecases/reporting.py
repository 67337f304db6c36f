"""Reports of past days, and the province at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from queue_server.domain.counter_name import counter_name_in
from queue_server.domain.errors import Refusal
from queue_server.domain.numbering import service_day
from queue_server.domain.office import Office
from queue_server.domain.reporting import GROUPINGS, Grouping, Report, ReportName, ReportRow
from queue_server.domain.satisfaction import Satisfaction
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.catalogue import Catalogue
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.forwarding import Copies
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.ports.reporting import OfficeFigures, ProvinceReader

LONGEST_DAYS = 366
"""Days of a report of one office."""

LONGEST_DAYS_OF_ALL = 31
"""Days of a report of all offices; 209 offices with 300 tickets a day are about 1.4 million tickets."""

AT_ONCE = 2
"""Reports made at the same time."""

FRESH_FOR_S = 3.0
"""How long figures of all offices are told again, to everybody who looks at the same page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQuestion:
    """What a report is asked for."""

    name: ReportName
    office: str | None = None
    """None for all offices."""
    first: date | None = None
    last: date | None = None
    """Without days, the present one."""
    grouping: Grouping | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAnswer:
    """A report with all that its figures need to be understood."""

    name: ReportName
    offices: tuple[Office, ...]
    first: date
    last: date
    grouping: Grouping
    rows: tuple[ReportRow, ...]
    total: ReportRow
    labels: dict[str, dict[str, str]]
    """Texts by language for groups that have a name, by group."""
    at: datetime
    complete_at: datetime | None
    """Until when all forwarded offices in it are known; None if none is forwarded."""


class Reporting:
    """Answers with figures of many days or offices."""

    def __init__(
        self,
        province: ProvinceReader,
        reader: OfficeReader,
        copies: Copies,
        accounts: Accounts,
        catalogue: Catalogue,
        clock: Clock,
    ) -> None:
        self._province = province
        self._reader = reader
        self._copies = copies
        self._accounts = accounts
        self._catalogue = catalogue
        self._clock = clock
        self._running = 0
        self._fresh: tuple[float, Sequence[OfficeFigures]] | None = None

    def figures(self) -> Sequence[OfficeFigures]:
        """Return all offices as they are now, at most a few seconds old."""
        now = self._clock.monotonic()
        if self._fresh is None or now - self._fresh[0] >= FRESH_FOR_S:
            self._fresh = (now, self._province.figures())
        return self._fresh[1]

    def report(self, asked: ReportQuestion) -> ReportAnswer:
        """Return a report.

        Raises:
            Refusal: office_unknown; invalid, for days or a grouping that don't fit; busy.
        """
        offices = self._offices(asked.office)
        first, last = self._days(asked, offices)
        grouping = asked.grouping or GROUPINGS[asked.name][0]
        if grouping not in GROUPINGS[asked.name]:
            allowed = ", ".join(GROUPINGS[asked.name])
            raise Refusal("invalid", f"group: {asked.name} can be told apart by {allowed}", "group")
        if self._running >= AT_ONCE:
            raise Refusal("busy", f"{AT_ONCE} reports are being made")
        self._running += 1
        try:
            report = self._collected(asked.name, grouping, offices, first, last)
            rows, total = self._province.compute(lambda: (tuple(report.rows()), report.total()))
        finally:
            self._running -= 1
        return ReportAnswer(
            name=asked.name,
            offices=tuple(offices),
            first=first,
            last=last,
            grouping=grouping,
            rows=rows,
            total=total,
            labels=self._labels(grouping, offices, rows),
            at=self._clock.now(),
            complete_at=self._complete_at({one.code for one in offices}),
        )

    def _collected(
        self, name: ReportName, grouping: Grouping, offices: Sequence[Office], first: date, last: date
    ) -> Report | Satisfaction:
        if name is ReportName.SATISFACTION:
            # Offices differ in what they call few; seen together, the strictest counts.
            satisfaction = Satisfaction(grouping, max((one.rules.rating.least for one in offices), default=1))
            for office in offices:
                take = partial(satisfaction.take, office.code)
                self._province.collect_ratings(office.code, first, last, take)
            return satisfaction
        report = Report(name, grouping, {one.code: one.time_zone for one in offices})
        for office in offices:
            self._province.collect(office.code, first, last, report.take)
        return report

    def today(self, offices: Sequence[Office]) -> date:
        """Return the newest day that any of the offices has begun; UTC's, where there is none."""
        now = self._clock.now()
        return max((service_day(now, one.time_zone, one.day_start, None) for one in offices), default=now.date())

    def _offices(self, code: str | None) -> list[Office]:
        """Return the asked offices as configured; of forwarded ones, as their boxes say."""
        offices = self._reader.offices() if code is None else [self._reader.office(code)]
        found = []
        for office in offices:
            copy = self._copies.office(office.code)
            found.append(office if copy is None else copy.office)
        return found

    def _days(self, asked: ReportQuestion, offices: Sequence[Office]) -> tuple[date, date]:
        today = self.today(offices)
        last = asked.last or max(today, asked.first or today)
        first = asked.first or last
        longest = LONGEST_DAYS if asked.office is not None else LONGEST_DAYS_OF_ALL
        if last < first:
            raise Refusal("invalid", "to: must not be before from", "to")
        if (last - first).days >= longest:
            raise Refusal("invalid", f"to: at most {longest} days from {first}", "to")
        return first, last

    def _labels(
        self, grouping: Grouping, offices: Sequence[Office], rows: Sequence[ReportRow]
    ) -> dict[str, dict[str, str]]:
        match grouping:
            case Grouping.OFFICE:
                return {one.code: _same(one.name) for one in offices}
            case Grouping.SERVICE:
                return {service.code: service.name for office in offices for service in office.services}
            case Grouping.COUNTER:
                several = len(offices) > 1
                return {
                    f"{office.code}:{counter.code}": {
                        language: (f"{office.name}: " if several else "") + counter_name_in(counter.name, language)
                        for language in ("vi", "en")
                    }
                    for office in offices
                    for counter in office.counters
                }
            case Grouping.REASON:
                return {reason.code: reason.name for office in offices for reason in office.rules.rating.reasons}
            case Grouping.OPERATOR:
                return {one.id: _same(one.name) for one in self._accounts.operators()}
            case Grouping.PROCEDURE:
                # One of a box's own catalogue, or that was removed since, is told by its code.
                known = [one for row in rows if (one := self._catalogue.procedure(row.group)) is not None]
                return {one.code: _same(f"{one.name} ({one.code})") for one in known}
            case _:
                return {}

    def _complete_at(self, codes: set[str]) -> datetime | None:
        ages = [one.complete_at for one in self._copies.ages() if one.office in codes]
        known = [one for one in ages if one is not None]
        return min(known) if known else None


def _same(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}
