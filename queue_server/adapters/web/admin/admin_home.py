"""The start of the back office: what is still missing before the office can open, and what was changed last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.adapters.web.admin.catalogue import BackOffice
from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.languages import current_language, current_theme, names_in
from queue_server.adapters.web.marking import N_
from queue_server.adapters.web.page_texts import texts_for
from queue_server.domain.device import DeviceKind
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator, Role

NEWEST_CHANGES = 20

KIND_NAMES = {
    "office": N_("Office"),
    "service": N_("Service"),
    "counter": N_("Counter"),
    "operator": N_("Member of staff"),
    "device": N_("Device"),
    "unit": N_("Call box"),
    "voice": N_("Voice"),
    "paper": N_("Tickets on paper"),
    "procedure": N_("Procedure"),
    "synonym": N_("Everyday word"),
    "catalogue": N_("Procedure catalogue"),
}
NOBODY_NAMES = {
    "command": N_("Command line"),
    "configuration": N_("Configuration file"),
    "day_end": N_("End of the day"),
}
"""What changes something without being a member of staff."""
ACTION_NAMES = {"added": N_("added"), "changed": N_("changed"), "removed": N_("removed")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step of setting an office up."""

    title: str
    about: str
    resource: str
    done: bool


class AdminHome:
    """Shows where to begin."""

    def __init__(self, use: BackOffice, menu: Menu, audit_labels: Callable[[], Mapping[str, str]]) -> None:
        self._use = use
        self._menu = menu
        self._audit_labels = audit_labels

    def show(self) -> ResponseReturnValue:
        """Show the steps of setting the chosen office up, and the newest changes."""
        by, language = self._menu.administrator(), current_language()
        frame = self._menu.frame(by, "home")
        office = frame["office"]
        tasks = self._tasks(by, office) if isinstance(office, Office) else []
        newest = self._use.audit.entries(office.code if isinstance(office, Office) else None, 5 * NEWEST_CHANGES)
        changes = [one for one in newest if one.kind in KIND_NAMES][:NEWEST_CHANGES]
        names = {one: gettext(words) for one, words in NOBODY_NAMES.items()}
        names |= {one.id: one.name for one in self._use.staff.operators(by)}
        if isinstance(office, Office):
            names |= {f"office:{office.code}": office.name} | names_in(office, language)
        return render_template(
            "admin/home.html",
            theme=current_theme(),
            tasks=tasks,
            changes=changes,
            data={"language": language, "texts": {language: texts_for("reports", language, self._audit_labels())}},
            names=names,
            kind_names=KIND_NAMES,
            action_names=ACTION_NAMES,
            **frame,
        )

    def _tasks(self, by: Operator, office: Office) -> list[Task]:
        served = {code for counter in office.counters for code in counter.services}
        unserved = [one for one in office.services if one.code not in served]
        staff = [one for one in self._use.staff.operators(by) if one.office in (None, office.code) and not one.disabled]
        kinds = {one.kind for one in self._use.devices.devices(by) if one.office == office.code and not one.revoked}
        return [
            Task(
                title=N_("Services"),
                about=N_("What people come for. Give each a letter and a name in both languages."),
                resource="services",
                done=bool(office.services),
            ),
            Task(
                title=N_("Counters"),
                about=N_("Every service needs a counter that serves it."),
                resource="counters",
                done=bool(office.counters) and not unserved,
            ),
            Task(
                title=N_("Staff"),
                about=N_("An account for everybody who works at a counter or at the reception."),
                resource="operators",
                done=any(one.role is Role.OPERATOR for one in staff),
            ),
            Task(
                title=N_("Kiosk"),
                about=N_("Where numbers are taken. Its token pairs the touch screen once."),
                resource="devices",
                done=DeviceKind.KIOSK in kinds,
            ),
            Task(
                title=N_("Lobby screen"),
                about=N_("Shows and announces who is called."),
                resource="devices",
                done=DeviceKind.DISPLAY in kinds,
            ),
            Task(
                title=N_("Call boxes"),
                about=N_("Only with hardware keys: the bridge is the computer they are connected to."),
                resource="devices",
                done=DeviceKind.BRIDGE in kinds,
            ),
        ]
