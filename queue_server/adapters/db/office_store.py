"""Offices as configured, read again only when their configuration changed."""

import secrets
from datetime import date, time

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.display_store import shown_on_displays
from queue_server.adapters.db.event_codec import decode, decode_codes, decode_texts, encode
from queue_server.adapters.db.sql import Row, Sql, Value
from queue_server.adapters.db.tables import counter, office, service
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Counter, Office, Rules, Service, ServiceRules

_ONE = sa.select(
    office.c.code,
    office.c.name,
    office.c.time_zone,
    office.c.day_start,
    office.c.phone_tickets,
    office.c.rules,
).where(office.c.code == bindparam("of_office"))
_STATE = sa.select(office.c.revision, office.c.service_day, office.c.config_tag, office.c.on_box).where(
    office.c.code == bindparam("of_office")
)
_STATES = sa.select(office.c.revision, office.c.service_day, office.c.config_tag, office.c.code).order_by(office.c.code)
_CODES = sa.select(office.c.code).order_by(office.c.code)
_SERVICES = (
    sa.select(
        service.c.code,
        service.c.name,
        service.c.prefix,
        service.c.open,
        service.c.first_number,
        service.c.last_number,
        service.c.rules,
    )
    .where(service.c.office == bindparam("of_office"))
    .order_by(service.c.position)
)
_COUNTERS = (
    sa.select(counter.c.id, counter.c.code, counter.c.name, counter.c.services, counter.c.appointments)
    .where(counter.c.office == bindparam("of_office"))
    .order_by(counter.c.position)
)
_COUNTER_BY_ID = sa.select(counter.c.office, counter.c.code).where(counter.c.id == bindparam("of_id"))
_OFFICE_ADD = sa.insert(office)
_OFFICE_SAVE = (
    sa.update(office)
    .where(office.c.code == bindparam("of_office"))
    .values(
        {name: bindparam(name) for name in ("config_tag", "name", "time_zone", "day_start", "phone_tickets", "rules")}
    )
)
_SERVICES_REMOVE = sa.delete(service).where(service.c.office == bindparam("of_office"))
_COUNTERS_REMOVE = sa.delete(counter).where(counter.c.office == bindparam("of_office"))
_SERVICE_ADD = sa.insert(service)
_COUNTER_ADD = sa.insert(counter)


class OfficeConfigs:
    """Offices by code, each kept until its tag changes.

    The tag is random, so that one which was rolled back never comes again with another configuration.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Office]] = {}

    def get(self, sql: Sql, code: str, tag: str) -> Office:
        """Return an office whose row has this tag."""
        kept = self._kept.get(code)
        if kept is None or kept[0] != tag:
            kept = self._kept[code] = (tag, _load(sql, code))
        return kept[1]


class OfficeState:
    """What a row of the table ``office`` says beside the configuration."""

    __slots__ = ("config_tag", "on_box", "revision", "service_day")

    def __init__(self, row: Row) -> None:
        self.revision: int = row[0]
        self.service_day: date | None = None if row[1] is None else date.fromisoformat(row[1])
        self.config_tag: str = row[2]
        self.on_box = bool(row[3])


def foresee_state(sql: Sql, code: str) -> None:
    """Ask ahead for ``office_state``."""
    sql.foresee(_STATE, of_office=code)


def office_state(sql: Sql, code: str) -> OfficeState:
    """Return the state of an office.

    Raises:
        Refusal: office_unknown.
    """
    row = sql.one(_STATE, of_office=code)
    if row is None:
        raise office_unknown(code)
    return OfficeState(row)


def office_states(sql: Sql) -> dict[str, OfficeState]:
    """Return the states of all offices by code."""
    return {row[3]: OfficeState(row) for row in sql.all(_STATES)}


def office_unknown(code: str) -> Refusal:
    """Return the refusal of an unknown office."""
    return Refusal("office_unknown", f"there is no office {code!r}", "office")


def refuse_on_box(sql: Sql, code: str) -> None:
    """Refuse an office that works on its own box.

    Raises:
        Refusal: office_on_box.
    """
    row = sql.one(_STATE, of_office=code)
    if row is not None and OfficeState(row).on_box:
        raise Refusal("office_on_box", f"office {code} works on its own box; its queue is changed there alone")


def is_known(sql: Sql, code: str) -> bool:
    """Return whether there is an office of this code."""
    return sql.one(_STATE, of_office=code) is not None


def office_codes(sql: Sql) -> list[str]:
    """Return the codes of all offices in their order."""
    return [row[0] for row in sql.all(_CODES)]


def counter_by_id(sql: Sql, counter_id: str) -> tuple[str, str] | None:
    """Return (office code, counter code) of a counter's id."""
    row = sql.one(_COUNTER_BY_ID, of_id=counter_id)
    return None if row is None else (row[0], row[1])


def add_office(sql: Sql, one: Office, revision: int) -> None:
    """Store a new office, under a new tag.

    Args:
        revision: of its first event.
    """
    sql.run(
        _OFFICE_ADD,
        code=one.code,
        revision=revision,
        service_day=None,
        on_box=False,
        **_settings_of(one),
    )
    _add_services_and_counters(sql, one)


def save_office(sql: Sql, one: Office) -> None:
    """Replace the configuration of an office, under a new tag."""
    sql.run(_OFFICE_SAVE, of_office=one.code, **_settings_of(one))
    sql.run(_SERVICES_REMOVE, of_office=one.code)
    sql.run(_COUNTERS_REMOVE, of_office=one.code)
    _add_services_and_counters(sql, one)


def _settings_of(one: Office) -> dict[str, Value]:
    """Return what is configured of an office itself, under a new tag."""
    return {
        "config_tag": secrets.token_hex(8),
        "name": one.name,
        "time_zone": one.time_zone,
        "day_start": one.day_start.isoformat(),
        "phone_tickets": one.phone_tickets,
        "rules": encode(one.rules),
    }


def _add_services_and_counters(sql: Sql, one: Office) -> None:
    for position, offered in enumerate(one.services):
        sql.run(
            _SERVICE_ADD,
            office=one.code,
            code=offered.code,
            position=position,
            name=encode(offered.name),
            prefix=offered.prefix,
            open=offered.open,
            first_number=offered.first_number,
            last_number=offered.last_number,
            rules=encode(offered.rules),
        )
    for position, place in enumerate(one.counters):
        sql.run(
            _COUNTER_ADD,
            id=place.id,
            office=one.code,
            code=place.code,
            position=position,
            name=place.name,
            services=encode(place.services),
            appointments=place.appointments,
        )


def _load(sql: Sql, code: str) -> Office:
    row = sql.one(_ONE, of_office=code)
    if row is None:
        raise office_unknown(code)
    display_revision, notices = shown_on_displays(sql, code)
    return Office(
        code=row[0],
        name=row[1],
        time_zone=row[2],
        day_start=time.fromisoformat(row[3]),
        phone_tickets=bool(row[4]),
        rules=decode(row[5], Rules),
        services=tuple(
            Service(
                code=one[0],
                name=decode_texts(one[1]),
                prefix=one[2],
                open=bool(one[3]),
                first_number=one[4],
                last_number=one[5],
                rules=decode(one[6], ServiceRules),
            )
            for one in sql.all(_SERVICES, of_office=code)
        ),
        counters=tuple(
            Counter(id=one[0], code=one[1], name=one[2], services=decode_codes(one[3]), appointments=one[4])
            for one in sql.all(_COUNTERS, of_office=code)
        ),
        notices=notices,
        display_revision=display_revision,
    )
