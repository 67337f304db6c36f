"""What became of calls in the loudspeakers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "announcement",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text, nullable=False),
        sa.Column("display", sa.Text, nullable=False),
        sa.Column("begun_at", sa.BigInteger),
        sa.Column("outcome", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("ended_at", sa.BigInteger),
        sa.CheckConstraint("begun_at IS NOT NULL OR outcome IS NOT NULL", name="ck_announcement_said"),
        sa.CheckConstraint(
            "outcome IN ('expired', 'failed', 'merged', 'spoken', 'withdrawn')", name="ck_announcement_outcome"
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name="fk_announcement_call_id"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_announcement_office"),
        sa.PrimaryKeyConstraint("call_id", "zone", name="pk_announcement"),
    )
    op.create_index("ix_call_counter", "call", ["office", "counter", "revision"])
