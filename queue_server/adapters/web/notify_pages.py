"""Messages on the ticket's page: consent, with what is kept and how long."""

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.guesses import Guesses
from queue_server.adapters.web.languages import current_language
from queue_server.adapters.web.message_desk import MessageDesk
from queue_server.adapters.web.page_parts import message_page
from queue_server.adapters.web.pages import pages
from queue_server.domain.errors import Refusal
from queue_server.domain.notifying import Channel


class NotifyPages:
    """Takes and withdraws consent."""

    def __init__(self, desk: MessageDesk, guesses: Guesses) -> None:
        self._desk = desk
        self._guesses = guesses

    def install(self, app: Flask, prefix: str) -> None:
        """Add the pages to an application."""
        app.add_url_rule("/t/<token>/notify", f"{prefix}.notify", self.give, methods=["POST"])
        app.add_url_rule("/t/<token>/notify/stop", f"{prefix}.notify_stop", self.stop, methods=["POST"])
        app.add_url_rule("/push_worker.js", f"{prefix}.push_worker", self.worker)

    def give(self, token: str) -> ResponseReturnValue:
        """Take an address with consent and show the ticket again."""
        ticket = self._guesses.find(token)
        if ticket is None:
            return message_page("ticket_unknown", 404)
        form = request.form
        try:
            if "consent" not in form:
                raise Refusal("invalid", "consent: is needed", "consent")
            channel = _channel(form.get("channel", ""))
            self._desk.consents.give(ticket.office, ticket.id, channel, form.get("address", ""), current_language())
        except Refusal as refusal:
            return redirect(url_for("pages.ticket", token=token, refused=refusal.code), 303)
        return redirect(url_for("pages.ticket", token=token, _anchor="notify"), 303)

    def stop(self, token: str) -> ResponseReturnValue:
        """Forget an address and show the ticket again."""
        ticket = self._guesses.find(token)
        if ticket is None:
            return message_page("ticket_unknown", 404)
        try:
            self._desk.consents.withdraw(ticket.office, ticket.id, _channel(request.form.get("channel", "")))
        except Refusal as refusal:
            return redirect(url_for("pages.ticket", token=token, refused=refusal.code), 303)
        return redirect(url_for("pages.ticket", token=token, _anchor="notify"), 303)

    def worker(self) -> ResponseReturnValue:
        """Serve the script that shows messages; from the root, so that it may open every ticket's page."""
        return pages.send_static_file("js/push_worker.js")


def _channel(text: str) -> Channel:
    try:
        return Channel(text)
    except ValueError:
        raise Refusal("invalid", f"channel: one of {', '.join(Channel)}", "channel") from None
