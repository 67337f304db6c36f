"""The table of ratings; see ``tables``."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import is_one_of, metadata
from queue_server.domain.rating import RatedBy

rating = sa.Table(
    "rating",
    metadata,
    sa.Column("ticket", sa.Text, primary_key=True),
    sa.Column("leg", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("service_day", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("counter", sa.Text, nullable=False),
    sa.Column("operator", sa.Text),
    sa.Column("procedure", sa.Text),
    sa.Column("score", sa.Integer, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("rated_by", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    sa.CheckConstraint(is_one_of("rated_by", RatedBy), name="rated_by"),
    sa.Index("ix_rating_day", "office", "service_day"),
    sa.Index("ix_rating_at", "office", "at"),
)
"""One row for each rated leg, of offices that work here and of forwarded ones; ``revision`` is that of its event."""
