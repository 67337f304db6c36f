"""The printers of an office as they are now, and its papers: what waits, what nobody is sure of, printing again."""

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_theme
from queue_server.adapters.web.marking import N_
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.domain.errors import Refusal
from queue_server.domain.paper import JobState, PrinterTrouble
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.board import Boards
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.printing import Printing

SHOWN = 50

TROUBLE_WORDS = {
    PrinterTrouble.OFFLINE: N_("does not answer"),
    PrinterTrouble.COVER_OPEN: N_("the cover is open"),
    PrinterTrouble.PAPER_OUT: N_("the paper is out"),
    PrinterTrouble.FAULT: N_("reports a fault"),
    PrinterTrouble.PAPER_LOW: N_("paper is running low"),
}
STATE_WORDS = {
    JobState.QUEUED: N_("waits for the printer"),
    JobState.SENDING: N_("is being printed"),
    JobState.PRINTED: N_("printed"),
    JobState.UNSURE: N_("unsure: did it come out?"),
    JobState.GIVEN_UP: N_("not printed"),
}


class PrinterPages:
    """A page beside the lists of the back office."""

    def __init__(self, menu: Menu, reader: OfficeReader, printing: Printing, boards: Boards, urls: TicketUrls) -> None:
        self._menu = menu
        self._reader = reader
        self._printing = printing
        self._boards = boards
        self._urls = urls

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the page and what its buttons do."""
        app.add_url_rule("/admin/printers", f"{blueprint}.admin_printers", self.show)
        for name, view in (("reprint", self.reprint), ("came-out", self.came_out)):
            endpoint = f"{blueprint}.admin_printers_{name.replace('-', '_')}"
            app.add_url_rule(f"/admin/printers/<job>/{name}", endpoint, view, methods=["POST"])

    def show(self, refusal: str | None = None) -> ResponseReturnValue:
        """Show every printer with its state, and the newest papers."""
        by = self._menu.administrator()
        office = self._menu.office(by)
        page = render_template(
            "admin/printers.html",
            theme=current_theme(),
            printers=self._printing.printers(office) if office else [],
            jobs=self._printing.jobs(office, SHOWN) if office else [],
            trouble_words=TROUBLE_WORDS,
            state_words=STATE_WORDS,
            refusal=refusal,
            **self._menu.frame(by, "printers"),
        )
        return (page, 409) if refusal else page

    def reprint(self, job: str) -> ResponseReturnValue:
        """Print a ticket again, marked as a copy."""
        office = self._office()
        paper = next((one for one in self._printing.jobs(office) if one.id == job), None)
        ticket = None if paper is None else self._reader.ticket(paper.ticket)
        if ticket is None:
            return self.show(error_sentence("ticket_unknown"))
        try:
            self._printing.reprint(ticket.id, None, self._urls.of(ticket.token), self._boards.ticket(ticket).ahead)
        except Refusal as refusal:
            return self.show(error_sentence(refusal.code))
        return self._back("printing_copy")

    def came_out(self, job: str) -> ResponseReturnValue:
        """Note that a paper was found in the printer."""
        self._printing.came_out(self._office(), job)
        return self._back("changed")

    def _office(self) -> str:
        by = self._menu.administrator()
        office = self._menu.office(by)
        if office is None:
            raise Refusal("office_unknown", "there is no office yet")
        refuse_unless_administrator(by, office)
        return office

    def _back(self, done: str) -> ResponseReturnValue:
        return redirect(url_for("pages.admin_printers", office=request.args.get("office"), done=done), 303)
