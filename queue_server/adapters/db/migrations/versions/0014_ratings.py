"""What citizens think of their legs."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "rating",
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("leg", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
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
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="ck_rating_score"),
        sa.CheckConstraint("rated_by IN ('phone', 'tablet', 'unit')", name="ck_rating_rated_by"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_rating_office"),
        sa.PrimaryKeyConstraint("ticket", "leg", name="pk_rating"),
    )
    op.create_index("ix_rating_day", "rating", ["office", "service_day"])
    op.create_index("ix_rating_at", "rating", ["office", "at"])
