"""What offices have learnt about the times of their services, and the skills of who is at their counters."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.event_codec import decode, decode_skills, encode
from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import desk, metadata, operator
from queue_server.adapters.db.upsert import upsert
from queue_server.domain.operator import Skill
from queue_server.domain.service_times import ServiceTimes

service_times = sa.Table(
    "service_times",
    metadata,
    sa.Column("office", sa.Text, sa.ForeignKey("office.code"), primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
)
"""What is known about how long each service takes, as JSON; see ``domain/service_times.py``."""

_OF_OFFICE = service_times.c.office == bindparam("of_office")
_ALL = sa.select(service_times.c.service, service_times.c.content).where(_OF_OFFICE)
_ONE = sa.select(service_times.c.content).where(_OF_OFFICE, service_times.c.service == bindparam("of_service"))
_SAVE = upsert(service_times, "content")
_SKILLS = (
    sa.select(operator.c.id, operator.c.skills)
    .join(desk, desk.c.operator == operator.c.id)
    .where(desk.c.office == bindparam("of_office"), operator.c.skills != "[]")
)


def foresee_times(sql: Sql, office: str) -> None:
    """Ask ahead for ``all_times`` and ``skills_at_desks``."""
    sql.foresee(_ALL, of_office=office)
    sql.foresee(_SKILLS, of_office=office)


def times_of(sql: Sql, office: str, service: str) -> ServiceTimes:
    """Return what is known of a service."""
    row = sql.one(_ONE, of_office=office, of_service=service)
    return ServiceTimes() if row is None else decode(row[0], ServiceTimes)


def all_times(sql: Sql, office: str) -> dict[str, ServiceTimes]:
    """Return what is known of the services of an office."""
    return {row[0]: decode(row[1], ServiceTimes) for row in sql.all(_ALL, of_office=office)}


def save_times(sql: Sql, office: str, service: str, times: ServiceTimes) -> None:
    """Store what is known of a service."""
    sql.do(_SAVE, office=office, service=service, content=encode(times))


def skills_at_desks(sql: Sql, office: str) -> Mapping[str, tuple[Skill, ...]]:
    """Return the skills of operators who have a counter of an office open, if they have any."""
    return {row[0]: decode_skills(row[1]) for row in sql.all(_SKILLS, of_office=office)}
