"""What is learnt of services, declared groups of tickets, skills of operators."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table and the columns; tickets declared nothing, operators serve everything."""
    op.create_table(
        "service_times",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_service_times_office"),
        sa.PrimaryKeyConstraint("office", "service", name="pk_service_times"),
    )
    op.add_column("ticket", sa.Column("priority_group", sa.Text))
    op.add_column("operator", sa.Column("skills", sa.Text, nullable=False, server_default="[]"))
