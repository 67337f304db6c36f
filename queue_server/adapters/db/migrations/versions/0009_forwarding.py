"""Copies of forwarded logs, how far the own log was forwarded, and boxes as devices."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

OPEN = sa.text("state IN ('called', 'held', 'serving', 'waiting')")


def upgrade() -> None:
    """Create the tables, and let a device be a box."""
    op.add_column("office", sa.Column("on_box", sa.Boolean, nullable=False, server_default=sa.false()))
    _admit_boxes()
    _create_copies()
    op.create_table(
        "outbox",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("newest", sa.BigInteger, nullable=False),
        sa.Column("reached_at", sa.BigInteger),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("problem_since", sa.BigInteger),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_outbox_office"),
        sa.PrimaryKeyConstraint("office", name="pk_outbox"),
    )


def _admit_boxes() -> None:
    if op.get_context().dialect.name == "sqlite":
        # SQLite makes the table anew; rows that refer to it are checked when all is done.
        op.execute("PRAGMA defer_foreign_keys = ON")
    columns: list[sa.schema.SchemaItem] = [
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_device_office"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("name", name="uq_device_name"),
        sa.UniqueConstraint("token_hash", name="uq_device_token_hash"),
        sa.CheckConstraint("kind IN ('bridge', 'display', 'kiosk')", name="ck_device_kind"),
    ]
    with op.batch_alter_table("device", copy_from=sa.Table("device", sa.MetaData(), *columns)) as batch:
        batch.drop_constraint("ck_device_kind", type_="check")
        batch.create_check_constraint("ck_device_kind", "kind IN ('box', 'bridge', 'display', 'kiosk')")


def _create_copies() -> None:
    op.create_table(
        "forwarded_office",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("history", sa.Integer, nullable=False),
        sa.Column("next_revision", sa.BigInteger, nullable=False),
        sa.Column("next_position", sa.Integer, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("newest", sa.BigInteger, nullable=False),
        sa.Column("configuration", sa.Text),
        sa.Column("service_day", sa.Text),
        sa.Column("desks", sa.Text, nullable=False),
        sa.Column("calls", sa.Text, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
        sa.Column("complete_at", sa.BigInteger),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_forwarded_office_office"),
        sa.PrimaryKeyConstraint("office", name="pk_forwarded_office"),
    )
    op.create_table(
        "forwarded_event",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("superseded_by", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("last", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["forwarded_office.office"], name="fk_forwarded_event_office"),
        sa.PrimaryKeyConstraint("office", "superseded_by", "revision", "position", name="pk_forwarded_event"),
    )
    op.create_table(
        "superseded_history",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("superseded_by", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("after", sa.BigInteger, nullable=False),
        sa.Column("newest", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["forwarded_office.office"], name="fk_superseded_history_office"),
        sa.PrimaryKeyConstraint("office", "superseded_by", name="pk_superseded_history"),
    )
    op.create_table(
        "forwarded_ticket",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("service_day", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("issued_at", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text),
        sa.Column("appointment", sa.Text),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("priority_class", sa.Text, nullable=False),
        sa.Column("then_services", sa.Text, nullable=False),
        sa.Column("legs", sa.Text, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["forwarded_office.office"], name="fk_forwarded_ticket_office"),
        sa.PrimaryKeyConstraint("office", "id", name="pk_forwarded_ticket"),
    )
    op.create_index("ix_forwarded_ticket_day", "forwarded_ticket", ["office", "service_day"])
    op.create_index(
        "ix_forwarded_ticket_open", "forwarded_ticket", ["office"], sqlite_where=OPEN, postgresql_where=OPEN
    )
