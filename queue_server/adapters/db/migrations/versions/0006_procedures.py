"""The procedure catalogue and its synonyms."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the catalogue's tables."""
    op.create_table(
        "catalogue",
        sa.Column("id", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("generation", sa.Text, nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.CheckConstraint("id = 1", name="ck_catalogue_single"),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue"),
    )
    op.create_table(
        "procedure",
        sa.Column("generation", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("service", sa.Text),
        sa.Column("keywords", sa.Text, nullable=False),
        sa.Column("sort_key", sa.Text, nullable=False),
        sa.Column("whole", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("generation", "code", name="pk_procedure"),
    )
    op.create_index("ix_procedure_sort", "procedure", ["generation", "sort_key"])
    op.create_table(
        "synonym",
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("meant", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("said", name="pk_synonym"),
    )
