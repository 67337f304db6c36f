"""The pages of the back office: one list, one form and one question for every declared resource."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import ValidationError

from queue_server.adapters.web.admin.fields import ChoiceField, ChoiceMapField, ChoicesField, Field, Form, Value
from queue_server.adapters.web.admin.menu import Menu
from queue_server.adapters.web.admin.models import Models, models_of
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource
from queue_server.adapters.web.admin.weights_field import WeightsField
from queue_server.adapters.web.admin.words import field_words
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_theme
from queue_server.adapters.web.parsing import Body
from queue_server.domain.errors import Misread, Refusal
from queue_server.domain.operator import Operator

Page = ResponseReturnValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What somebody entered in a form, and what is wrong with it."""

    values: Mapping[str, Value]
    faults: dict[str, str]
    """Sentence by field; "" for the form as a whole."""


class AdminPages:
    """Shows and changes records of all resources.

    Args:
        resources: what the back office has.
        menu: lets administrators in and says what the frame of each page shows.
    """

    def __init__(self, resources: Sequence[Resource], menu: Menu) -> None:
        self._resources = {one.name: one for one in resources}
        self._models: dict[str, Models] = {}
        """Of the resources whose forms were sent already; making all would be a twentieth of a start."""
        self._menu = menu

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the pages under the names of a blueprint, whose headers and languages they share."""
        for rule, name, view, methods in (
            ("/admin/<resource>", "admin_list", self.list, ["GET"]),
            ("/admin/<resource>/new", "admin_new", self.new, ["GET", "POST"]),
            ("/admin/<resource>/item/<item>", "admin_edit", self.edit, ["GET", "POST"]),
            ("/admin/<resource>/item/<item>/remove", "admin_remove", self.remove, ["GET", "POST"]),
            ("/admin/<resource>/item/<item>/do/<action>", "admin_act", self.act, ["POST"]),
        ):
            app.add_url_rule(rule, f"{blueprint}.{name}", view, methods=methods)

    def list(self, resource: str) -> Page:
        """Show the records of an office, or of all of them."""
        kind = self._known(resource)
        by = self._menu.administrator()
        office = self._menu.office(by)
        records = kind.records.all(by, office if kind.of_office or kind.field(OFFICE) else None)
        return self._page("list", kind, by, records=records, labels=_labels(kind, office))

    def new(self, resource: str) -> Page:
        """Ask for a new record, and add it."""
        kind = self._known(resource)
        by = self._menu.administrator()
        if not kind.addition:
            raise Refusal("not_found", f"{resource} can't be added to")
        if request.method == "GET":
            blank = {one.name: one.default for one in kind.fields} | {OFFICE: self._menu.office(by)}
            return self._form(kind, by, None, Entered(values=blank, faults={}))
        entered, body = read_form(kind, self._models_of(kind).addition, request.form, self._menu.office(by))
        if body is not None:
            try:
                return self._done(kind, by, kind.records.add(by, body.model_dump()), "added")
            except Refusal as refusal:
                _blame(kind, entered, refusal)
        return self._form(kind, by, None, entered)

    def edit(self, resource: str, item: str) -> Page:
        """Show a record's form, and change the record."""
        kind = self._known(resource)
        by = self._menu.administrator()
        record = _one(kind, by, item)
        if request.method == "GET":
            return self._form(kind, by, record, Entered(values=record.values, faults={}))
        entered, body = read_form(kind, self._models_of(kind).replacement, request.form, None)
        if body is not None:
            try:
                changed = kind.records.change(by, item, body.model_dump(), request.form.get("tag"))
                return self._done(kind, by, Added(record=changed), "changed")
            except Refusal as refusal:
                _blame(kind, entered, refusal)
        shown = Entered(values={**record.values, **entered.values}, faults=entered.faults)
        return self._form(kind, by, record, shown)

    def remove(self, resource: str, item: str) -> Page:
        """Ask whether to remove a record, and remove it."""
        kind = self._known(resource)
        by = self._menu.administrator()
        record = _one(kind, by, item)
        if not kind.removal:
            raise Refusal("not_found", f"{resource} can't be removed")
        refusal = None
        if request.method == "POST":
            address = self._list_address(kind, by, "removed")  # the office that is looked at may be the one that goes
            try:
                kind.records.remove(by, item, request.form.get("tag"))
                return redirect(address, 303)
            except Refusal as refused:
                refusal = error_sentence(refused.code)
        return self._page("remove", kind, by, record=record, refusal=refusal)

    def act(self, resource: str, item: str, action: str) -> Page:
        """Do something else with a record."""
        kind = self._known(resource)
        by = self._menu.administrator()
        for one in kind.actions:
            if one.name == action:
                return self._done(kind, by, one.run(by, item), "changed")
        raise Refusal("not_found", f"{resource} have no {action}")

    def _models_of(self, kind: Resource) -> Models:
        if kind.name not in self._models:
            self._models[kind.name] = models_of(kind)
        return self._models[kind.name]

    def _known(self, name: str) -> Resource:
        if name not in self._resources:
            raise Refusal("not_found", f"the back office has no {name}")
        return self._resources[name]

    def _done(self, kind: Resource, by: Operator, added: Added, what: str) -> Page:
        if added.token is not None:
            return self._page("token", kind, by, record=added.record, token=added.token)
        return redirect(self._list_address(kind, by, what), 303)

    def _list_address(self, kind: Resource, by: Operator, done: str) -> str:
        return url_for("pages.admin_list", resource=kind.name, office=self._menu.office(by), done=done)

    def _form(self, kind: Resource, by: Operator, record: Record | None, entered: Entered) -> Page:
        page = self._page(
            kind.form, kind, by, record=record, entered=entered, labels=_labels(kind, self._office_of(by, record))
        )
        return (page, 422) if entered.faults else page

    def _office_of(self, by: Operator, record: Record | None) -> str | None:
        office = None if record is None else record.values.get(OFFICE)
        return office if isinstance(office, str) else self._menu.office(by)

    def _page(self, name: str, kind: Resource, by: Operator, **shown: object) -> str:
        return render_template(
            f"admin/{name}.html", theme=current_theme(), resource=kind, **self._menu.frame(by, kind.name), **shown
        )


