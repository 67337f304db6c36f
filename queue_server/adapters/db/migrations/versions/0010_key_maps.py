"""Key maps of the back office."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Give units a place for their key map."""
    op.add_column("unit", sa.Column("key_map", sa.Text))
