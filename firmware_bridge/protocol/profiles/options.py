"""Reads a driver's own settings; what is unknown or impossible is refused by name."""

from collections.abc import Collection, Mapping

from firmware_bridge.protocol.profiles.profile import Option


class OptionReader:
    """Settings of one unit. Read each by its name, then call ``end``.

    Raises (from every method):
        ValueError: the setting is of the wrong kind, out of range, or unknown; the text names it.
    """

    def __init__(self, options: Mapping[str, Option]) -> None:
        self._left = dict(options)
        self._known: list[str] = []

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"{name}: {value!r} is no number from {low} to {high}")
        return value

    def text(self, name: str, default: str, longest: int) -> str:
        """Return a text of at most ``longest`` characters, all of them printable."""
        value = self._take(name, default)
        if not isinstance(value, str) or len(value) > longest or not (value.isprintable() or value == ""):
            raise ValueError(f"{name}: {value!r} is no text of at most {longest} characters")
        return value

    def choice(self, name: str, default: str | None, among: Collection[str]) -> str:
        """Return one of several words; one without a default has to be given."""
        value = self._take(name, default)
        if value is None:
            raise ValueError(f"{name}: has to be one of {', '.join(among)}")
        if not isinstance(value, str) or value not in among:
            raise ValueError(f"{name}: {value!r} is none of {', '.join(among)}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._take(name, default)
        if not isinstance(value, bool):
            raise ValueError(f"{name}: {value!r} is neither true nor false")
        return value

    def has(self, name: str) -> bool:
        """Return whether a setting was given."""
        return name in self._left

    def end(self) -> None:
        """Refuse what was not asked for."""
        if self._left:
            known = f"known are {', '.join(sorted(self._known))}" if self._known else "this profile has none"
            raise ValueError(f"unknown option {min(self._left)!r}; {known}")

    def _take(self, name: str, default: Option | None) -> Option | None:
        self._known.append(name)
        return self._left.pop(name, default)
