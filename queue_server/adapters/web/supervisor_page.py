"""The supervisor's page: all offices of a supervisor at work, live."""

from collections.abc import Callable, Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.admin.menu import SignInFirst
from queue_server.adapters.web.languages import LANGUAGES, current_language, current_theme
from queue_server.adapters.web.page_texts import texts_for
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator, Right


def supervisor_page(
    credential: Callable[[], Operator | Device | None], offices: Callable[[], Sequence[Office]]
) -> Callable[[], ResponseReturnValue]:
    """Return the view; it needs who asks, and all offices."""

    def supervisor() -> ResponseReturnValue:
        """Show what goes on in every office that somebody supervises."""
        who = credential()
        if not isinstance(who, Operator):
            raise SignInFirst
        mine = [one for one in offices() if who.may(Right.SUPERVISE, one.code)]
        if not mine:
            raise Refusal("forbidden", f"{who.username} supervises no office")
        data = {
            "language": current_language(),
            "offices": [
                {
                    "office": one.code,
                    "name": one.name,
                    "services": {service.code: service.name for service in one.services},
                    "counters": [counter.code for counter in one.counters],
                }
                for one in mine
            ],
            "texts": {language: texts_for("supervisor", language) for language in LANGUAGES},
        }
        return render_template("supervisor.html", theme=current_theme(), data=data, operator=who)

    return supervisor
