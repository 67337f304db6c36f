"""Which phone took a ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "phone_ticket",
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_phone_ticket_office"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name="fk_phone_ticket_ticket"),
        sa.PrimaryKeyConstraint("ticket", name="pk_phone_ticket"),
    )
    op.create_index("ix_phone_ticket_phone", "phone_ticket", ["office", "phone"])
