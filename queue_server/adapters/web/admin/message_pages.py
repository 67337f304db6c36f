"""Messages to phones that could not be sent, as administrators see them: why, and sending them again."""

import re

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.admin.reason_words import in_words
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_theme
from queue_server.adapters.web.marking import N_
from queue_server.adapters.web.message_desk import MessageDesk
from queue_server.domain.errors import Refusal
from queue_server.domain.notifying import Channel
from queue_server.domain.operator import Operator
from queue_server.usecases.dead_messages import SentAgain

SHOWN = 200

REASONS = (
    (re.compile(r"can't be reached"), N_("The other side could not be reached.")),
    (re.compile(r"refused it with (?P<code>\d+)"), N_("It was refused for good (%(code)s).")),
    (re.compile(r"answered (?P<code>\w+)"), N_("The other side had trouble (%(code)s).")),
    (re.compile(r"not set up any more"), N_("This channel is not set up any more.")),
    (re.compile(r"^overtaken"), N_("The number was called or had moved on before it could be sent.")),
    (re.compile(r"too late"), N_("It would have come too late.")),
    (re.compile(r"subscription"), N_("The browser takes no messages any more.")),
)
"""What senders say, in the reader's language."""


def reason_words(reason: str | None) -> str:
    """Return why a message could not be sent; what isn't foreseen as it is."""
    return in_words(reason or "", REASONS) or "–"


class MessagePages:
    """A page beside the lists of the back office."""

    def __init__(self, menu: Menu, desk: MessageDesk) -> None:
        self._menu = menu
        self._desk = desk

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the page and what its buttons do."""
        app.add_url_rule("/admin/messages", f"{blueprint}.admin_messages", self.show)
        app.add_url_rule(
            "/admin/messages/send-again", f"{blueprint}.admin_messages_all", self.send_all_again, methods=["POST"]
        )
        app.add_url_rule(
            "/admin/messages/<message>/send-again", f"{blueprint}.admin_message", self.send_again, methods=["POST"]
        )

    def show(self, refusal: str | None = None, done: SentAgain | None = None) -> ResponseReturnValue:
        """List what was given up, by channel how much can be sent again."""
        by = self._menu.administrator()
        office = self._menu.office(by)
        dead = self._desk.dead.of(office, by, SHOWN) if office else []
        page = render_template(
            "admin/messages.html",
            theme=current_theme(),
            dead=dead,
            sendable={
                one.value: count
                for one in Channel
                if (count := sum(each.sendable for each in dead if each.message.channel is one))
            },
            channels=sorted(one.value for one in self._desk.consents.channels),
            reason_words=reason_words,
            refusal=refusal,
            sent_again=done,
            **self._menu.frame(by, "messages"),
        )
        return (page, 409) if refusal else page

    def send_again(self, message: str) -> ResponseReturnValue:
        """Queue one message again."""
        office, by = self._office()
        try:
            self._desk.dead.send_again(office, message, by)
        except Refusal as refusal:
            if refusal.code not in ("message_over", "not_found"):
                raise
            return self.show(error_sentence("message_over"))
        return redirect(url_for("pages.admin_messages", office=office, done="queued_again"), 303)

    def send_all_again(self) -> ResponseReturnValue:
        """Queue all messages of a channel again that are still of use, and say how many these were."""
        office, by = self._office()
        channel = request.form.get("channel", "")
        if channel not in set(Channel):
            raise Refusal("invalid", f"channel: one of {', '.join(Channel)}", "channel")
        return self.show(done=self._desk.dead.send_all_again(office, Channel(channel), by))

    def _office(self) -> tuple[str, Operator]:
        by = self._menu.administrator()
        office = self._menu.office(by)
        if office is None:
            raise Refusal("office_unknown", "there is no office yet")
        return office, by
