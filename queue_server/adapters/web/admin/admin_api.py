"""The API of the back office: the same five operations for each declared resource."""

from collections.abc import Callable, Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from queue_server.adapters.web.access import Access
from queue_server.adapters.web.admin.models import Models, models_of
from queue_server.adapters.web.admin.resource import ItemAction, PartOf, Resource
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import PLAIN, AdminItemPath, OfOfficeQuery
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import Body
from queue_server.domain.operator import Operator, Right

ADMINISTERS = Access(right=Right.ADMINISTER)

View = Callable[..., Reply]

MOST_RECORDS = 1000
"""Records in one part of a long list."""


class PartQuery(OfOfficeQuery):
    """Which part of a long list; the beginning when nothing is said."""

    q: Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)] = Field(
        default="", description="What somebody typed: part of the code, or words of the name."
    )
    after: Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)] = Field(
        default="", description="`next` of the part before."
    )
    limit: int = Field(default=MOST_RECORDS, ge=1, le=MOST_RECORDS)


def operations_of_resource(resource: Resource) -> Iterator[tuple[Operation, View]]:
    """Return the operations of a resource; administrators of one office see and change what belongs to it."""
    models = models_of(resource)
    yield _list(resource, models) if resource.part is None else _list_part(resource, resource.part, models)
    if resource.addition:
        yield _add(resource, models)
    yield _get(resource, models)
    yield _replace(resource, models)
    yield _change(resource, models)
    if resource.removal:
        yield _remove(resource)
    for action in resource.actions:
        yield _act(resource, models, action)


def by_whom() -> Operator:
    """Return the administrator of the present request."""
    operator = admitted().caller.operator
    assert operator is not None
    return operator


def _list(resource: Resource, models: Models) -> tuple[Operation, View]:
    def view(query: OfOfficeQuery) -> Reply:
        return Reply(models.all(resource, list(resource.records.all(by_whom(), query.office))))

    operation = Operation(
        method="GET",
        rule=f"/admin/{resource.name}",
        access=ADMINISTERS,
        answer=models.listed,
        refusals=["office_unknown"],
    )
    return operation, _named(view, f"list_{resource.name}", f"List {resource.name}", query=OfOfficeQuery)


def _list_part(resource: Resource, part: PartOf, models: Models) -> tuple[Operation, View]:
    def view(query: PartQuery) -> Reply:
        return Reply(models.part(resource, part(by_whom(), query.q.strip(), query.limit, query.after)))

    operation = Operation(
        method="GET",
        rule=f"/admin/{resource.name}",
        access=ADMINISTERS,
        answer=models.listed,
    )
    words = (
        f"List {resource.name} in parts: by id, or those that fit `q`, the likeliest first. `total` counts all of "
        "them; `next` is the `after` of the next part, null after the last"
    )
    return operation, _named(view, f"list_{resource.name}", words, query=PartQuery)


def _add(resource: Resource, models: Models) -> tuple[Operation, View]:
    def view(body: Body) -> Reply:
        return Reply(models.told(resource.records.add(by_whom(), body.model_dump())))

    operation = Operation(
        method="POST",
        rule=f"/admin/{resource.name}",
        access=ADMINISTERS,
        answer=models.added,
        status=201,
        refusals=["taken", "office_unknown", *resource.refusals],
    )
    return operation, _named(view, f"add_{_word(resource)}", f"Add one of the {resource.name}", body=models.addition)


def _get(resource: Resource, models: Models) -> tuple[Operation, View]:
    def view(path: AdminItemPath) -> Reply:
        return Reply(models.record(resource.records.one(by_whom(), path.item)))

    operation = Operation(
        method="GET",
        rule=f"/admin/{resource.name}/<item>",
        access=ADMINISTERS,
        path=AdminItemPath,
        answer=models.answer,
        refusals=_lookup(resource),
        absent=resource.absent,
    )
    return operation, _named(view, f"get_{_word(resource)}", f"Show one of the {resource.name}", path=AdminItemPath)


def _replace(resource: Resource, models: Models) -> tuple[Operation, View]:
    def view(path: AdminItemPath, body: Body, tag: str | None) -> Reply:
        return Reply(models.record(resource.records.change(by_whom(), path.item, body.model_dump(), tag)))

    words = f"Replace all that can change of one of the {resource.name}"
    return _writing("PUT", resource, models), _named(
        view, f"replace_{_word(resource)}", words, path=AdminItemPath, body=models.replacement
    )


def _change(resource: Resource, models: Models) -> tuple[Operation, View]:
    def view(path: AdminItemPath, body: Body, tag: str | None) -> Reply:
        given = body.model_dump(exclude_unset=True)
        return Reply(models.record(resource.records.change(by_whom(), path.item, given, tag)))

    words = f"Change the given fields of one of the {resource.name}"
    return _writing("PATCH", resource, models), _named(
        view, f"change_{_word(resource)}", words, path=AdminItemPath, body=models.changes
    )


def _writing(method: str, resource: Resource, models: Models) -> Operation:
    return Operation(
        method=method,
        rule=f"/admin/{resource.name}/<item>",
        access=ADMINISTERS,
        path=AdminItemPath,
        answer=models.answer,
        refusals=["changed_meanwhile", "taken", *_lookup(resource), *resource.refusals],
        absent=resource.absent,
        guarded=True,
    )


def _remove(resource: Resource) -> tuple[Operation, View]:
    def view(path: AdminItemPath, tag: str | None) -> Reply:
        resource.records.remove(by_whom(), path.item, tag)
        return Reply(None)

    operation = Operation(
        method="DELETE",
        rule=f"/admin/{resource.name}/<item>",
        access=ADMINISTERS,
        path=AdminItemPath,
        status=204,
        refusals=["changed_meanwhile", "in_use", *_lookup(resource), *resource.refusals],
        absent=resource.absent,
        guarded=True,
    )
    words = f"Remove one of the {resource.name}, or put it out of use where its past has to stay readable"
    return operation, _named(view, f"remove_{_word(resource)}", words, path=AdminItemPath)


def _act(resource: Resource, models: Models, action: ItemAction) -> tuple[Operation, View]:
    def view(path: AdminItemPath) -> Reply:
        return Reply(models.told(action.run(by_whom(), path.item)))

    operation = Operation(
        method="POST",
        rule=f"/admin/{resource.name}/<item>/{action.name}",
        access=ADMINISTERS,
        path=AdminItemPath,
        answer=models.added,
        refusals=["changed_meanwhile", *_lookup(resource), *resource.refusals],
        absent=resource.absent,
    )
    return operation, _named(view, f"{action.name}_{_word(resource)}", action.about, path=AdminItemPath)


def _lookup(resource: Resource) -> list[str]:
    return ["office_unknown", "not_found", *resource.refusals]


def _word(resource: Resource) -> str:
    return resource.item.lower()


def _named(view: View, name: str, words: str, **reads: type) -> View:
    """Give a view the name, words and signature that its operation is made and documented from."""
    view.__name__ = name
    view.__doc__ = f"{words}."
    view.__annotations__ = {**reads, "return": Reply}
    return view
