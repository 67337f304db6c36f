"""People who took numbers today."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "person",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("tickets", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_person_office"),
        sa.PrimaryKeyConstraint("office", "name", name="pk_person"),
    )
