"""Tickets on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables of print jobs and layouts."""
    op.create_table(
        "print_job",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("printer", sa.Text, nullable=False),
        sa.Column("copy", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("paper", sa.Text, nullable=False),
        sa.Column("queued_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.CheckConstraint(
            "state IN ('given_up', 'printed', 'queued', 'sending', 'unsure')", name="ck_print_job_state"
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_print_job_office"),
        sa.PrimaryKeyConstraint("id", name="pk_print_job"),
        sa.UniqueConstraint("ticket", "copy", name="uq_print_job_ticket_copy"),
    )
    op.create_index("ix_print_job_next", "print_job", ["printer", "state", "queued_at"])
    op.create_index("ix_print_job_office", "print_job", ["office", "state"])
    op.create_table(
        "paper_layout",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("whole", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_paper_layout_office"),
        sa.PrimaryKeyConstraint("office", name="pk_paper_layout"),
    )
