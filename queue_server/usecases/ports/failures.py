"""What goes wrong below the use cases: not refusals but defects and broken machinery."""

import logging


class StorageError(Exception):
    """The database could not be used: full, damaged, locked, of a newer program; nothing has changed.

    Its text is one sentence that names the file or server.
    """


class StorageUnreachable(StorageError):
    """The database's server doesn't answer now; the same question may succeed in a moment."""


def severity(error: Exception) -> int:
    """Return the logging level of a failure: an outage passes by itself, everything else needs somebody's hand."""
    return logging.WARNING if isinstance(error, StorageUnreachable) else logging.ERROR


class RuleBroken(Exception):
    """A change contradicts what is stored: a use case asked for what a constraint forbids; nothing has changed."""
