"""Bodies and answers of a resource, made from its fields."""

from dataclasses import dataclass
from typing import Any, Optional

import msgspec
from pydantic import Field as Constraint
from pydantic import create_model

from queue_server.adapters.web.admin.fields import Field
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, RecordPart, Resource
from queue_server.adapters.web.bodies import Code
from queue_server.adapters.web.parsing import Body, unset
from queue_server.contract.fields import FromServer

Definition = tuple[Any, Any]
"""A field as ``create_model`` takes it: its type, and what pydantic has to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """What requests about a resource say and what they are answered."""

    addition: type[Body]
    """All fields; those with defaults may be left out."""
    replacement: type[Body]
    """The same without fields that can't change."""
    changes: type[Body]
    """The same, all of them optional."""
    answer: type[msgspec.Struct]
    added: type[msgspec.Struct]
    listed: type[msgspec.Struct]

    def record(self, record: Record) -> msgspec.Struct:
        """Return a record as it is answered."""
        return msgspec.convert({"id": record.id, "tag": record.tag, **record.values}, self.answer)

    def told(self, added: Added) -> msgspec.Struct:
        """Return a new record as it is answered."""
        record = added.record
        token = {} if added.token is None else {"token": added.token}
        return msgspec.convert({"id": record.id, "tag": record.tag, **record.values, **token}, self.added)

    def all(self, resource: Resource, records: list[Record]) -> msgspec.Struct:
        """Return a list as it is answered."""
        return self.listed(**{resource.name: [self.record(one) for one in records]})

    def part(self, resource: Resource, part: RecordPart) -> msgspec.Struct:
        """Return part of a list as it is answered."""
        records = [self.record(one) for one in part.records]
        onward = part.records[-1].id if part.more else None
        return self.listed(**{resource.name: records, "total": part.total, "next": onward})


def models_of(resource: Resource) -> Models:
    """Return the models of a resource."""
    item, lasting = resource.item, [one for one in resource.fields if not one.fixed]
    office: dict[str, Definition] = {OFFICE: (Code, Constraint())} if resource.of_office else {}
    answer = _struct(f"{item}Record", f"{resource.item} as administrators see it.", resource, with_token=False)
    added = answer
    if resource.tells_token:
        added = _struct(
            f"{item}Added", "A new record; only this answer ever tells its token.", resource, with_token=True
        )
    return Models(
        addition=_body(f"{item}Body", office | {one.name: _whole(one) for one in resource.fields}),
        replacement=_body(f"{item}ReplacementBody", {one.name: _whole(one) for one in lasting}),
        changes=_body(f"{item}ChangesBody", {one.name: _partial(one) for one in lasting}),
        answer=answer,
        added=added,
        listed=_listed(resource, answer),
    )


def _listed(resource: Resource, answer: Any) -> type[msgspec.Struct]:
    fields: list[tuple[str, Any]] = [(resource.name, list[answer])]
    if resource.part is not None:
        fields += [("total", int), ("next", str | None)]
    return msgspec.defstruct(f"{resource.item}Records", fields, bases=(FromServer,), frozen=True, kw_only=True)


def _body(name: str, fields: dict[str, Definition]) -> type[Body]:
    return create_model(name, __base__=Body, **fields)  # type: ignore[call-overload, no-any-return]


def _whole(field: Field) -> Definition:
    about = field.help or field.label
    if field.required and field.default is None:
        return field.accepted, Constraint(description=about)
    kind: Any = Optional[field.accepted] if field.nullable else field.accepted  # noqa: UP045  made at run time
    return kind, Constraint(default=field.default, description=about)


def _partial(field: Field) -> Definition:
    kind: Any = Optional[field.accepted] if field.nullable else field.accepted  # noqa: UP045
    # A field that is left out stays as it is, whatever its default.
    return kind, Constraint(default=None, description=field.help or field.label, json_schema_extra=unset)


def _struct(name: str, about: str, resource: Resource, *, with_token: bool) -> type[msgspec.Struct]:
    fields: list[tuple[str, Any]] = [("id", str), ("tag", str)]
    if resource.of_office:
        fields.append((OFFICE, str))
    for one in resource.fields:
        if one.told:
            answered: Any = Optional[one.answered] if one.nullable else one.answered  # noqa: UP045
            fields.append((one.name, answered))
    if with_token:
        fields.append(("token", str))
    return msgspec.defstruct(name, fields, bases=(FromServer,), frozen=True, kw_only=True, namespace={"__doc__": about})
