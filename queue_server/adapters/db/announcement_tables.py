"""The table of announcements; see ``tables``."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import is_one_of, metadata
from queue_server.domain.announced import Outcome

announcement = sa.Table(
    "announcement",
    metadata,
    sa.Column("call_id", sa.Text, sa.ForeignKey("call.call_id"), primary_key=True),
    sa.Column("zone", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("speaker", sa.Text, nullable=False),
    sa.Column("display", sa.Text, nullable=False),
    sa.Column("begun_at", sa.BigInteger),
    sa.Column("outcome", sa.Text),
    sa.Column("error", sa.Text),
    sa.Column("ended_at", sa.BigInteger),
    sa.CheckConstraint(is_one_of("outcome", Outcome), name="outcome"),
    sa.CheckConstraint("begun_at IS NOT NULL OR outcome IS NOT NULL", name="said"),
)
"""What became of a call in the loudspeakers of a zone."""
