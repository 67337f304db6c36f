"""The If-Match header: names the content a change was made from, so that nobody overwrites another's change."""

from flask import request
from pydantic import BaseModel, ConfigDict, Field

HEADER = "If-Match"

_ABOUT = (
    "The `tag` of the record as it was read. If somebody has changed the record since, the change is refused as "
    "`changed_meanwhile`; without the header it overwrites whatever is there."
)


class TagHeader(BaseModel):
    """The header, for the documentation."""

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.update(required=[]))

    tag: str = Field(alias="If-Match", description=_ABOUT)


def read_tag() -> str | None:
    """Return the tag the present request was made from, None if it doesn't say or takes any."""
    sent = request.headers.get(HEADER, "*").strip().removeprefix("W/").strip('"')
    return None if sent in ("", "*") else sent
