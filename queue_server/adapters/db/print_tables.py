"""The tables of tickets on paper."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import is_one_of, metadata
from queue_server.domain.paper import JobState

print_job = sa.Table(
    "print_job",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("ticket", sa.Text, nullable=False),
    sa.Column("printer", sa.Text, nullable=False),
    sa.Column("copy", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("paper", sa.Text, nullable=False),
    sa.Column("queued_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
    sa.UniqueConstraint("ticket", "copy"),
    sa.CheckConstraint(is_one_of("state", JobState), name="state"),
    sa.Index("ix_print_job_next", "printer", "state", "queued_at"),
    sa.Index("ix_print_job_office", "office", "state"),
)

printer_state = sa.Table(
    "printer_state",
    metadata,
    sa.Column("printer", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("looked_at", sa.BigInteger, nullable=False),
)

paper_layout = sa.Table(
    "paper_layout",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("whole", sa.Text, nullable=False),
)
