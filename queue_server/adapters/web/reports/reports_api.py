"""Reports as JSON, CSV, XLSX and PDF, and all offices at a glance."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated

from flask import request
from pydantic import Field, StringConstraints

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import Code, OfficePath
from queue_server.adapters.web.operation import File, Operation, Reply
from queue_server.adapters.web.parsing import JSON, Path, Query
from queue_server.adapters.web.reports.report_answers import (
    OfficeNowAnswer,
    ProvinceAnswer,
    ReportMessage,
    office_now_answer,
    province_answer,
    report_message,
)
from queue_server.adapters.web.reports.report_table import ReportTable, table_of
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import RIGHTS, Right
from queue_server.domain.reporting import Grouping, ReportName
from queue_server.usecases.office_overview import OfficeOverview
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reporting import ProvinceReader
from queue_server.usecases.reporting import Reporting, ReportQuestion

FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
"""Suffix to media type."""

MEDIA_TYPES = [kind.partition(";")[0] for kind in FILES.values()]


class Language(StrEnum):
    """Languages of files."""

    VI = "vi"
    EN = "en"


class ReportPath(Path):
    """Names a report."""

    name: Annotated[
        str,
        StringConstraints(
            pattern=r"^(waiting|services|counters|operators|tickets|satisfaction)(\.(json|csv|xlsx|pdf))?$"
        ),
    ] = Field(
        description="`waiting`, `services`, `counters`, `operators`, `tickets` or `satisfaction`; a file with `.csv`, "
        "`.xlsx`, `.pdf`."
    )


class ReportQuery(Query):
    """Of what a report is."""

    office: Code | None = Field(default=None, description="Left out: all offices, for those who oversee them.")
    first: date | None = Field(default=None, alias="from", description="First service day; left out: as `to`.")
    last: date | None = Field(default=None, alias="to", description="Last service day; left out: today.")
    group: Grouping | None = Field(default=None, description="By what figures are told apart; each report has its own.")
    lang: Language = Field(default=Language.VI, description="Language of a file.")


class ReportOperations:
    """Answers reports."""

    def __init__(self, reporting: Reporting, overview: OfficeOverview, province: ProvinceReader, clock: Clock) -> None:
        self._reporting = reporting
        self._overview = overview
        self._province = province
        self._clock = clock

    @Operation(
        method="GET",
        rule="/reports/<name>",
        access=Access(right=Right.READ, place=Place.ASKED),
        path=ReportPath,
        answer=ReportMessage,
        files=MEDIA_TYPES,
        refusals=["busy"],
    )
    def show_report(self, path: ReportPath, query: ReportQuery) -> Reply:
        """Tell figures of past service days, with their definitions.

        At most 366 days of one office, 31 of all. The report of members of staff is for supervisors, administrators
        and auditors. Files come by suffix or by `Accept`.
        """
        name, _, suffix = path.name.partition(".")
        operator = admitted().caller.operator
        of_persons = name == ReportName.OPERATORS or query.group is Grouping.OPERATOR
        if of_persons and (operator is None or Right.OVERSEE not in RIGHTS[operator.role]):
            raise Refusal("forbidden", "figures of single members of staff are for those who supervise them")
        report = self._reporting.report(
            ReportQuestion(
                name=ReportName(name),
                office=query.office,
                first=query.first,
                last=query.last,
                grouping=query.group,
            )
        )
        wanted = suffix or _accepted()
        if wanted not in FILES:
            return Reply(report_message(report))
        kind, write = FILES[wanted], _writer(wanted)
        table = table_of(report, query.lang.value)
        content = self._province.compute(lambda: write(table))
        place = query.office or "all"
        file = File(content=content, type=kind, name=f"{name}-{place}-{report.first}-{report.last}.{wanted}")
        return Reply(None, file=file)

    @Operation(
        method="GET",
        rule="/province",
        access=Access(right=Right.OVERSEE, place=Place.EVERYWHERE),
        answer=ProvinceAnswer,
    )
    def show_province(self) -> Reply:
        """Tell how all offices are now: who waits, how long, what is open, and how recent that is."""
        return Reply(province_answer(self._reporting.figures(), self._clock.now()))

    @Operation(
        method="GET",
        rule="/offices/<office>/overview",
        access=Access(right=Right.READ, place=Place.OFFICE),
        path=OfficePath,
        answer=OfficeNowAnswer,
    )
    def show_office(self, path: OfficePath) -> Reply:
        """Tell how one office is now, also one that works on a box of its own, and how recent that is."""
        return Reply(office_now_answer(self._overview.of(path.office), self._clock.now()))


def _writer(suffix: str) -> Callable[[ReportTable], bytes]:
    # Its libraries take a fifth of a second to load, which a start need not wait for.
    from queue_server.adapters.web.reports import report_files

    return {"csv": report_files.as_csv, "xlsx": report_files.as_xlsx, "pdf": report_files.as_pdf}[suffix]


def _accepted() -> str:
    """Return the suffix of the media type the caller likes best; JSON if it doesn't say."""
    best = request.accept_mimetypes.best_match([JSON, *MEDIA_TYPES], default=JSON)
    return next((suffix for suffix, kind in FILES.items() if kind.startswith(best)), "json")
