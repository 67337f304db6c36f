"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    _create_offices()
    _create_tickets()
    _create_people_and_machines()


def _index(name: str, columns: list[str], condition: str, unique: bool) -> None:
    where = sa.text(condition)
    op.create_index(name, "ticket", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _create_offices() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.CheckConstraint("id = 1", name="ck_installation_single"),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.create_table(
        "office",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("service_day", sa.Text),
        sa.Column("config_tag", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("day_start", sa.Text, nullable=False),
        sa.Column("phone_tickets", sa.Boolean, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_office"),
    )
    op.create_table(
        "service",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("first_number", sa.Integer, nullable=False),
        sa.Column("last_number", sa.Integer),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_service_office"),
        sa.PrimaryKeyConstraint("office", "code", name="pk_service"),
    )
    op.create_table(
        "counter",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("services", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_counter_office"),
        sa.PrimaryKeyConstraint("id", name="pk_counter"),
        sa.UniqueConstraint("office", "code", name="uq_counter_office_code"),
    )
    op.create_table(
        "series",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("service_day", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("last_sequence", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_series_office"),
        sa.PrimaryKeyConstraint("office", "service_day", "prefix", name="pk_series"),
    )
    op.create_table(
        "desk",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("counter", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("operator", sa.Text),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("state IN ('closed', 'open', 'paused')", name="ck_desk_state"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_desk_office"),
        sa.PrimaryKeyConstraint("office", "counter", name="pk_desk"),
    )
    op.create_table(
        "step",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("counter", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_step_office"),
        sa.PrimaryKeyConstraint("office", "counter", name="pk_step"),
    )


def _create_tickets() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("service_day", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("issued_at", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text),
        sa.Column("appointment", sa.Text),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("dossier", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("priority_class", sa.Text, nullable=False),
        sa.Column("then_services", sa.Text, nullable=False),
        sa.Column("legs", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("counter", sa.Text),
        sa.Column("held_until", sa.BigInteger),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
        sa.Column("waited_before_s", sa.Double, nullable=False),
        sa.Column("placement", sa.Text, nullable=False),
        sa.Column("bound_counter", sa.Text),
        sa.Column("bound_operator", sa.Text),
        sa.CheckConstraint("counter IS NOT NULL OR state NOT IN ('called', 'serving')", name="ck_ticket_counter"),
        sa.CheckConstraint("placement IN ('by_time', 'first', 'last')", name="ck_ticket_placement"),
        sa.CheckConstraint("priority_class IN ('appointment', 'normal', 'priority')", name="ck_ticket_priority_class"),
        sa.CheckConstraint(
            "state IN ('called', 'cancelled', 'expired', 'finished', 'held', 'no_show', 'serving', 'waiting')",
            name="ck_ticket_state",
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_ticket_office"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.UniqueConstraint(
            "office", "service_day", "prefix", "sequence", name="uq_ticket_office_service_day_prefix_sequence"
        ),
        sa.UniqueConstraint("token", name="uq_ticket_token"),
    )
    _index("ix_ticket_at_counter", ["office", "counter"], "state IN ('called', 'serving')", unique=True)
    _index("ix_ticket_held", ["office", "held_until"], "state = 'held'", unique=False)
    open_states = "state IN ('called', 'held', 'serving', 'waiting')"
    _index("ix_ticket_open_number", ["office", "prefix", "number"], open_states, unique=True)
    alike = ["office", "service", "priority_class", "placement", "bound_counter", "bound_operator"]
    _index("ix_ticket_waiting", alike, "state = 'waiting'", unique=False)
    op.create_table(
        "event",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_event_office"),
        sa.PrimaryKeyConstraint("office", "revision", "position", name="pk_event"),
    )
    op.create_table(
        "call",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("counter", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("called_at", sa.BigInteger, nullable=False),
        sa.Column("announce_at", sa.BigInteger, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.CheckConstraint("kind IN ('call', 'recall')", name="ck_call_kind"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_call_office"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name="fk_call_ticket"),
        sa.PrimaryKeyConstraint("call_id", name="pk_call"),
        sa.UniqueConstraint("office", "revision", "position", name="uq_call_office_revision_position"),
    )
    op.create_table(
        "once",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("request_hash", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_once_office"),
        sa.PrimaryKeyConstraint("office", "key", name="pk_once"),
    )
    op.create_index("ix_once_at", "once", ["at"])


def _create_people_and_machines() -> None:
    op.create_table(
        "operator",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("office", sa.Text),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'auditor', 'operator', 'receptionist', 'supervisor')", name="ck_operator_role"
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_operator_office"),
        sa.PrimaryKeyConstraint("id", name="pk_operator"),
        sa.UniqueConstraint("username", name="uq_operator_username"),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name="fk_session_operator"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
    )
    op.create_index("ix_session_operator", "session", ["operator"])
    op.create_table(
        "device",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('bridge', 'display', 'kiosk')", name="ck_device_kind"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_device_office"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("name", name="uq_device_name"),
        sa.UniqueConstraint("token_hash", name="uq_device_token_hash"),
    )
    op.create_table(
        "unit",
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("counter", sa.Text),
        sa.Column("key_actions", sa.Text, nullable=False),
        sa.Column("serial", sa.Text),
        sa.Column("boot", sa.BigInteger),
        sa.Column("sequence", sa.BigInteger),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("next_number", sa.Text),
        sa.Column("last_code", sa.Text),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name="fk_unit_device"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name="fk_unit_office"),
        sa.PrimaryKeyConstraint("device", "name", name="pk_unit"),
    )
    op.create_index("ix_unit_office", "unit", ["office"])
