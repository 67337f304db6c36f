"""The tables of appointments and result slips; see ``tables``."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import is_one_of, metadata
from queue_server.domain.appointment import AppointmentState

HOLDING = (AppointmentState.BOOKED, AppointmentState.CHECKED_IN)
"""States in which an appointment holds its time."""

appointment = sa.Table(
    "appointment",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("begins_at", sa.BigInteger, nullable=False),
    sa.Column("ends_at", sa.BigInteger, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("ticket", sa.Text),
    sa.Column("remind_channel", sa.Text),
    sa.Column("remind_address", sa.Text),
    sa.Column("remind_agreed_at", sa.BigInteger),
    sa.UniqueConstraint("code"),
    sa.CheckConstraint(is_one_of("state", AppointmentState), name="state"),
    sa.Index("ix_appointment_begin", "office", "begins_at"),
)

result_slip = sa.Table(
    "result_slip",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("dossier", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("due", sa.Text, nullable=False, index=True),
    sa.Column("ready", sa.Boolean, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("ticket", sa.Text),
)
"""Dossiers whose results are due for collection; names are masked before they come here."""
