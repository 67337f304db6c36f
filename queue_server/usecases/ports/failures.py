"""What goes wrong below the use cases: not refusals but defects and broken machinery."""

import logging

from queue_server.domain.errors import Refusal


class StorageError(Exception):
    """The database could not be used: full, damaged, locked, of a newer program; nothing has changed.

    Its text is one sentence that names the file or server.
    """


class StorageUnreachable(StorageError):
    """The database's server doesn't answer now; the same question may succeed in a moment."""


def severity(error: Exception) -> int:
    """Return the logging level of a failure: an outage or a rush passes by itself, all else needs somebody's hand."""
    passes = isinstance(error, StorageUnreachable) or (isinstance(error, Refusal) and error.code == "busy")
    return logging.WARNING if passes else logging.ERROR


class RuleBroken(Exception):
    """A change contradicts what is stored: a use case asked for what a constraint forbids; nothing has changed."""
