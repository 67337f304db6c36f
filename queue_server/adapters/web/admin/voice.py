"""The page with the phrases of announcements: listen, record, bring in, take away."""

import re

import msgspec
from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.admin.reason_words import Reasons, in_words
from queue_server.adapters.web.languages import LANGUAGES, current_language, current_theme
from queue_server.adapters.web.marking import N_
from queue_server.adapters.web.page_texts import texts_for
from queue_server.adapters.web.parsing import JSON
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.usecases.voice_recording import VoiceRecording

LARGEST_UPLOAD = 32 * 1024 * 1024
"""Bytes: a ZIP with a hundred recordings of a second each, as telephones make them, has about 20 MB."""

REASONS: Reasons = (
    (re.compile(r"named after no phrase"), N_("No phrase of the list has this code.")),
    (re.compile(r"nothing is heard"), N_("Nothing is heard in it.")),
    (
        re.compile(r"allowed are (?P<low>[\d.]+) to (?P<high>\d+) s"),
        N_("Without its silence it has to last %(low)s to %(high)s seconds."),
    ),
    (re.compile(r"longer than (?P<most>\d+) s"), N_("It is longer than %(most)s seconds.")),
    (re.compile(r"larger than (?P<most>\d+) MB"), N_("It is larger than %(most)s MB.")),
    (re.compile(r"samples a second"), N_("It needs 8000 to 192000 samples a second.")),
    (re.compile(r"not a PCM WAV|not a ZIP|can't be unpacked"), N_("It is no WAV file or ZIP, or it is damaged.")),
)
"""Why a recording can't be used, as the voice says it."""


class AdminVoice:
    """Shows and changes the recordings."""

    def __init__(self, recording: VoiceRecording, menu: Menu) -> None:
        self._recording = recording
        self._menu = menu

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the page and what its script calls."""
        app.add_url_rule("/admin/voice", f"{blueprint}.admin_voice", self.show)
        app.add_url_rule(
            "/admin/voice/<language>/<name>", f"{blueprint}.admin_voice_file", self.change, methods=["PUT", "DELETE"]
        )

    def show(self) -> ResponseReturnValue:
        """Show the phrases of a language with the clip each has."""
        by = self._menu.administrator()
        spoken = request.args.get("voice", LANGUAGES[0])
        phrases = self._recording.phrases(self._office(by), spoken)
        return render_template(
            "admin/voice.html",
            theme=current_theme(),
            spoken=spoken,
            languages=LANGUAGES,
            phrases=phrases,
            missing=sum(one.version is None for one in phrases),
            recorded=sum(one.recorded for one in phrases),
            data={
                "spoken": spoken,
                "office": self._office(by),
                "language": current_language(),
                "texts": {current_language(): texts_for("voice", current_language())},
            },
            **self._menu.frame(by, "voice"),
        )

    def change(self, language: str, name: str) -> ResponseReturnValue:
        """Take the body as a recording, or take one away; answer in JSON."""
        by = self._menu.administrator()
        office = self._office(by)
        if request.method == "DELETE":
            return _answer({"removed": self._recording.take_away(by, office, language, name)})
        request.max_content_length = LARGEST_UPLOAD
        done = self._recording.bring_in(by, office, language, name, request.get_data())
        refused = {name: in_words(reason, REASONS) for name, reason in done.refused.items()}
        return _answer({"taken": list(done.taken), "refused": refused})

    def _office(self, by: Operator) -> str:
        office = self._menu.office(by)
        if office is None:
            raise Refusal("not_found", "there is no office yet")
        return office


def _answer(value: dict[str, object]) -> Response:
    return Response(msgspec.json.encode(value), content_type=JSON)
