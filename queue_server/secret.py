"""The server's own secret: made once, kept in a file that nobody else can read."""

import os
import secrets
from pathlib import Path

from queue_server.settings import SettingsError

SECRET_BYTES = 32
SHORTEST = 32
"""Characters a secret needs at least; shorter ones can be guessed."""


def read_or_create_secret(path: Path) -> str:
    """Return the secret in a file, after creating it (mode 0600) if there is none.

    Raises:
        SettingsError: the file can't be made or read, others may read it, or it holds too little.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    except OSError as error:
        raise SettingsError(f"{path}: the secret file cannot be created ({error.strerror})") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(SECRET_BYTES))
    return _read(path)


def _read(path: Path) -> str:
    try:
        secret = path.read_text(encoding="ascii").strip()
        others_may = path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: the secret file cannot be read ({error})") from None
    if others_may:
        raise SettingsError(f"{path}: the secret file can be read by others; run: chmod 600 {path}")
    if len(secret) < SHORTEST:
        raise SettingsError(
            f"{path}: the secret has fewer than {SHORTEST} characters; delete the file to get a new one"
        )
    return secret
