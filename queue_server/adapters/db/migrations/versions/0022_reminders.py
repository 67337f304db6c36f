"""Reminders of appointments."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Give appointments a place for where their holders want to be reminded."""
    op.add_column("appointment", sa.Column("remind_channel", sa.Text))
    op.add_column("appointment", sa.Column("remind_address", sa.Text))
    op.add_column("appointment", sa.Column("remind_agreed_at", sa.BigInteger))
