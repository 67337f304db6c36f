"""Appointments at a counter."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Give counters a place for how many appointments they take; none means no limit of their own."""
    op.add_column("counter", sa.Column("appointments", sa.Integer))
