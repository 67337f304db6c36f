"""Procedures that an installation switched off."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "procedure_off",
        sa.Column("code", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_procedure_off"),
    )
