"""Messages to plain JSON values and back, with errors that name the field."""

from typing import TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class BadMessage(ValueError):
    """A payload that is not the expected message; the text names the field and what is allowed."""


def to_wire(message: msgspec.Struct) -> dict[str, Json]:
    """Return the message as a JSON object."""
    wire: dict[str, Json] = msgspec.to_builtins(message)
    return wire


def from_wire(kind: type[T], payload: object) -> T:
    """Return the payload as a message.

    Raises:
        BadMessage: a field is missing, of the wrong type or out of range; or unknown, where ``kind`` refuses those.
    """
    try:
        return msgspec.convert(payload, kind, strict=True)
    except msgspec.ValidationError as error:
        raise BadMessage(str(error).replace("`$.", "`").replace(" - at `$`", "")) from None
