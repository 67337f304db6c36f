"""Requests into models: what can't be read is malformed, what can't be meant is named by field."""

from types import UnionType
from typing import TypeVar, Union, get_args, get_origin

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.config import JsonDict

from queue_server.adapters.web.asked import asked
from queue_server.adapters.web.errors import BadFields, FieldProblem
from queue_server.domain.errors import Refusal

M = TypeVar("M", bound=BaseModel)
JSON = "application/json"


def unset(schema: JsonDict) -> None:
    """Leave the default out of a field's schema, for fields that can be absent but not null."""
    schema.pop("default", None)


class Body(BaseModel):
    """Base of every JSON body: unknown fields are refused, types are not guessed."""

    # Built when first used: of a hundred models most servers never need more than a few.
    model_config = ConfigDict(defer_build=True, extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class OptionalBody(Body):
    """Base of bodies that may be left out, since no field is required."""

    model_config = {"openapi_extra": {"required": False}}  # type: ignore[typeddict-unknown-key]


class Query(BaseModel):
    """Base of every query string: unknown fields are refused."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class Path(BaseModel):
    """Base of the variable parts of a path."""

    model_config = ConfigDict(defer_build=True, frozen=True)


def read_body(kind: type[M]) -> M:
    """Return the present request's body; no body counts as one without fields.

    Raises:
        Refusal: bad_request, for what is no JSON object; too_large.
        BadFields: invalid.
    """
    one = asked()
    data = one.get_data(cache=False)
    # Most say it exactly so; taking a media type apart costs more than reading the body.
    if data and one.environ.get("CONTENT_TYPE") != JSON and one.mimetype != JSON:
        raise Refusal("bad_request", f"send the body as Content-Type: {JSON}")
    try:
        return kind.model_validate_json(data or b"{}")
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        if any(
            one["type"] in ("json_invalid", "model_type", "model_attributes_type") and not one["loc"] for one in found
        ):
            raise Refusal("bad_request", "the body is not a JSON object") from None
        raise _bad_fields(error) from None


def read_query(kind: type[M]) -> M:
    """Return the present request's query string; a field that takes a list may be repeated.

    Raises:
        BadFields: invalid.
    """
    lists = {name for name, info in kind.model_fields.items() if _takes_list(info.annotation)}
    values = {name: every if name in lists else asked_once(name) for name, every in request.args.lists()}
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise _bad_fields(error) from None


def asked_once(name: str) -> str | None:
    """Return the query's field of a name, None without one.

    Who decides and who answers read it alike, so that nobody is let in for one office and answered about another.

    Raises:
        BadFields: it is there more than once.
    """
    every = request.args.getlist(name)
    if len(every) > 1:
        raise BadFields([FieldProblem(field=name[:100], detail="this field is given more than once")])
    return every[0] if every else None


def read_path(kind: type[M], values: dict[str, str]) -> M:
    """Return the variable parts of the present request's path.

    Raises:
        Refusal: not_found, when nothing can have such a name.
    """
    try:
        return kind.model_validate(values)
    except ValidationError:
        raise Refusal("not_found", "there is nothing at this path") from None


def _bad_fields(error: ValidationError) -> BadFields:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return BadFields([FieldProblem(field=_name(one["loc"]), detail=_detail(one["type"], one["msg"])) for one in found])


def _name(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part)[:100] for part in loc)


def _detail(kind: str, message: str) -> str:
    match kind:
        case "extra_forbidden":
            return "unknown field"
        case "missing":
            return "this field is required"
        case _:
            return message


def _takes_list(annotation: object) -> bool:
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return any(_takes_list(one) for one in get_args(annotation))
    return origin in (list, tuple)
