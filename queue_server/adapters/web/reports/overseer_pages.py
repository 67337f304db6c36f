"""Pages of those who look at many offices or many days: the province, an office from outside, reports, the audit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

import msgspec
from flask import Flask, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.languages import LANGUAGES, current_language, current_theme, names_in
from queue_server.adapters.web.marking import Text
from queue_server.adapters.web.page_texts import texts_for
from queue_server.adapters.web.reports import report_texts
from queue_server.adapters.web.reports.report_answers import office_now_answer, province_answer
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import RIGHTS, Operator, Right
from queue_server.domain.reporting import GROUPINGS, Grouping, ReportName
from queue_server.usecases.office_overview import OfficeOverview
from queue_server.usecases.reporting import Reporting

DAYS_AT_FIRST = timedelta(days=6)
"""A report begins with the last week."""

MOST_NAMED = 30
"""Of more offices the audit names services and counters by their codes, so that its page stays small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A page of these, as the bar offers it."""

    endpoint: str
    title: str


class OverseerPages:
    """Shows the pages; each decides who may see it."""

    def __init__(
        self,
        credential: Callable[[], Operator | Device | None],
        offices: Callable[[], Sequence[Office]],
        reporting: Reporting,
        overview: OfficeOverview,
        now: Callable[[], datetime],
        audit_labels: Callable[[], Mapping[str, Text]],
    ) -> None:
        self._credential = credential
        self._offices = offices
        self._reporting = reporting
        self._overview = overview
        self._now = now
        self._audit_labels = audit_labels

    def install(self, app: Flask, prefix: str) -> None:
        """Add the pages to an application."""
        app.add_url_rule("/province", f"{prefix}.province", self.province)
        app.add_url_rule("/province/<office>", f"{prefix}.province_office", self.office)
        app.add_url_rule("/reports", f"{prefix}.reports", self.reports)
        app.add_url_rule("/audit", f"{prefix}.audit", self.audit)

    def province(self) -> ResponseReturnValue:
        """Show all offices on one page."""
        who = self._staff()
        if not isinstance(who, Operator):
            return who
        if not who.oversees_all:
            raise Refusal("forbidden", f"{who.username} does not oversee all offices")
        data = _texts("province") | {
            "province": msgspec.to_builtins(province_answer(self._reporting.figures(), self._now()))
        }
        return render_template("province.html", theme=current_theme(), operator=who, data=data, here="province")

    def office(self, office: str) -> ResponseReturnValue:
        """Show one office as it is now."""
        who = self._staff()
        if not isinstance(who, Operator):
            return who
        if not who.may(Right.READ, office):
            raise Refusal("forbidden", f"{who.username} does not belong to office {office}")
        shown = office_now_answer(self._overview.of(office), self._now())
        data = _texts("province") | {"overview": msgspec.to_builtins(shown)}
        return render_template(
            "province_office.html", theme=current_theme(), operator=who, data=data, shown=shown, here="province"
        )

    def reports(self) -> ResponseReturnValue:
        """Show reports of past days."""
        who = self._staff()
        if not isinstance(who, Operator):
            return who
        if Right.READ not in RIGHTS[who.role]:
            raise Refusal("forbidden", f"{who.username} sees no reports")
        oversees = Right.OVERSEE in RIGHTS[who.role]
        names = [one for one in ReportName if one is not ReportName.OPERATORS or oversees]
        offices = self._offices_of(who)
        today, language = self._reporting.today(offices), current_language()
        data = _texts("reports") | {
            "groupings": {
                name.value: [one.value for one in GROUPINGS[name] if one is not Grouping.OPERATOR or oversees]
                for name in names
            },
        }
        return render_template(
            "reports.html",
            theme=current_theme(),
            operator=who,
            data=data,
            here="reports",
            offices=offices,
            names={one.value: report_texts.REPORTS[one] for one in names},
            groupings={one.value: title for one, title in report_texts.GROUPINGS.items()},
            definitions={one.value: report_texts.text(report_texts.DEFINITIONS[one], language) for one in names},
            percentiles=report_texts.text(report_texts.PERCENTILES, language),
            first=(today - DAYS_AT_FIRST).isoformat(),
            last=today.isoformat(),
            asked=request.args,
        )

    def audit(self) -> ResponseReturnValue:
        """Show who changed what."""
        who = self._staff()
        if not isinstance(who, Operator):
            return who
        if Right.AUDIT not in RIGHTS[who.role]:
            raise Refusal("forbidden", f"{who.username} is neither administrator nor auditor")
        offices = self._offices_of(who)
        return render_template(
            "audit.html",
            theme=current_theme(),
            operator=who,
            data=_texts("reports", self._audit_labels()) | {"names": _names(offices)},
            here="audit",
            offices=offices,
            asked=request.args,
        )

    def _staff(self) -> Operator | ResponseReturnValue:
        who = self._credential()
        if isinstance(who, Operator):
            return who
        if isinstance(who, Device):
            abort(403)
        return redirect(url_for("pages.sign_in", next=request.full_path.rstrip("?")))

    def _offices_of(self, who: Operator) -> list[Office]:
        return [one for one in self._offices() if who.office in (None, one.code)]


def _names(offices: Sequence[Office]) -> dict[str, str]:
    """Return what a few offices call their services and counters, by ``office:kind:code``."""
    if len(offices) > MOST_NAMED:
        return {one.code: one.name for one in offices}
    language = current_language()
    inside = {f"{one.code}:{key}": name for one in offices for key, name in names_in(one, language).items()}
    return {one.code: one.name for one in offices} | inside


def _texts(page: str, more: Mapping[str, Text] = MappingProxyType({})) -> dict[str, object]:
    return {
        "language": current_language(),
        "texts": {language: texts_for(page, language, more) for language in LANGUAGES},
    }
