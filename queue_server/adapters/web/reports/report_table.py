"""A report as a table of texts and numbers in one language: what all files and pages show."""

from dataclasses import dataclass

from queue_server.adapters.web.reports import report_texts as texts
from queue_server.adapters.wire import rfc3339
from queue_server.domain.reporting import FIGURES
from queue_server.usecases.reporting import ReportAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A figure of the table."""

    key: str
    title: str
    is_duration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A group with its figures, in the columns' order."""

    group: str
    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """All that a reader of a report sees."""

    title: str
    office: str
    days: str
    group_title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line
    notes: tuple[str, ...]
    """Definitions, and until when it is complete."""
    language: str


def table_of(report: ReportAnswer, language: str) -> ReportTable:
    """Return a report in a language."""
    keys = FIGURES[report.name]
    single = report.offices[0].name if len(report.offices) == 1 else None
    return ReportTable(
        title=texts.text(texts.REPORTS[report.name], language),
        office=single or texts.text(texts.ALL_OFFICES, language),
        days=texts.text(
            texts.DAYS,
            language,
            first=texts.day_text(report.first, language),
            last=texts.day_text(report.last, language),
        ),
        group_title=texts.text(texts.GROUPINGS[report.grouping], language),
        columns=tuple(
            Column(key=key, title=texts.text(texts.FIGURES[key], language), is_duration=key.endswith("_s"))
            for key in keys
        ),
        lines=tuple(
            Line(
                group=row.group,
                label=texts.group_label(report.grouping, row.group, report.labels, language),
                values=tuple(row.figures[key] for key in keys),
            )
            for row in report.rows
        ),
        total=Line(
            group="",
            label=texts.text(texts.TOTAL, language),
            values=tuple(report.total.figures[key] for key in keys),
        ),
        notes=tuple(_notes(report, language)),
        language=language,
    )


def _notes(report: ReportAnswer, language: str) -> list[str]:
    notes = [texts.text(texts.DEFINITIONS[report.name], language)]
    if any(key.endswith("_s") for key in FIGURES[report.name]):
        notes.append(texts.text(texts.PERCENTILES, language))
    if report.complete_at is not None:
        zone = report.offices[0].time_zone
        at = rfc3339(report.complete_at, zone)[:16].replace("T", " ")
        notes.append(texts.text(texts.AGES, language, at=at))
    return notes
