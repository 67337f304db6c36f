"""The page on which supervisors see a past day under other policies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_theme
from queue_server.adapters.web.marking import N_
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator, Right
from queue_server.domain.policy import POLICIES, option_limits, parse_policy
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.replays import Replayed, Replays

POLICY_WORDS = {
    "fifo": N_("In order of waiting time"),
    "strict": N_("Priority numbers first"),
    "ratio": N_("Priority and normal numbers by turns"),
    "accumulating": N_("Waiting time counts more for priority numbers"),
}
CLASS_WORDS = {"normal": N_("Normal"), "priority": N_("Priority"), "appointment": N_("Appointment")}
OPTIONS = {"priority_rate": "accumulating", "ratio_priority": "ratio", "ratio_normal": "ratio"}
"""Numbers that may be tried, and the policy that uses them."""
OPTION_WORDS = {
    "priority_rate": N_("A minute with priority counts as minutes without"),
    "ratio_priority": N_("By turns: calls with priority"),
    "ratio_normal": N_("By turns: calls without priority"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to see."""

    office: Office
    day: str
    policies: tuple[str, ...]
    numbers: dict[str, str]

    def specifications(self) -> list[str]:
        """Return the policies with their numbers, as the command takes them."""
        given = []
        for name in self.policies:
            own = [f"{key}={self.numbers[key]}" for key, of in OPTIONS.items() if of == name and self.numbers[key]]
            given.append(f"{name}:{','.join(own)}" if own else name)
        return given

    def senseless(self) -> str | None:
        """Return the first number that its policy can't have, None when all are fine."""
        for key, of in OPTIONS.items():
            if of in self.policies and self.numbers[key]:
                try:
                    parse_policy({"name": of, key: _number(self.numbers[key])}, self.office.rules.selection)
                except (Refusal, ValueError):
                    return key
        return None


class ReplayPage:
    """Asks for a day and policies, and compares.

    Args:
        credential: who sends the present request.
        offices: all offices.
        replays: lives the day again.
        clock: yesterday is offered first.
    """

    def __init__(
        self,
        credential: Callable[[], Operator | Device | None],
        offices: Callable[[], Sequence[Office]],
        replays: Replays,
        clock: Clock,
    ) -> None:
        self._credential = credential
        self._offices = offices
        self._replays = replays
        self._clock = clock

    def show(self) -> ResponseReturnValue:
        """Show the form, and the comparison if a day was asked for."""
        who = self._credential()
        if not isinstance(who, Operator):
            return redirect(url_for("pages.sign_in", next=request.full_path.rstrip("?")))
        offices = [one for one in self._offices() if who.may(Right.SUPERVISE, one.code)]
        if not offices:
            raise Refusal("forbidden", f"{who.username} supervises no office")
        asked = self._asked(offices)
        replayed, fault = None, None
        if "day" in request.args:
            replayed, fault = self._replayed(asked)
        page = render_template(
            "replay.html",
            theme=current_theme(),
            offices=offices,
            asked=asked,
            policies=POLICY_WORDS,
            classes=CLASS_WORDS,
            replayed=replayed,
            decimal=_decimal,
            fault=fault,
            day=None if replayed is None else f"{date.fromisoformat(replayed['day']):%d/%m/%Y}",
        )
        return (page, 422) if fault else page

    def _asked(self, offices: Sequence[Office]) -> Asked:
        code = request.args.get("office")
        office = next((one for one in offices if one.code == code), offices[0])
        yesterday = self._clock.now().astimezone(ZoneInfo(office.time_zone)).date() - timedelta(days=1)
        options = office.rules.policy_options
        usual = {key: f"{getattr(options, key):g}" for key in OPTIONS}
        return Asked(
            office=office,
            day=request.args.get("day", yesterday.isoformat()),
            policies=tuple(one for one in request.args.getlist("policy") if one in POLICIES) or POLICIES,
            numbers={key: request.args.get(key, usual[key]).strip()[:12] for key in OPTIONS},
        )

    def _replayed(self, asked: Asked) -> tuple[Replayed | None, str | None]:
        """Return the comparison, or a sentence that says what is wrong."""
        wrong = asked.senseless()
        if wrong is not None:
            least, most = option_limits()[wrong]
            if wrong == "priority_rate":
                least = asked.office.rules.policy_options.normal_rate
            words = gettext(N_("%(name)s: needs a number from %(low)s to %(high)s."))
            return None, words % {"name": gettext(OPTION_WORDS[wrong]), "low": f"{least:g}", "high": f"{most:g}"}
        try:
            day = date.fromisoformat(asked.day)
        except ValueError:
            return None, error_sentence("days_unreadable")
        try:
            return self._replays.replay(asked.office.code, day, asked.specifications()), None
        except Refusal as refusal:
            if refusal.field == "day":
                return None, gettext(N_("No number was given out on this day, or no counter was open. Choose another."))
            return None, error_sentence(refusal.code)


def _number(text: str) -> int | float:
    return int(text) if text.isdecimal() else float(text)


def _decimal(value: float, places: int) -> str:
    return str(format_decimal(value, format=f"#,##0.{'0' * places}"))
