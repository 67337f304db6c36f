"""The tables of displays; see ``tables``."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import metadata

layout = sa.Table(
    "layout",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
)
"""Layouts an office made or changed itself; shipped ones are in the program."""

display_setup = sa.Table(
    "display_setup",
    metadata,
    sa.Column("device", sa.Text, sa.ForeignKey("device.id"), primary_key=True),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False, index=True),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("layout", sa.Text, nullable=False),
    sa.Column("volume", sa.Integer, nullable=False),
    sa.Column("speaks", sa.Boolean, nullable=False),
)

office_display = sa.Table(
    "office_display",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("notices", sa.Text, nullable=False),
)
"""Notices, and the revision at which anything about displays last changed."""

pairing = sa.Table(
    "pairing",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("secret_hash", sa.Text, nullable=False),
    sa.Column("screen", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("asked_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("secret_hash"),
)
"""Displays that wait to be let in."""
