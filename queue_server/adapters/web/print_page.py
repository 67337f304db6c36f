"""A ticket for ordinary printers: a page of one picture, the same that a ticket printer would print."""

from collections.abc import Callable

from flask import Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.page_parts import message_page
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.domain.office import BROWSER_PAPERS
from queue_server.domain.paper import TicketPaper
from queue_server.domain.ticket import Ticket
from queue_server.usecases.board import Boards
from queue_server.usecases.papers import Papers
from queue_server.usecases.printing import Place, Printing

SHEETS = BROWSER_PAPERS[1:]


class PrintPage:
    """Shows whoever has a ticket's secret the ticket as it is printed.

    Args:
        ticket_of: the ticket of a token, None where nothing may be shown (any more).
    """

    def __init__(
        self,
        ticket_of: Callable[[str], Ticket | None],
        boards: Boards,
        printing: Printing,
        papers: Papers,
        urls: TicketUrls,
    ) -> None:
        self._ticket_of = ticket_of
        self._boards = boards
        self._printing = printing
        self._papers = papers
        self._urls = urls

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the page and its picture under the names of a blueprint."""
        app.add_url_rule("/t/<token>/print", f"{blueprint}.print_ticket", self.show)
        app.add_url_rule("/t/<token>/paper.png", f"{blueprint}.ticket_paper", self.picture)

    def show(self, token: str) -> ResponseReturnValue:
        """Print as soon as it is shown."""
        ticket = self._ticket_of(token)
        if ticket is None:
            return message_page("ticket_unknown", 404)
        sheet = _sheet()
        picture = url_for("pages.ticket_paper", token=token, paper=sheet)
        return render_template("print_ticket.html", number=ticket.number, picture=picture, sheet=sheet)

    def picture(self, token: str) -> ResponseReturnValue:
        """Draw the ticket; sheets get the picture of the wide roll."""
        ticket = self._ticket_of(token)
        if ticket is None:
            return message_page("ticket_unknown", 404)
        picture = self._papers.printed(ticket.office, self._paper(ticket), 58 if _sheet() == "58" else 80)
        return Response(picture, mimetype="image/png", headers={"Cache-Control": "no-store"})

    def _paper(self, ticket: Ticket) -> TicketPaper:
        view = self._boards.ticket(ticket)
        place = Place.of(view.ahead or 0, view.wait, self._urls.of(ticket.token))
        return self._printing.paper(ticket, place)


def _sheet() -> str:
    asked = request.args.get("paper", "")
    return asked if asked in SHEETS else SHEETS[0]
