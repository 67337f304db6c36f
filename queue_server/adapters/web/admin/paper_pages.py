"""Beside the form of a paper: its preview from the printer's own bytes, and a test print."""

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.admin.admin_pages import read_form
from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.admin.models import models_of
from queue_server.adapters.web.admin.paper import paper_of
from queue_server.adapters.web.admin.resource import Resource
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import LANGUAGES, current_language
from queue_server.adapters.web.parsing import JSON
from queue_server.domain.errors import Refusal
from queue_server.domain.paper import PaperLayout
from queue_server.usecases.papers import WIDTHS_MM, Papers


class PaperPages:
    """Shows what would be printed, and prints it once for trial."""

    def __init__(self, menu: Menu, papers: Papers, resources: Sequence[Resource]) -> None:
        self._menu = menu
        self._papers = papers
        self._resource = next(one for one in resources if one.name == "papers")
        self._model = models_of(self._resource).replacement

    def install(self, app: Flask, blueprint: str) -> None:
        """Add what the form's script calls, under the names of a blueprint."""
        preview = "/admin/papers/<office>/preview.png"
        app.add_url_rule(preview, f"{blueprint}.admin_paper_stored", self.stored)
        app.add_url_rule(preview, f"{blueprint}.admin_paper_preview", self.entered, methods=["POST"])
        app.add_url_rule("/admin/papers/<office>/test", f"{blueprint}.admin_paper_test", self.test, methods=["POST"])
        app.jinja_env.globals["printers_of"] = self.printers

    def printers(self, office: str) -> Sequence[str]:
        """Return the printers a test can be printed on."""
        return self._papers.printers(self._menu.administrator(), office)

    def stored(self, office: str) -> ResponseReturnValue:
        """Show the paper as it is printed now."""
        return self._picture(office, self._papers.layout(self._menu.administrator(), office))

    def entered(self, office: str) -> ResponseReturnValue:
        """Show the paper of a form that isn't saved yet, or say in JSON what is wrong with it."""
        before = self._papers.layout(self._menu.administrator(), office)
        entered, body = read_form(self._resource, self._model, request.form, None)
        if body is None:
            return _fault(next(iter(entered.faults.values())))
        values: dict[str, Any] = body.model_dump()
        try:
            return self._picture(office, paper_of(values, before))
        except Refusal as refusal:
            if refusal.code in ("invalid", "paper_without_number", "logo_unusable"):
                return _fault(error_sentence(refusal.code))
            raise

    def test(self, office: str) -> ResponseReturnValue:
        """Print a sample in the stored layout."""
        by = self._menu.administrator()
        self._papers.print_test(by, office, request.form.get("printer", ""), current_language())
        return redirect(
            url_for("pages.admin_edit", resource="papers", item=office, office=office, done="printing"), 303
        )

    def _picture(self, office: str, layout: PaperLayout) -> Response:
        asked, language = request.args.get("width", "")[:3], request.args.get("language", "")
        width = int(asked) if asked.isdecimal() else WIDTHS_MM[0]
        spoken = language if language in LANGUAGES else current_language()
        picture = self._papers.preview(self._menu.administrator(), office, layout, width, spoken)
        return Response(picture, mimetype="image/png", headers={"Cache-Control": "no-store"})


def _fault(sentence: str) -> Response:
    return Response(msgspec.json.encode({"fault": sentence}), 422, content_type=JSON)
