"""When whoever paused a counter means to be back."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the column; pauses that last now have no planned end."""
    op.add_column("desk", sa.Column("back_at", sa.BigInteger))
