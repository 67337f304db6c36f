"""How printers are, for all workers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "printer_state",
        sa.Column("printer", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("looked_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("printer", name="pk_printer_state"),
    )
