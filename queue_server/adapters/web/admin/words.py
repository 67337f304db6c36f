"""What is wrong with a field, in words that say what is allowed."""

from collections.abc import Mapping

from flask_babel import gettext

from queue_server.adapters.web.marking import N_

FIELD_WORDS: dict[str, str] = {
    "missing": N_("This has to be filled in."),
    "too_short": N_("This has to be filled in."),
    "string_too_short": N_("This has to be filled in."),
    "string_too_long": N_("At most %(max_length)s characters."),
    "string_type": N_("This has to be filled in."),
    "string_pattern_mismatch": N_("This is not written as described."),
    "int_type": N_("A whole number is needed."),
    "int_from_float": N_("A whole number is needed."),
    "float_type": N_("A number is needed."),
    "greater_than_equal": N_("At least %(ge)s."),
    "less_than_equal": N_("At most %(le)s."),
}
"""By pydantic's kinds of errors."""

OTHERWISE = N_("This is not allowed here.")


def field_words(kind: str, limits: Mapping[str, object]) -> str:
    """Return what to tell about a field in the page's language."""
    return str(gettext(FIELD_WORDS.get(kind, OTHERWISE), **limits))
