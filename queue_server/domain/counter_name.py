"""What a counter is called in another language than the one it was named in."""

import re

_NAME = re.compile(r"Quầy\s+(?P<rest>.+)", re.IGNORECASE)


def counter_name_in(name: str, language: str) -> str:
    """Return a counter's name in a language: "Quầy 3" is "Counter 3" in English, other names stay as they are."""
    found = _NAME.fullmatch(name.strip())
    return f"Counter {found['rest']}" if language == "en" and found else name
