"""The procedure catalogue for everybody: by field, by search, one by one, and as sheets to print; without scripts."""

import io
from dataclasses import dataclass

import segno
from flask import Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.callers import NOBODY
from queue_server.adapters.web.languages import current_language, current_theme, text_in
from queue_server.adapters.web.marking import N_
from queue_server.adapters.web.page_parts import message_page
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.procedure import ListedProcedure, OnlineLevel, fold
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.procedures import Procedures, service_at

ON_A_PAGE = 50
LONGEST_QUERY = 200
SIZES = ("a4", "a5")

LEVEL_WORDS = {
    OnlineLevel.NONE: N_("Only at the counter"),
    OnlineLevel.PARTIAL: N_("Partly on-line"),
    OnlineLevel.FULL: N_("Wholly on-line"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list, and the number of the next part."""

    shown: list[ListedProcedure]
    next: int | None


class ProcedurePages:
    """Shows what anybody may look up."""

    def __init__(self, procedures: Procedures, reader: OfficeReader, urls: TicketUrls, limit: RateLimit) -> None:
        self._procedures = procedures
        self._reader = reader
        self._urls = urls
        self._limit = limit

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the pages under the names of a blueprint, whose headers and languages they share."""
        for rule, name, view in (
            ("/procedures", "procedures", self.catalogue),
            ("/procedures/posting", "posting", self.posting),
            ("/procedures/posting/qr.svg", "posting_qr", self.posting_qr),
            ("/procedures/item/<code>", "procedure", self.procedure),
            ("/procedures/item/<code>/sheet", "procedure_sheet", self.sheet),
            ("/procedures/item/<code>/qr.svg", "procedure_qr", self.procedure_qr),
        ):
            app.add_url_rule(rule, f"{blueprint}.{name}", view)

    def catalogue(self) -> ResponseReturnValue:
        """Show the fields, the procedures of one, or what was searched for."""
        office = self._office()
        code = office.code if office else None
        query, field = request.args.get("q", "").strip()[:LONGEST_QUERY], request.args.get("field", "")
        page = Page(shown=[], next=None)
        if query:
            self._limit.count(NOBODY)
            page = Page(shown=list(self._procedures.search(query, code, ON_A_PAGE)), next=None)
        elif field:
            page = _part(list(self._procedures.of_field(field, code)))
        return render_template(
            "procedures.html",
            theme=current_theme(),
            office=office,
            fields=self._procedures.fields(code),
            field=field,
            query=query,
            page=page,
            sample=self._procedures.is_sample(),
        )

    def procedure(self, code: str) -> ResponseReturnValue:
        """Show all that is published of a procedure."""
        return self._one("procedure.html", code)

    def sheet(self, code: str) -> ResponseReturnValue:
        """Show what to bring on a sheet to print."""
        asked = request.args.get("size", "")
        return self._one("procedure_sheet.html", code, size=asked if asked in SIZES else SIZES[0])

    def procedure_qr(self, code: str) -> ResponseReturnValue:
        """Draw the address of a procedure's page."""
        try:
            self._procedures.get(code)
        except Refusal:
            return message_page("procedure_unknown", 404)
        return self._qr(url_for("pages.procedure", code=code, office=self._office_code()))

    def posting(self) -> ResponseReturnValue:
        """List a field's procedures on sheets to be posted, in the order of their names."""
        field, office = request.args.get("field", ""), self._office()
        listed = self._procedures.of_field(field, office.code if office else None)
        if not listed:
            return message_page("not_found", 404)
        names = {one.code: one.name for one in office.services} if office else {}
        return render_template(
            "posting.html",
            theme=current_theme("light"),
            office=office,
            field=field,
            procedures=sorted(listed, key=lambda one: fold(one.name)),
            services={code: text_in(name, current_language()) for code, name in names.items()},
            sample=self._procedures.is_sample(),
        )

    def posting_qr(self) -> ResponseReturnValue:
        """Draw the address of a field's list."""
        field, office = request.args.get("field", ""), self._office_code()
        if not self._procedures.of_field(field, office):
            return message_page("not_found", 404)
        return self._qr(url_for("pages.procedures", field=field, office=office))

    def _one(self, template: str, code: str, **shown: object) -> ResponseReturnValue:
        try:
            found = self._procedures.get(code)
        except Refusal:
            return message_page("procedure_unknown", 404)
        office = self._office()
        service = None if office is None else service_at(office, found)
        return render_template(
            template,
            theme=current_theme(),
            office=office,
            procedure=found,
            service=None if office is None or service is None else office.service(service),
            level_words=LEVEL_WORDS,
            address=self._urls.page(url_for("pages.procedure", code=code, office=self._office_code())),
            sample=self._procedures.is_sample(),
            **shown,
        )

    def _office(self) -> Office | None:
        """Return the office that was asked for, or the only one; pages without one are about all of them."""
        code, offices = request.args.get("office"), self._reader.offices()
        if code is None:
            return offices[0] if len(offices) == 1 else None
        return next((one for one in offices if one.code == code), None)

    def _office_code(self) -> str | None:
        office = self._office()
        return office.code if office is not None and "office" in request.args else None

    def _qr(self, path: str) -> Response:
        drawn = io.BytesIO()
        segno.make(self._urls.page(path), error="m", micro=False).save(
            drawn, kind="svg", border=2, dark="#000", light="#fff"
        )
        return Response(drawn.getvalue(), mimetype="image/svg+xml")


def _part(found: list[ListedProcedure]) -> Page:
    asked = request.args.get("page", "1")[:6]
    number = max(1, int(asked)) if asked.isdecimal() else 1
    start = (number - 1) * ON_A_PAGE
    more = len(found) > start + ON_A_PAGE
    return Page(shown=found[start : start + ON_A_PAGE], next=number + 1 if more else None)
