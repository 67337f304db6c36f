"""The tables: what the domain promises is guarded here by keys and checks.

Instants are integer microseconds since 1970-01-01 UTC, days and times of day ISO text, structures JSON text; so every
database orders and compares them alike and no driver converts anything.
"""

from collections.abc import Iterable
from enum import StrEnum

import sqlalchemy as sa

from queue_server.domain.announcement import CallKind
from queue_server.domain.device import DeviceKind
from queue_server.domain.office import DeskState
from queue_server.domain.operator import Role
from queue_server.domain.ticket import AT_COUNTER, ENDED, Placement, PriorityClass, TicketState
from queue_server.usecases.ports.audit import AuditAction

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def is_one_of(column: str, values: Iterable[StrEnum]) -> sa.TextClause:
    """Return a condition with the values written out, so that it fits checks and partial indexes."""
    # Sorted, since the members of a frozenset come in another order in each process.
    return sa.text(f"{column} IN ({', '.join(repr(value.value) for value in sorted(values))})")


OPEN = is_one_of("state", set(TicketState) - ENDED)
OCCUPIES_COUNTER = is_one_of("state", AT_COUNTER)
WAITS = sa.text("state = 'waiting'")
IS_HELD = sa.text("state = 'held'")


def _index(name: str, *columns: str, where: sa.TextClause | None = None, unique: bool = False) -> sa.Index:
    return sa.Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _check(name: str, column: str, values: Iterable[StrEnum]) -> sa.CheckConstraint:
    return sa.CheckConstraint(is_one_of(column, values), name=name)


installation = sa.Table(
    "installation",
    metadata,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.CheckConstraint("id = 1", name="single"),
)
"""One row: the epoch made when the database was created or restored."""

office = sa.Table(
    "office",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("service_day", sa.Text),
    sa.Column("config_tag", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("time_zone", sa.Text, nullable=False),
    sa.Column("day_start", sa.Text, nullable=False),
    sa.Column("phone_tickets", sa.Boolean, nullable=False),
    sa.Column("rules", sa.Text, nullable=False),
    sa.Column("on_box", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""``config_tag`` is a new random word after every change of the office, its services or its counters; ``on_box``
says that a registered box has its queue, so that nothing is changed here."""

service = sa.Table(
    "service",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("prefix", sa.Text, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("first_number", sa.Integer, nullable=False),
    sa.Column("last_number", sa.Integer),
    sa.Column("rules", sa.Text, nullable=False, server_default="{}"),
)

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("services", sa.Text, nullable=False),
    sa.Column("appointments", sa.Integer),
    sa.UniqueConstraint("office", "code"),
)

series = sa.Table(
    "series",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("service_day", sa.Text, primary_key=True),
    sa.Column("prefix", sa.Text, primary_key=True),
    sa.Column("last_sequence", sa.Integer, nullable=False),
)

ticket = sa.Table(
    "ticket",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("token", sa.Text, nullable=False),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("service_day", sa.Text, nullable=False),
    sa.Column("prefix", sa.Text, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("issued_at", sa.BigInteger, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text),
    sa.Column("appointment", sa.Text),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("dossier", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("priority_class", sa.Text, nullable=False),
    sa.Column("then_services", sa.Text, nullable=False),
    sa.Column("legs", sa.Text, nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("counter", sa.Text),
    sa.Column("held_until", sa.BigInteger),
    sa.Column("entered_at", sa.BigInteger, nullable=False),
    sa.Column("waited_before_s", sa.Double, nullable=False),
    sa.Column("placement", sa.Text, nullable=False),
    sa.Column("bound_counter", sa.Text),
    sa.Column("bound_operator", sa.Text),
    sa.Column("priority_group", sa.Text),
    sa.UniqueConstraint("token"),
    sa.UniqueConstraint("office", "service_day", "prefix", "sequence"),
    _check("state", "state", TicketState),
    _check("priority_class", "priority_class", PriorityClass),
    _check("placement", "placement", Placement),
    sa.CheckConstraint("counter IS NOT NULL OR state NOT IN ('called', 'serving')", name="counter"),
    _index("ix_ticket_at_counter", "office", "counter", where=OCCUPIES_COUNTER, unique=True),
    _index("ix_ticket_open_number", "office", "prefix", "number", where=OPEN, unique=True),
    _index(
        "ix_ticket_waiting",
        *("office", "service", "priority_class", "placement", "bound_counter", "bound_operator"),
        where=WAITS,
    ),
    _index("ix_ticket_held", "office", "held_until", where=IS_HELD),
)
"""``service`` to ``bound_operator`` repeat the last of ``legs``: for constraints, and to choose without JSON."""

event = sa.Table(
    "event",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("revision", sa.BigInteger, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
)
"""The office's log; rows are only ever added."""

call = sa.Table(
    "call",
    metadata,
    sa.Column("call_id", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("ticket", sa.Text, sa.ForeignKey("ticket.id"), nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("counter", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("called_at", sa.BigInteger, nullable=False),
    sa.Column("announce_at", sa.BigInteger, nullable=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.UniqueConstraint("office", "revision", "position"),
    _check("kind", "kind", CallKind),
    sa.Index("ix_call_counter", "office", "counter", "revision"),
)

desk = sa.Table(
    "desk",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("counter", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("operator", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("since", sa.BigInteger),
    sa.Column("back_at", sa.BigInteger),
    _check("state", "state", DeskState),
)

step = sa.Table(
    "step",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("counter", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
)
"""What each counter can undo."""

once = sa.Table(
    "once",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request_hash", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False, index=True),
)
"""Answers of idempotent actions."""

operator = sa.Table(
    "operator",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("username", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code")),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("skills", sa.Text, nullable=False, server_default="[]"),
    sa.UniqueConstraint("username"),
    _check("role", "role", Role),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("operator", sa.Text, sa.ForeignKey("operator.id"), nullable=False, index=True),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)

device = sa.Table(
    "device",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("revoked", sa.Boolean, nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.UniqueConstraint("name"),
    sa.UniqueConstraint("token_hash"),
    _check("kind", "kind", DeviceKind),
)

unit = sa.Table(
    "unit",
    metadata,
    sa.Column("device", sa.Text, sa.ForeignKey("device.id"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False, index=True),
    sa.Column("counter", sa.Text),
    sa.Column("key_actions", sa.Text, nullable=False),
    sa.Column("serial", sa.Text),
    sa.Column("boot", sa.BigInteger),
    sa.Column("sequence", sa.BigInteger),
    sa.Column("next_at", sa.BigInteger),
    sa.Column("next_number", sa.Text),
    sa.Column("last_code", sa.Text),
    sa.Column("key_map", sa.Text),
)

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("taken_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("by_whom", sa.Text, nullable=False),
    sa.Column("office", sa.Text, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("changes", sa.Text, nullable=False),
    _check("action", "action", AuditAction),
)
"""Who changed what of offices, accounts and devices; rows are only ever added."""
