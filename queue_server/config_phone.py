"""The sections [office.rating] and [office.phone]: what phones and those who were served are offered."""

from typing import Annotated, Literal

import msgspec

from queue_server.domain.phone import PhoneCode, PhoneRules
from queue_server.domain.rating import DEFAULT_REASONS, RatingReason, RatingRules
from queue_server.settings import Settings, written

_DEFAULTS = RatingRules()
_PHONE = PhoneRules()


class PhoneSection(Settings, frozen=True, kw_only=True):
    """[office.phone]; meanings stand in ``domain/phone.py``."""

    code: Literal["none", "rotating"] = "none"
    code_every_s: Annotated[float, msgspec.Meta(ge=5, le=3600)] = _PHONE.code_every_s
    choose_s: Annotated[float, msgspec.Meta(ge=60, le=3600)] = _PHONE.choose_s
    near_ahead: Annotated[int, msgspec.Meta(ge=0, le=50)] = _PHONE.near_ahead
    messages: bool = _PHONE.messages
    page_kept_s: Annotated[float, msgspec.Meta(ge=0, le=604800)] = _PHONE.page_kept_s


def phone_rules(section: PhoneSection) -> PhoneRules:
    """Return the rules."""
    return PhoneRules(
        code=PhoneCode(section.code),
        code_every_s=section.code_every_s,
        choose_s=section.choose_s,
        near_ahead=section.near_ahead,
        messages=section.messages,
        page_kept_s=section.page_kept_s,
    )


class ReasonSection(Settings, frozen=True, kw_only=True):
    """[[office.rating.reason]]"""

    code: Annotated[str, written("with small letters, digits, - and _, at most 64", r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | dict[str, str]


class RatingSection(Settings, frozen=True, kw_only=True):
    """[office.rating]; meanings stand in ``domain/rating.py``."""

    window_s: Annotated[float, msgspec.Meta(ge=0, le=604800)] = _DEFAULTS.window_s
    counter_s: Annotated[float, msgspec.Meta(ge=0, le=3600)] = _DEFAULTS.counter_s
    change_s: Annotated[float, msgspec.Meta(ge=0, le=3600)] = _DEFAULTS.change_s
    low: Annotated[int, msgspec.Meta(ge=0, le=5)] = _DEFAULTS.low
    least: Annotated[int, msgspec.Meta(ge=1, le=1000)] = _DEFAULTS.least
    comments: bool = _DEFAULTS.comments
    comments_kept_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = _DEFAULTS.comments_kept_days
    reason: list[ReasonSection] | None = None
    """Six reasons if none is given."""


def rating_rules(section: RatingSection) -> RatingRules:
    """Return the rules."""
    given = section.reason
    reasons = DEFAULT_REASONS if given is None else tuple(_reason(one) for one in given)
    return RatingRules(
        reasons=reasons,
        window_s=section.window_s,
        counter_s=section.counter_s,
        change_s=section.change_s,
        low=section.low,
        least=section.least,
        comments=section.comments,
        comments_kept_days=section.comments_kept_days,
    )


def _reason(section: ReasonSection) -> RatingReason:
    name = section.name
    return RatingReason(code=section.code, name={"vi": name, "en": name} if isinstance(name, str) else dict(name))
