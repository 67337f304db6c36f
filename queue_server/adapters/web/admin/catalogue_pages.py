"""The catalogue in the back office beside its forms: finding a procedure, importing with a trial run, exporting."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, cast

import msgspec
from flask import Flask, render_template, request, send_file
from flask.typing import ResponseReturnValue

from queue_server.adapters.catalogue_files import read_procedures, write_procedures
from queue_server.adapters.web.admin.import_stream import Event, Tell, imported
from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.admin.resource import Resource
from queue_server.adapters.web.aside import Aside
from queue_server.adapters.web.languages import current_theme
from queue_server.adapters.web.marking import N_
from queue_server.domain.operator import Operator
from queue_server.domain.procedure import Procedure
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.catalogue_administration import CatalogueAdministration

T = TypeVar("T")

ON_A_PAGE = 50
MOST_PAGES = 1_000_000
LARGEST_FILE = 128 * 1024 * 1024
"""Bytes: 50,000 procedures with all their texts."""
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PROBLEM_WORDS = (
    N_("is missing"),
    N_("has %(n)s characters; at most %(most)s are allowed"),
    N_("contains control characters"),
    N_("'%(text)s' is in row %(row)s already"),
    N_("'%(text)s' is no code: letters, digits, dot, dash and underscore are allowed"),
    N_("'%(text)s' is no code of a service: small letters, digits, dash and underscore are allowed"),
    N_("'%(text)s' is none of: không, một phần, toàn trình (none, partial, full)"),
    N_("'%(text)s' is not “name: https://…”"),
)
"""What can be wrong with a cell, as ``catalogue_rows`` words it."""
FILE_WORDS = (
    N_("is not UTF-8; save it as “CSV UTF-8”"),
    N_("is not valid CSV: %(error)s"),
    N_("cannot be read (%(error)s)"),
    N_("must end in .csv or .xlsx"),
    N_("the column '%(column)s' is there twice"),
    N_("the first row lacks the columns %(columns)s"),
    N_("%(n)s rows are refused; nothing was changed"),
)
"""What can be wrong with a file that is read, as ``table_files`` words it."""


class CataloguePages:
    """Pages for administrators of all offices."""

    def __init__(
        self,
        menu: Menu,
        resources: Sequence[Resource],
        catalogue: CatalogueAdministration,
        aside: Aside,
    ) -> None:
        self._menu = menu
        self._resource = next(one for one in resources if one.name == "procedures")
        self._catalogue = catalogue
        self._aside = aside

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the pages under the names of a blueprint, whose headers and languages they share."""
        app.add_url_rule("/admin/procedures", f"{blueprint}.admin_procedures", self.show)
        app.add_url_rule("/admin/procedures/import", f"{blueprint}.admin_import", self.ask)
        app.add_url_rule("/admin/procedures/import", f"{blueprint}.admin_import_now", self.load, methods=["POST"])
        app.add_url_rule("/admin/procedures/export.<any(csv, xlsx):kind>", f"{blueprint}.admin_export", self.export)

    def show(self) -> ResponseReturnValue:
        """Show procedures that fit what was searched for, or all by code, a page at a time."""
        by = self._menu.administrator()
        query, page = request.args.get("q", "").strip()[:200], _page_asked()
        assert self._resource.part is not None
        part = self._resource.part(by, query, ON_A_PAGE, skip=(page - 1) * ON_A_PAGE)
        return render_template(
            "admin/procedures.html",
            theme=current_theme(),
            resource=self._resource,
            records=part.records,
            labels={"online_level": {}},
            query=query,
            total=part.total,
            first=(page - 1) * ON_A_PAGE + 1,
            page=page,
            pages=pages_around(page, -(-part.total // ON_A_PAGE)),
            more=part.more,
            **self._menu.frame(by, "procedures"),
        )

    def ask(self) -> ResponseReturnValue:
        """Ask for a file."""
        by = self._administrator()
        return render_template("admin/import.html", theme=current_theme(), **self._menu.frame(by, "procedures"))

    def load(self) -> ResponseReturnValue:
        """Check the file in the body, take it in unless it is a trial run, and tell line by line how far it is.

        The answer is JSON, one object in each line: ``{rows}`` now and then, at the end ``{valid}``, ``{added, changed,
        kept, removed}``, or ``{refused, problems: [{row, column, reason}]}``.
        """
        by = self._administrator()
        trial, keep_others = request.args.get("trial") == "1", request.args.get("replace") != "1"

        def work(path: Path, tell: Tell) -> None:
            self._work(by, path, trial, keep_others, tell)

        return imported(request.args.get("name", ""), LARGEST_FILE, work)

    def export(self, kind: str) -> ResponseReturnValue:
        """Hand all procedures out as a file that an import takes."""
        by = self._administrator()
        procedures = list(self._catalogue.every(by))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"tthc.{kind}"
            self._aside(lambda: write_procedures(path, procedures))
            file = path.open("rb")
        return send_file(file, mimetype=KINDS[kind], as_attachment=True, download_name=f"tthc.{kind}")

    def _administrator(self) -> Operator:
        by = self._menu.administrator()
        refuse_unless_administrator(by, None)
        return by

    def _work(self, by: Operator, path: Path, trial: bool, keep_others: bool, tell: Tell) -> None:
        """Read the file a batch at a time aside, so that nobody who takes a number meanwhile waits."""
        batches = self._batches(read_procedures(path, lambda rows: tell({"rows": rows})))
        if trial:
            tell({"valid": sum(len(batch) for batch in batches)})
        else:
            done = self._catalogue.load(by, batches, keep_others=keep_others)
            tell(cast(Event, msgspec.to_builtins(done)))

    def _batches(self, batches: Iterator[list[Procedure]]) -> Iterator[list[Procedure]]:
        while (batch := _aside(self._aside, lambda: next(batches, None))) is not None:
            yield batch


def pages_around(page: int, last: int) -> list[int | None]:
    """Return the pages to offer, None for a gap: the first, the last, and those beside this one."""
    near = sorted({1, last, *range(page - 1, page + 2)} & set(range(1, last + 1)))
    shown: list[int | None] = []
    for one in near:
        if shown and shown[-1] is not None and one - shown[-1] > 1:
            shown.append(None)
        shown.append(one)
    return shown


def _page_asked() -> int:
    asked = request.args.get("page", "")
    return min(max(1, int(asked)), MOST_PAGES) if asked.isdecimal() and len(asked) < 9 else 1


def _aside(aside: Aside, work: Callable[[], T]) -> T:
    return cast(T, aside(work))
