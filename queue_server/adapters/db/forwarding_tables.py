"""The tables of forwarding: copies of other offices' logs, and how far the own log has been forwarded."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import OPEN, metadata

forwarded_office = sa.Table(
    "forwarded_office",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("history", sa.Integer, nullable=False),
    sa.Column("next_revision", sa.BigInteger, nullable=False),
    sa.Column("next_position", sa.Integer, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("newest", sa.BigInteger, nullable=False),
    sa.Column("configuration", sa.Text),
    sa.Column("service_day", sa.Text),
    sa.Column("desks", sa.Text, nullable=False),
    sa.Column("calls", sa.Text, nullable=False),
    sa.Column("skipped", sa.Integer, nullable=False),
    sa.Column("complete_at", sa.BigInteger),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
)
"""What the copy of an office's log expects next, and what its events have led to."""

forwarded_event = sa.Table(
    "forwarded_event",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("forwarded_office.office"), primary_key=True),
    sa.Column("superseded_by", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("last", sa.Boolean, nullable=False),
)
"""The copied logs, as the offices stored them; 0 in ``superseded_by`` is the present history."""

superseded_history = sa.Table(
    "superseded_history",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("forwarded_office.office"), primary_key=True),
    sa.Column("superseded_by", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("after", sa.BigInteger, nullable=False),
    sa.Column("newest", sa.BigInteger, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)

forwarded_ticket = sa.Table(
    "forwarded_ticket",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("forwarded_office.office"), primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("service_day", sa.Text, nullable=False),
    sa.Column("prefix", sa.Text, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("issued_at", sa.BigInteger, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text),
    sa.Column("appointment", sa.Text),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("priority_class", sa.Text, nullable=False),
    sa.Column("then_services", sa.Text, nullable=False),
    sa.Column("legs", sa.Text, nullable=False),
    sa.Column("entered_at", sa.BigInteger, nullable=False),
    sa.Index("ix_forwarded_ticket_day", "office", "service_day"),
    sa.Index("ix_forwarded_ticket_open", "office", sqlite_where=OPEN, postgresql_where=OPEN),
)
"""The tickets of copied logs, as far as events tell: without secrets, notes and dossiers."""

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("newest", sa.BigInteger, nullable=False),
    sa.Column("reached_at", sa.BigInteger),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("problem_since", sa.BigInteger),
)
"""How far an office of this database has been forwarded, as it last knew."""
