"""The table of phones that took numbers; see ``tables``."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import metadata

phone_ticket = sa.Table(
    "phone_ticket",
    metadata,
    sa.Column("ticket", sa.Text, sa.ForeignKey("ticket.id"), primary_key=True),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    sa.Index("ix_phone_ticket_phone", "office", "phone"),
)
"""``phone`` is a keyed hash of what a browser was given; rows go when their ticket has ended."""
