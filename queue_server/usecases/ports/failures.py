"""What goes wrong below the use cases: not refusals but defects and broken machinery."""


class StorageError(Exception):
    """The database could not be used: full, damaged, locked, of a newer program; nothing has changed.

    Its text is one sentence that names the file or server.
    """


class StorageUnreachable(StorageError):
    """The database's server doesn't answer now; the same question may succeed in a moment."""


class RuleBroken(Exception):
    """A change contradicts what is stored: a use case asked for what a constraint forbids; nothing has changed."""
