"""The tables of messages to phones; see ``tables``."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import is_one_of, metadata
from queue_server.domain.notifying import Channel, MessageState, NoticeKind

notify_contact = sa.Table(
    "notify_contact",
    metadata,
    sa.Column("ticket", sa.Text, sa.ForeignKey("ticket.id"), primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("consented_at", sa.BigInteger, nullable=False),
    sa.CheckConstraint(is_one_of("channel", Channel), name="channel"),
    sa.Index("ix_notify_contact_office", "office"),
)
"""Rows go when their ticket has ended, or after the configured days."""

notify_message = sa.Table(
    "notify_message",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("ticket", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", sa.BigInteger),
    sa.Column("error", sa.Text),
    sa.Column("ended_at", sa.BigInteger),
    sa.CheckConstraint(is_one_of("kind", NoticeKind), name="kind"),
    sa.CheckConstraint(is_one_of("channel", Channel), name="channel"),
    sa.CheckConstraint(is_one_of("state", MessageState), name="state"),
    sa.CheckConstraint("state = 'queued' OR address = ''", name="address"),
    sa.Index("ix_notify_message_due", "state", "next_at"),
    sa.Index("ix_notify_message_ticket", "ticket"),
)
"""Addresses stay only as long as a message is on its way."""
