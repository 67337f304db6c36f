"""What the messages are made of: bases that decide about unknown fields, and field types with their limits."""

from typing import Annotated

import msgspec

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
"""Code of an office, a service or a counter."""

Text = Annotated[str, msgspec.Meta(max_length=500)]
"""Free text from outside, capped."""

ByLanguage = dict[str, str]
"""A text by language code, Vietnamese first: ``{"vi": "Đất đai", "en": "Land"}``."""

UnitName = Annotated[str, msgspec.Meta(min_length=3, max_length=100, pattern=r"^[^/\s]+/\d{1,3}$")]
"""``<line name>/<address>``, for example ``line1/5``."""

PressId = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[^/\s]+/\d{1,5}/\d{1,5}$")]
"""``<serial>/<boot>/<sequence>`` of the event in the unit's ring."""


class FromServer(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what the server sends: decoders skip unknown fields."""


class FromClient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what clients send: the server refuses unknown fields by name."""
