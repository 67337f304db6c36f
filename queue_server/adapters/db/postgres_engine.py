"""Opens connections to a PostgreSQL server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from queue_server.adapters.db.postgres_pipeline import Connection
from queue_server.adapters.db.postgres_sql import (
    CATALOGUE_LOCK,
    LIFE,
    PostgresSql,
    PostgresWriteSql,
    first_line,
    translated,
)
from queue_server.adapters.db.sql import Statements, TransactionLost
from queue_server.usecases.ports.failures import StorageError

OLDEST_VERSION = 13
"""It has pg_xact_status on 64-bit transaction ids; older ones get no fixes any more."""

PATIENCE_S = 5.0
"""How long work waits for a server that is being restarted."""

CONNECT_WITHIN_S = 5
LOCK_TIMEOUT_S = 10.0
IDLE_IN_TRANSACTION_S = 30.0
"""A process that was stopped in the middle of a change keeps its office locked no longer than this."""

_SERVER_GONE = {
    "connect_timeout": CONNECT_WITHIN_S,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""So that a server whose network is cut is noticed within about ten seconds. Source: libpq, 34.1.2."""

# Numbers that were answered survive a power cut, whatever the server's default is.
_DURABLE = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"

OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND application_name = 'queue-server'"
)
"""How many servers and commands are connected beside oneself."""

_NOT_BY_CODE_POINT = """
    SELECT c.relname, a.attname
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_collation o ON o.oid = a.attcollation
    WHERE c.relkind = 'r' AND n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped
      AND a.atttypid = 'text'::regtype AND o.collname <> 'C'
    ORDER BY c.relname, a.attnum
"""


class PostgresEngine:
    """See ``Engine``.

    Raises:
        StorageError: the URL can't be used, or has a password in it.
    """

    patience_s = PATIENCE_S

    def __init__(self, url: str, cooperative: bool = False) -> None:
        parsed, self._password_file = _parsed(url)
        self.name = parsed.render_as_string()
        self.engine = sa.create_engine(parsed, poolclass=sa.NullPool)
        sa.event.listen(self.engine, "do_connect", lambda _dialect, _record, _args, words: self._connect(**words))
        self._words = self.engine.dialect.create_connect_args(parsed)[1]
        # Parameters as the server itself knows them, since statements go to it as they are.
        of_server = sa.create_engine(parsed, poolclass=sa.NullPool, paramstyle="numeric_dollar")
        self._statements = Statements(of_server.dialect)
        self._kind: type[Connection] = psycopg.Connection
        if cooperative:
            from queue_server.adapters.db.postgres_waiting import GeventConnection

            self._kind = GeventConnection

    def prepare(self) -> None:
        """Refuse a server that is too old or whose databases can't hold Vietnamese."""
        with self._raw() as connection:
            info = connection.info
            encoding = info.parameter_status("server_encoding")
            if info.server_version < OLDEST_VERSION * 10_000:
                raise StorageError(f"{self.name}: PostgreSQL {OLDEST_VERSION} or newer is needed")
            if encoding != "UTF8":
                raise StorageError(f"{self.name}: its encoding is {encoding}; create the database with encoding UTF8")

    def writer(self) -> PostgresSql:
        """Return a connection whose transactions see what others commit while they wait for their lock."""
        connection = self._open()
        life = self._life_of(connection)
        begin = "BEGIN ISOLATION LEVEL READ COMMITTED"
        return PostgresWriteSql(connection, self._statements, begin, self.name, life, self.reader)

    def tidy(self) -> None:
        """Do nothing: the server does it by itself."""

    def reader(self) -> PostgresSql:
        """Return a connection whose transactions see one moment."""
        return PostgresSql(self._open(), self._statements, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", self.name)

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        """Lend a connection in a transaction that waits for all other changes of catalogue and tables."""
        try:
            with self.engine.connect() as connection, connection.begin():
                # Programs that start at once on a new database come one after the other.
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CATALOGUE_LOCK)))
                yield connection
        except (sa.exc.DBAPIError, psycopg.Error) as error:
            raise translated(error, self.name, broken=False) from error

    def finish_tables(self, connection: sa.Connection) -> None:
        """Let texts be compared by code point, as in SQLite, whatever the database's own language is."""
        columns: dict[str, list[str]] = {}
        for table, column in connection.exec_driver_sql(_NOT_BY_CODE_POINT):
            columns.setdefault(table, []).append(column)
        quote = self.engine.dialect.identifier_preparer.quote_identifier
        for table, names in columns.items():
            changes = ", ".join(f'ALTER COLUMN {quote(name)} TYPE text COLLATE "C"' for name in names)
            connection.exec_driver_sql(f"ALTER TABLE {quote(table)} {changes}")

    def conninfo(self) -> str:
        """Return what PostgreSQL's own programs connect by; see ``environment`` for the password."""
        # The dialect adds things of psycopg's own, which other programs don't know.
        words = {name: str(value) for name, value in self._words.items() if isinstance(value, str | int)}
        return make_conninfo("", **{"application_name": "queue-server copy", **words})

    def environment(self) -> dict[str, str]:
        """Return the variables that PostgreSQL's own programs take the password from."""
        password = self._password().get("password")
        return {} if password is None else {"PGPASSWORD": password}

    def _open(self) -> Connection:
        connection = self._raw()
        try:
            connection.execute(_DURABLE)
            for name, seconds in (
                ("lock_timeout", LOCK_TIMEOUT_S),
                ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_S),
            ):
                connection.execute("SELECT set_config(%s, %s, false)", (name, f"{int(seconds * 1000)}ms"))
        except psycopg.Error as error:
            connection.close()
            raise translated(error, self.name, connection.broken) from error
        return connection

    def _life_of(self, connection: Connection) -> str:
        try:
            row = connection.execute(f"SELECT {LIFE}").fetchone()
        except psycopg.Error as error:
            connection.close()
            raise translated(error, self.name, connection.broken) from error
        return str(row[0]) if row else ""

    def _raw(self) -> Connection:
        try:
            return self._connect(**self._words, autocommit=True)
        except psycopg.OperationalError as error:
            raise TransactionLost(f"{self.name}: {first_line(error)}") from error

    def _connect(self, **words: Any) -> Connection:
        return self._kind.connect(**{"application_name": "queue-server", **_SERVER_GONE, **words, **self._password()})

    def _password(self) -> dict[str, str]:
        if self._password_file is None:
            return {}
        try:
            return {"password": self._password_file.read_text(encoding="utf-8").strip()}
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(f"{self._password_file}: the password file can't be read ({error})") from None


def _parsed(url: str) -> tuple[sa.URL, Path | None]:
    """Return the URL without the password file, and that."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise StorageError("database url: is not a URL such as postgresql+psycopg://moiso@host/moiso") from None
    if parsed.password is not None:
        raise StorageError("database url: has a password in it; put it into a file and name that as password_file")
    if not parsed.database:
        raise StorageError(f"database url: {parsed.render_as_string()} names no database")
    file = parsed.query.get("password_file")
    parsed = parsed.difference_update_query(["password_file"]).set(drivername="postgresql+psycopg")
    return parsed, None if file is None else Path(str(file))
