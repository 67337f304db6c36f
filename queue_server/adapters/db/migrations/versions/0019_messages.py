"""Messages to phones."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "notify_contact",
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("consented_at", sa.BigInteger, nullable=False),
        sa.CheckConstraint("channel IN ('mail', 'push', 'webhook')", name="ck_notify_contact_channel"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_notify_contact_office"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name="fk_notify_contact_ticket"),
        sa.PrimaryKeyConstraint("ticket", "channel", name="pk_notify_contact"),
    )
    op.create_index("ix_notify_contact_office", "notify_contact", ["office"])
    op.create_table(
        "notify_message",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("error", sa.Text),
        sa.Column("ended_at", sa.BigInteger),
        sa.CheckConstraint("kind IN ('called', 'near', 'reminder')", name="ck_notify_message_kind"),
        sa.CheckConstraint("channel IN ('mail', 'push', 'webhook')", name="ck_notify_message_channel"),
        sa.CheckConstraint("state IN ('dead', 'queued', 'sent')", name="ck_notify_message_state"),
        sa.CheckConstraint("state = 'queued' OR address = ''", name="ck_notify_message_address"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_notify_message_office"),
        sa.PrimaryKeyConstraint("id", name="pk_notify_message"),
    )
    op.create_index("ix_notify_message_due", "notify_message", ["state", "next_at"])
    op.create_index("ix_notify_message_ticket", "notify_message", ["ticket"])
