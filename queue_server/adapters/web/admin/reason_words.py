"""Reasons that programs give in English, in the reader's language."""

import re
from collections.abc import Sequence

from flask_babel import gettext

Reasons = Sequence[tuple[re.Pattern[str], str]]
"""What a reason looks like, and the words for it; named groups are places in the words."""


def in_words(reason: str, known: Reasons) -> str:
    """Return a reason in the reader's language; what isn't foreseen as it is."""
    for pattern, words in known:
        found = pattern.search(reason)
        if found is not None:
            return str(gettext(words, **found.groupdict()))
    return reason
