"""Errors that end a command with one sentence instead of a traceback."""

from queue_server.domain.errors import Refusal
from queue_server.settings import SettingsError
from queue_server.usecases.ports.failures import StorageError


class Failure(Exception):
    """A command could not do its work.

    Args:
        sentence: names the file, key or device at fault.
        code: exit code: 1 failed, 2 wrong use.
    """

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


EXPECTED = (Failure, Refusal, SettingsError, StorageError)
"""What a command may raise."""
