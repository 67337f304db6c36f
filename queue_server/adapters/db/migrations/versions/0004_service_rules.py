"""What an office may set for one service."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the rules of services, as JSON; those that exist have the defaults."""
    op.add_column("service", sa.Column("rules", sa.Text, nullable=False, server_default="{}"))
