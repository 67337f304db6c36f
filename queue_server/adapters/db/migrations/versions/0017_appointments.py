"""Appointments and result slips."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "appointment",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("begins_at", sa.BigInteger, nullable=False),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("ticket", sa.Text),
        sa.CheckConstraint("state IN ('booked', 'cancelled', 'checked_in', 'missed')", name="ck_appointment_state"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_appointment_office"),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        sa.UniqueConstraint("code", name="uq_appointment_code"),
    )
    op.create_index("ix_appointment_begin", "appointment", ["office", "begins_at"])
    op.create_table(
        "result_slip",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("ready", sa.Boolean, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("ticket", sa.Text),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_result_slip_office"),
        sa.PrimaryKeyConstraint("office", "dossier", name="pk_result_slip"),
    )
    op.create_index("ix_result_slip_due", "result_slip", ["due"])
