"""Result slips in the back office: the list with its search, bringing a file in with a trial run, taking one out."""

from datetime import date
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.slip_files import COLUMNS, MOST_ROWS, read_slips
from queue_server.adapters.table_files import RowProblem, refuse_rows
from queue_server.adapters.web.admin.import_stream import Event, Tell, imported
from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.aside import Aside
from queue_server.adapters.web.booking_words import local_day
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_theme
from queue_server.adapters.web.marking import N_
from queue_server.adapters.web.page_parts import message_page
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator
from queue_server.domain.result_slip import ResultSlip, SlipSearch, SlipState, state_of
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.result_slips import ResultSlips, SlipEntry, SlipProblem

ON_A_PAGE = 50
TOLD_EVERY = 500
"""Rows between two words about how far it is."""
LARGEST_FILE = 8 * 1024 * 1024
"""Bytes: as many rows as are taken, with room."""

STATE_WORDS = {
    SlipState.READY: N_("ready to be collected"),
    SlipState.EARLY: N_("not due yet"),
    SlipState.DELAYED: N_("due, but not ready"),
    SlipState.COLLECTED: N_("number taken"),
}
PROBLEM_WORDS = (
    N_("'%(text)s' is no code of a dossier: letters, digits, dot, dash, slash and underscore are allowed"),
    N_("'%(text)s' is no date like 2026-03-02 or 02/03/2026"),
    N_("'%(text)s' is none of: có, không (yes, no)"),
    N_("%(dossier)s is there twice"),
    N_("%(service)s gives out no results: %(allowed)s"),
    N_("%(service)s is not a service of this office: %(allowed)s"),
    N_("no service of this office gives out results; switch result slips on for one"),
    N_("has more than %(most)s rows; divide it"),
)
"""What can be wrong beside what ``catalogue_pages`` translates, as ``slip_files`` and ``result_slips`` word it."""

_HEADINGS = {one.key: one.heading for one in COLUMNS}


Rows = list[tuple[int, SlipEntry]]


class SlipPages:
    """Pages for the administrators of an office."""

    def __init__(self, menu: Menu, slips: ResultSlips, aside: Aside, clock: Clock) -> None:
        self._menu = menu
        self._slips = slips
        self._aside = aside
        self._clock = clock

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the pages under the names of a blueprint, whose headers and languages they share."""
        app.add_url_rule("/admin/slips", f"{blueprint}.admin_slips", self.show)
        app.add_url_rule("/admin/slips/import", f"{blueprint}.admin_slips_import", self.ask)
        app.add_url_rule("/admin/slips/import", f"{blueprint}.admin_slips_import_now", self.load, methods=["POST"])
        app.add_url_rule("/admin/slips/remove", f"{blueprint}.admin_slips_remove", self.remove, methods=["POST"])

    def show(self) -> ResponseReturnValue:
        """List the slips that fit what is searched for, by the day they are due."""
        by, office = self._entered()
        if office is None:
            return message_page("office_unknown", 404)
        return self._page(by, office)

    def ask(self) -> ResponseReturnValue:
        """Ask for a file."""
        by, office = self._entered()
        if office is None:
            return message_page("office_unknown", 404)
        return render_template(
            "admin/slips_import.html",
            theme=current_theme(),
            columns=COLUMNS,
            most_rows=MOST_ROWS,
            takes=[one for one in office.services if one.rules.booking.slips],
            **self._menu.frame(by, "slips"),
        )

    def load(self) -> ResponseReturnValue:
        """Check the file in the body, take it in unless it is a trial run, and tell line by line what becomes of it.

        The answer is JSON, one object in each line: ``{rows}`` now and then, at the end ``{added, changed, kept}``,
        with ``valid`` in a trial run, or ``{refused, problems: [{row, column, reason}]}``.
        """
        by, office = self._entered()
        if office is None:
            raise Refusal("office_unknown", "there is no office yet")
        code, trial, wrong = office.code, request.args.get("trial") == "1", self._slips.wrong_service(office)

        def work(path: Path, tell: Tell) -> None:
            rows = cast(Rows, self._aside(lambda: read_slips(path, lambda number: _tell(tell, number), wrong)))
            numbers, entries = [number for number, _ in rows], [entry for _, entry in rows]
            done = self._slips.put(code, entries, by.id, dry_run=trial)
            refuse_rows(path, [_row_problem(one, numbers) for one in done.problems])
            counts: Event = {"added": done.added, "changed": done.changed, "kept": done.kept}
            tell(counts | {"valid": len(rows)} if trial else counts)

        return imported(request.args.get("name", ""), LARGEST_FILE, work)

    def remove(self) -> ResponseReturnValue:
        """Take a slip out, such as one that was collected elsewhere."""
        by, office = self._entered()
        if office is None:
            return message_page("office_unknown", 404)
        try:
            self._slips.remove(office.code, request.form.get("dossier", ""), by.id)
        except Refusal as refusal:
            return self._page(by, office, error_sentence(refusal.code)), 404
        back = url_for("pages.admin_slips", office=office.code, done="removed")
        return redirect(f"{back}&{urlencode(_asked())}", 303)

    def _entered(self) -> tuple[Operator, Office | None]:
        by = self._menu.administrator()
        code = self._menu.office(by)
        if code is not None:
            refuse_unless_administrator(by, code)
        return by, next((one for one in self._menu.offices(by) if one.code == code), None)

    def _page(self, by: Operator, office: Office, refusal: str | None = None) -> str:
        today = local_day(self._clock.now(), office.time_zone)
        search = _search(today)
        found = self._slips.search(office.code, search, ON_A_PAGE + 1)
        shown, more = found[:ON_A_PAGE], len(found) > ON_A_PAGE
        return render_template(
            "admin/slips.html",
            theme=current_theme(),
            slips=[(one, state_of(one, today)) for one in shown],
            search=search,
            states=STATE_WORDS,
            names={one.code: one.name for one in office.services},
            onward=_onward(shown[-1]) if more else None,
            asked=_asked(),
            refusal=refusal,
            **self._menu.frame(by, "slips"),
        )


def _search(today: date) -> SlipSearch:
    text = "".join(request.args.get("q", "").split()).upper()[:64]
    state = next((one for one in SlipState if one == request.args.get("state")), None)
    day, _, dossier = request.args.get("after", "").partition("/")
    after = _date(day)
    return SlipSearch(
        today=today,
        text=text,
        state=state,
        first=_date(request.args.get("from", "")),
        last=_date(request.args.get("to", "")),
        after=None if after is None else (after, dossier),
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _onward(slip: ResultSlip) -> str:
    return f"{slip.due.isoformat()}/{slip.dossier}"


def _asked() -> dict[str, str]:
    """Return what was searched for, for the links of the page."""
    return {name: request.args[name] for name in ("q", "state", "from", "to") if request.args.get(name)}


def _row_problem(problem: SlipProblem, rows: list[int]) -> RowProblem:
    return RowProblem(rows[problem.index], _HEADINGS[problem.field], problem.words, problem.values)


def _tell(tell: Tell, rows: int) -> None:
    if rows % TOLD_EVERY == 0:
        tell({"rows": rows})
