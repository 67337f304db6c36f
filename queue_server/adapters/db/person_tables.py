"""The table of people who took numbers today; see ``tables``."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import metadata

person = sa.Table(
    "person",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("tickets", sa.Integer, nullable=False),
)
"""How many numbers somebody took on the present service day; names are keyed hashes, all removed at its end."""
