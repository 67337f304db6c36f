"""The tables of what workers tell each other; see ``tables``."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import metadata

device_state = sa.Table(
    "device_state",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, nullable=False, index=True),
    sa.Column("worker", sa.Text, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("saved_at", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)

device_order = sa.Table(
    "device_order",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("ordered_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)
"""Rows go when they are taken."""
