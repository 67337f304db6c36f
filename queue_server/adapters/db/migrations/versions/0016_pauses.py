"""Since when a counter is open, paused or closed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Give desks their time."""
    op.add_column("desk", sa.Column("since", sa.BigInteger))
