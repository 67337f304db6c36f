"""Long work beside requests: where it keeps nobody waiting."""

from collections.abc import Callable

Aside = Callable[[Callable[[], object]], object]
"""Runs work, such as reading a file, where it keeps nobody waiting, and returns what it returns."""


def at_once(work: Callable[[], object]) -> object:
    """Run work here and now."""
    return work()
