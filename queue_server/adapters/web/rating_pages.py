"""Pages where citizens rate: the form of the ticket's page, one for a kiosk with a scanner, a counter's tablet."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.admin.menu import SignInFirst
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_language, current_theme, text_in
from queue_server.adapters.web.page_parts import message_page, office_data
from queue_server.adapters.web.page_sources import RatingShown
from queue_server.adapters.web.places import Places
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator, Right
from queue_server.domain.rating import LONGEST_COMMENT, MOST_REASONS, SCORES, Verdict
from queue_server.domain.ticket import Ticket
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.rating import Ratings, RatingState

STAYS_S = 45
"""A kiosk's page about one ticket goes away by itself."""

THANKS_S = 6


class RatingPages:
    """Shows the pages.

    Args:
        ticket_of: the ticket of a token, None where nothing may be shown.
        credential: who asks.
    """

    def __init__(
        self,
        ratings: Ratings,
        reader: OfficeReader,
        places: Places,
        ticket_of: Callable[[str], Ticket | None],
        credential: Callable[[], Operator | Device | None],
    ) -> None:
        self._ratings = ratings
        self._reader = reader
        self._places = places
        self._ticket_of = ticket_of
        self._credential = credential

    def install(self, app: Flask, prefix: str) -> None:
        """Add the pages to an application."""
        app.add_url_rule("/t/<token>/rate", f"{prefix}.rate_ticket", self.rate, methods=["POST"])
        app.add_url_rule("/rate", f"{prefix}.rate_find", self.find)
        app.add_url_rule("/rate", f"{prefix}.rate_found", self.found, methods=["POST"])
        app.add_url_rule("/rate/<token>", f"{prefix}.rate_here", self.here)
        app.add_url_rule("/rating/<counter>", f"{prefix}.rating_tablet", self.tablet)

    def rate(self, token: str) -> ResponseReturnValue:
        """Take a rating and show the page again from which it came."""
        ticket = self._ticket_of(token)
        if ticket is None:
            return message_page("ticket_unknown", 404)
        here, lang = "here" in request.form, request.args.get("lang")
        back = "pages.rate_here" if here else "pages.ticket"
        try:
            self._ratings.rate(ticket.office, ticket.id, _verdict())
        except Refusal as refusal:
            return redirect(url_for(back, token=token, lang=lang, refused=refusal.code), 303)
        return redirect(url_for(back, token=token, lang=lang, thanks="1" if here else None, _anchor="rating"), 303)

    def find(self) -> ResponseReturnValue:
        """Ask for the code on a ticket; a scanner types it."""
        return self._find(None)

    def found(self) -> ResponseReturnValue:
        """Go on with the ticket whose code was scanned."""
        token = token_of(request.form.get("code", ""))
        if self._ticket_of(token) is None:
            return self._find("ticket_unknown")
        return redirect(url_for("pages.rate_here", token=token, lang=request.args.get("lang")), 303)

    def here(self, token: str) -> ResponseReturnValue:
        """Ask for a rating on a screen that others use next; it goes away by itself."""
        ticket = self._ticket_of(token)
        if ticket is None:
            return message_page("ticket_unknown", 404)
        g.ticket_language = ticket.language
        office = self._reader.office(ticket.office)
        thanks = "thanks" in request.args
        return render_template(
            "rate.html",
            theme=current_theme(),
            office=office,
            token=token,
            number=ticket.number,
            rating=rating_shown(self._ratings.of_holder(ticket)),
            thanks=thanks,
            stays_s=THANKS_S if thanks else STAYS_S,
            refusal=error_sentence(request.args["refused"]) if "refused" in request.args else None,
        )

    def tablet(self, counter: str) -> ResponseReturnValue:
        """Follow a counter and ask whoever was served there."""
        who = self._credential()
        if who is None:
            raise SignInFirst
        office, code = self._place(counter)
        if isinstance(who, Device):
            allowed = who.office == office.code and who.kind in (DeviceKind.DISPLAY, DeviceKind.KIOSK)
        else:
            allowed = who.may(Right.SERVE, office.code)
        if not allowed:
            return message_page("forbidden", 403)
        configured = office.counter(code)
        data = office_data(office, "rating") | {"counter": {"code": code, "name": configured.name}}
        return render_template("rating_tablet.html", theme=current_theme("light"), office=office, data=data)

    def _place(self, counter: str) -> tuple[Office, str]:
        """Return office and counter of ``office:counter``, of a counter's id, or of a code beside ``?office=``.

        Raises:
            Refusal: counter_unknown, office_unknown.
        """
        asked = request.args.get("office")
        spot = self._places.counter(counter if asked is None or ":" in counter else f"{asked}:{counter}")
        assert spot.office is not None
        assert spot.counter is not None
        return self._reader.office(spot.office), spot.counter

    def _find(self, refused: str | None) -> ResponseReturnValue:
        page = render_template(
            "rate_find.html",
            theme=current_theme(),
            stays_s=STAYS_S,
            refusal=None if refused is None else error_sentence(refused),
        )
        return page, 200 if refused is None else 404


def rating_shown(state: RatingState) -> RatingShown | None:
    """Return what a page shows of a rating; None for nothing to rate."""
    if state.turn is None:
        return None
    language, rating = current_language(), state.rating
    return RatingShown(
        service=text_in(state.service, language),
        score=None if rating is None else rating.score,
        given=() if rating is None else rating.reasons,
        comment="" if rating is None else rating.comment or "",
        changeable=state.changeable,
        reasons=tuple((one.code, text_in(one.name, language)) for one in state.rules.reasons),
        longest_comment=LONGEST_COMMENT if state.rules.comments else 0,
        kept_days=state.rules.comments_kept_days,
    )


def token_of(code: str) -> str:
    """Return the token in what a scanner typed: the address on a ticket, or the token itself; else what is none."""
    try:
        path = urlsplit(code.strip()).path
    except ValueError:
        return ""
    return path.rstrip("/").rpartition("/")[2][:200]


def _verdict() -> Verdict:
    score, form = request.form.get("score", ""), request.form
    return Verdict(
        score=next((one for one in SCORES if str(one) == score), 0),
        reasons=tuple(form.getlist("reasons")[:MOST_REASONS]),
        comment=_printable(form.get("comment", ""))[:LONGEST_COMMENT],
    )


def _printable(text: str) -> str:
    return "".join(one for one in text.replace("\r\n", "\n") if one.isprintable() or one == "\n")
