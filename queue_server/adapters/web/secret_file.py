"""The secret that signs CSRF tokens: made once, kept in a file that only the server may read."""

import os
import secrets
from pathlib import Path

from queue_server.settings import SettingsError

SECRET_BYTES = 32
SHORTEST = 32
"""Characters; a shorter secret was typed by somebody."""


def read_or_create_secret(path: Path) -> str:
    """Return the secret in a file, made now if there is none.

    Raises:
        SettingsError: the file can't be read or created, or holds no secret.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(path)
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: the secret can't be read or created ({error})") from None
    if len(secret) < SHORTEST:
        raise SettingsError(f"{path}: the secret is shorter than {SHORTEST} characters; delete the file for a new one")
    return secret


def _create(path: Path) -> None:
    """Write a new secret unless there is one; of two workers that start together both find the same."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
