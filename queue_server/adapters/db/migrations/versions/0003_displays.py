"""Layouts, setups of displays, notices, and displays that ask to be let in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "layout",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_layout_office"),
        sa.PrimaryKeyConstraint("office", "code", name="pk_layout"),
    )
    op.create_table(
        "display_setup",
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("layout", sa.Text, nullable=False),
        sa.Column("volume", sa.Integer, nullable=False),
        sa.Column("speaks", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name="fk_display_setup_device"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_display_setup_office"),
        sa.PrimaryKeyConstraint("device", name="pk_display_setup"),
    )
    op.create_index("ix_display_setup_office", "display_setup", ["office"])
    op.create_table(
        "office_display",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("notices", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_office_display_office"),
        sa.PrimaryKeyConstraint("office", name="pk_office_display"),
    )
    op.create_table(
        "pairing",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.Text, nullable=False),
        sa.Column("screen", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_pairing"),
        sa.UniqueConstraint("secret_hash", name="uq_pairing_secret_hash"),
    )
