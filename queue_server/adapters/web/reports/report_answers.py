"""Reports, the province and its offices as the API answers them."""

from collections.abc import Sequence
from datetime import datetime

from queue_server.adapters.web.languages import LANGUAGES
from queue_server.adapters.web.reports import report_texts as texts
from queue_server.adapters.wire import board_message, rfc3339
from queue_server.contract.fields import ByLanguage, FromServer
from queue_server.contract.messages import Board
from queue_server.domain.reporting import FIGURES, ReportRow
from queue_server.usecases.office_overview import OfficeNow
from queue_server.usecases.ports.reporting import OfficeFigures
from queue_server.usecases.reporting import ReportAnswer


class FigureItem(FromServer, frozen=True, kw_only=True):
    """A column of a report."""

    key: str
    name: ByLanguage


class ReportItem(FromServer, frozen=True, kw_only=True):
    """A group of a report."""

    group: str
    """Code, class, day, hour, or weekday (Monday is 1) and hour; empty for all together."""
    label: ByLanguage
    figures: dict[str, float | None]
    """By column; null where there is nothing to tell. Durations are seconds."""


class ReportMessage(FromServer, frozen=True, kw_only=True):
    """A report."""

    report: str
    title: ByLanguage
    office: str | None
    """Null for all offices."""
    first: str
    last: str
    group: str
    group_title: ByLanguage
    columns: list[FigureItem]
    rows: list[ReportItem]
    total: ReportItem
    definition: ByLanguage
    at: str
    complete_at: str | None
    """Until when the forwarded offices in it are known; null if none is forwarded."""


class OfficeItem(FromServer, frozen=True, kw_only=True):
    """An office of the province, now."""

    office: str
    name: str
    service_day: str | None
    waiting: int
    longest_wait_s: float | None
    open_counters: int
    counters: int
    issued: int
    served: int
    no_show: int
    forwarded: bool
    """Whether it works on a box of its own."""
    as_of: str
    """Until when it is known here."""
    age_s: float
    behind: int
    """Changes known to be missing."""


class ProvinceAnswer(FromServer, frozen=True, kw_only=True):
    """All offices by code."""

    at: str
    offices: list[OfficeItem]


class SupersededItem(FromServer, frozen=True, kw_only=True):
    """A history that gave way after a restore."""

    epoch: str
    after: int
    """Newest revision it has in common with what took its place."""
    newest: int
    rows: int
    at: str


class OfficeNowAnswer(FromServer, frozen=True, kw_only=True):
    """An office with its board."""

    board: Board
    as_of: str
    age_s: float
    forwarded: bool
    behind: int
    skipped: int
    """Events that this server is too old to follow."""
    superseded: list[SupersededItem]


def report_message(report: ReportAnswer) -> ReportMessage:
    """Return a report in all languages."""
    zone = report.offices[0].time_zone if report.offices else "Asia/Ho_Chi_Minh"
    return ReportMessage(
        report=report.name.value,
        title=_all(texts.REPORTS[report.name]),
        office=report.offices[0].code if len(report.offices) == 1 else None,
        first=report.first.isoformat(),
        last=report.last.isoformat(),
        group=report.grouping.value,
        group_title=_all(texts.GROUPINGS[report.grouping]),
        columns=[FigureItem(key=key, name=_all(texts.FIGURES[key])) for key in FIGURES[report.name]],
        rows=[_row(row, report) for row in report.rows],
        total=ReportItem(group="", label=_all(texts.TOTAL), figures=report.total.figures),
        definition=_all(texts.DEFINITIONS[report.name]),
        at=rfc3339(report.at, zone),
        complete_at=None if report.complete_at is None else rfc3339(report.complete_at, zone),
    )


def province_answer(offices: Sequence[OfficeFigures], now: datetime) -> ProvinceAnswer:
    """Return all offices as they are now."""
    zone = offices[0].time_zone if offices else "Asia/Ho_Chi_Minh"
    return ProvinceAnswer(at=rfc3339(now, zone), offices=[_office(one, now) for one in offices])


def office_now_answer(now_there: OfficeNow, now: datetime) -> OfficeNowAnswer:
    """Return one office as it is now."""
    board = board_message(now_there.board)
    zone = now_there.board.time_zone
    as_of = now_there.complete_at or now
    return OfficeNowAnswer(
        board=board,
        as_of=rfc3339(as_of, zone),
        age_s=max(0.0, (now - as_of).total_seconds()),
        forwarded=now_there.complete_at is not None,
        behind=now_there.behind,
        skipped=now_there.skipped,
        superseded=[
            SupersededItem(epoch=one.epoch, after=one.after, newest=one.newest, rows=one.rows, at=rfc3339(one.at, zone))
            for one in now_there.superseded
        ],
    )


def _office(one: OfficeFigures, now: datetime) -> OfficeItem:
    tickets, as_of = one.tickets, one.complete_at or now
    since = tickets.waiting_since
    return OfficeItem(
        office=one.office,
        name=one.name,
        service_day=None if one.service_day is None else one.service_day.isoformat(),
        waiting=tickets.waiting,
        # As of when the office is known: a wait doesn't grow while nobody hears of it.
        longest_wait_s=None if since is None else max(0.0, (as_of - since).total_seconds()),
        open_counters=one.open_counters,
        counters=one.counters,
        issued=tickets.issued,
        served=tickets.served,
        no_show=tickets.no_show,
        forwarded=one.is_forwarded,
        as_of=rfc3339(as_of, one.time_zone),
        age_s=max(0.0, (now - as_of).total_seconds()),
        behind=one.behind,
    )


def _row(row: ReportRow, report: ReportAnswer) -> ReportItem:
    label = {language: texts.group_label(report.grouping, row.group, report.labels, language) for language in LANGUAGES}
    return ReportItem(group=row.group, label=label, figures=row.figures)


def _all(text: str) -> dict[str, str]:
    return {language: texts.text(text, language) for language in LANGUAGES}
