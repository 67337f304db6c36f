"""Where the data are: the section ``[database]`` and the URL that is made of it."""

from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs, urlencode, urlsplit

from queue_server.settings import Settings, SettingsError, SettingsFile, written

SQLITE = "sqlite:///"


class DatabaseSection(Settings, frozen=True, kw_only=True):
    """[database]"""

    url: Annotated[
        str,
        written("sqlite:///file or postgresql+psycopg://user@host/name", r"^(sqlite:///|postgresql(\+psycopg)?://).+"),
    ] = "sqlite:///var/moiso.db"
    """A file, or a PostgreSQL server: ``postgresql+psycopg://user@host/name``, without a password."""
    password_file: str = ""
    """PostgreSQL only: file with nothing but the password; else libpq's ways (PGPASSWORD, PGPASSFILE, ~/.pgpass)."""
    backup_folder: str = "var/backups"
    """A copy is written here at every day end; the newest seven are kept."""


def database_url(file: SettingsFile, database: DatabaseSection) -> str:
    """Return the URL with absolute paths.

    Raises:
        SettingsError: it has a password in it, or a password file without a use.
    """
    where = f"{file.path}: [database]"
    if database.url.startswith(SQLITE):
        if database.password_file:
            raise SettingsError(f"{where}: password_file: is for PostgreSQL; a SQLite file has no password")
        return SQLITE + str(file.resolve(database.url.removeprefix(SQLITE)))
    password_file = file.resolve(database.password_file) if database.password_file else None
    return with_password_file(database.url, password_file, where)


def with_password_file(url: str, password_file: Path | None, where: str) -> str:
    """Return a PostgreSQL URL that names its password file in the query.

    Args:
        url: without a password.
        password_file: absolute path, None if the password comes from the environment.
        where: names file and section in errors.

    Raises:
        SettingsError: there is a password in it.
    """
    parts = urlsplit(url)
    if parts.password is not None or "password" in parse_qs(parts.query):
        raise SettingsError(f"{where}: url: has a password in it; put it into a file and name that as password_file")
    if password_file is None:
        return url
    return url + ("&" if parts.query else "?") + urlencode({"password_file": str(password_file)})