def _one(kind: Resource, by: Operator, item: str) -> Record:
    try:
        return kind.records.one(by, item)
    except Refusal as refusal:
        if refusal.code not in kind.absent:
            raise
        raise Refusal("not_found", refusal.detail) from None


def _labels(kind: Resource, office: str | None) -> dict[str, dict[str, str]]:
    """Return the words of each choice, by field and value, in the page's language."""
    asked = {
        one.name: one.options
        for one in kind.fields
        if isinstance(one, ChoiceField | ChoicesField | ChoiceMapField | WeightsField)
    }
    if kind.names is not None:
        asked[kind.fields[0].name] = kind.names
    return {
        name: {option.value: gettext(option.label) for option in options(office)} for name, options in asked.items()
    }


def read_form(kind: Resource, model: type[Body], form: Form, office: str | None) -> tuple[Entered, Body | None]:
    """Return what was entered, and the body it makes if nothing is wrong."""
    values = {one.name: one.from_form(form) for one in kind.fields if one.name in model.model_fields}
    if kind.of_office and OFFICE in model.model_fields:
        values[OFFICE] = office
    try:
        return Entered(values=values, faults={}), model.model_validate_json(json.dumps(values))
    except ValidationError as error:
        faults: dict[str, str] = {}
        for one in error.errors(include_url=False, include_input=False):
            faults.setdefault(str(one["loc"][0]), field_words(one["type"], one.get("ctx", {})))
        return Entered(values=values, faults=faults), None


def _blame(kind: Resource, entered: Entered, refusal: Refusal) -> None:
    """Put a refusal where its fault is: at a field of the form, or above it."""
    field = (refusal.field or "").partition(".")[0]
    known: Field | None = kind.field(field)
    said = f"“{refusal.said}”: " if isinstance(refusal, Misread) else ""
    entered.faults[field if known is not None else ""] = said + error_sentence(refusal.code)
