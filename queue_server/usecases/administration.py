"""Changing offices, their services and counters while they work: checked, compared, audited, seen at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Counter, DeskState, Office, Service
from queue_server.domain.office_rules import check_office
from queue_server.domain.operator import Operator, Right
from queue_server.usecases.comparing import differences, refuse_if_changed
from queue_server.usecases.configuring import configured
from queue_server.usecases.ports.accounts import OfficeSetup
from queue_server.usecases.ports.audit import AuditAction
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.environment import Ids
from queue_server.usecases.reminding import replan_service

T = TypeVar("T")
Item = TypeVar("Item", bound=Service | Counter)

_APART = ("services", "counters", "notices", "display_revision")
"""Parts of an office that are edited apart from its own fields."""


class Administration:
    """What administrators do with offices; each change takes effect with its commit."""

    def __init__(self, offices: Offices, setup: OfficeSetup, ids: Ids) -> None:
        self._offices = offices
        self._setup = setup
        self._ids = ids

    def add_office(self, by: Operator, office: Office) -> Office:
        """Add an office without services and counters.

        Raises:
            Refusal: forbidden, taken, and what ``check_office`` refuses.
        """
        if by.office is not None:
            raise Refusal("forbidden", "only an administrator of all offices may add one")
        refuse_unless_administrator(by, office.code)
        check_office(office)
        if not self._setup.add_office(office, by.id):
            raise Refusal("taken", f"there is an office {office.code!r} already", "code")
        return office

    def change_office(self, by: Operator, code: str, change: Callable[[Office], Office], tag: str | None) -> Office:
        """Change an office's own fields; services and counters stay.

        Raises:
            Refusal: forbidden, office_unknown, changed_meanwhile, and what ``check_office`` refuses.
        """

        def work(tx: OfficeTransaction) -> Office:
            before = bare(tx.office)
            after = bare(change(before))
            refuse_if_changed(before, after, tag)
            kept = {name: getattr(tx.office, name) for name in _APART}
            present = tx.office.rules
            rules = replace(after.rules, kiosk_locks=present.kiosk_locks, paper_places=present.paper_places)
            wanted = replace(after, rules=rules, **kept)
            _store(tx, by, wanted, "office", code, AuditAction.CHANGED, differences(before, after))
            return wanted

        return self._configure(by, code, work)

    def remove_office(self, by: Operator, code: str, tag: str | None) -> None:
        """Remove an office that was added by mistake, with its services, counters and devices.

        Raises:
            Refusal: forbidden, office_unknown, changed_meanwhile, office_on_box, office_used, office_staffed.
        """
        refuse_unless_administrator(by, code)
        if by.office is not None:
            raise Refusal("forbidden", "only an administrator of all offices may remove one")
        self._setup.remove_office(code, by.id, lambda office: refuse_if_changed(bare(office), None, tag))

    def add_service(self, by: Operator, office: str, service: Service, position: int | None = None) -> Service:
        """Add a service to an office; without a position as the last one.

        Raises:
            Refusal: forbidden, office_unknown, taken, and what ``check_office`` refuses.
        """

        def work(tx: OfficeTransaction) -> Service:
            _refuse_taken(tx.office.services, service)
            services = _put(tx.office.services, service, position)
            wanted = replace(tx.office, services=services)
            _store(tx, by, wanted, "service", service.code, AuditAction.ADDED, differences(None, service))
            return service

        return self._configure(by, office, work)

    def change_service(
        self,
        by: Operator,
        office: str,
        code: str,
        change: Callable[[Service], Service],
        position: int | None,
        tag: str | None,
    ) -> Service:
        """Change a service; its code stays.

        Raises:
            Refusal: forbidden, office_unknown, service_unknown, changed_meanwhile, and what ``check_office`` refuses.
        """

        def work(tx: OfficeTransaction) -> Service:
            before = tx.office.service(code)
            after = replace(change(before), code=code)
            refuse_if_changed(before, after, tag)
            wanted = replace(tx.office, services=_put(tx.office.services, after, position))
            _store(tx, by, wanted, "service", code, AuditAction.CHANGED, differences(before, after))
            _go_on_behind(tx, before, after)
            if before.rules.booking != after.rules.booking:
                replan_service(tx, code)
            return after

        return self._configure(by, office, work)

    def remove_service(self, by: Operator, office: str, code: str, tag: str | None) -> None:
        """Remove a service that nobody waits for and no counter serves.

        Raises:
            Refusal: forbidden, office_unknown, service_unknown, changed_meanwhile, in_use.
        """

        def work(tx: OfficeTransaction) -> None:
            before = tx.office.service(code)
            refuse_if_changed(before, None, tag)
            counters = [one.code for one in tx.office.counters if code in one.services]
            if counters:
                raise Refusal("service_served", f"{code} is served at counter {', '.join(counters)}")
            numbers = [one.number for one in tx.open_tickets() if one.leg.service == code or code in one.progress.then]
            if numbers:
                raise Refusal("in_use", f"{len(numbers)} tickets are open, such as {numbers[0]}")
            services = tuple(one for one in tx.office.services if one.code != code)
            wanted = replace(tx.office, services=services)
            _store(tx, by, wanted, "service", code, AuditAction.REMOVED, differences(before, None))

        self._configure(by, office, work)

    def add_counter(
        self,
        by: Operator,
        office: str,
        code: str,
        name: str,
        services: Sequence[str],
        position: int | None = None,
        appointments: int | None = None,
    ) -> Counter:
        """Add a counter to an office; without a position as the last one.

        Raises:
            Refusal: forbidden, office_unknown, taken, and what ``check_office`` refuses.
        """
        new_id = self._ids.new_id()
        counter = Counter(id=new_id, code=code, name=name, services=tuple(services), appointments=appointments)

        def work(tx: OfficeTransaction) -> Counter:
            _refuse_taken(tx.office.counters, counter)
            wanted = replace(tx.office, counters=_put(tx.office.counters, counter, position))
            _store(tx, by, wanted, "counter", code, AuditAction.ADDED, differences(None, counter))
            return counter

        return self._configure(by, office, work)

    def change_counter(
        self,
        by: Operator,
        office: str,
        code: str,
        change: Callable[[Counter], Counter],
        position: int | None,
        tag: str | None,
    ) -> Counter:
        """Change a counter; its code and id stay.

        Raises:
            Refusal: forbidden, office_unknown, counter_unknown, changed_meanwhile, and what ``check_office`` refuses.
        """

        def work(tx: OfficeTransaction) -> Counter:
            before = tx.office.counter(code)
            after = replace(change(before), code=code, id=before.id)
            refuse_if_changed(before, after, tag)
            wanted = replace(tx.office, counters=_put(tx.office.counters, after, position))
            _store(tx, by, wanted, "counter", code, AuditAction.CHANGED, differences(before, after))
            return after

        return self._configure(by, office, work)

    def remove_counter(self, by: Operator, office: str, code: str, tag: str | None) -> None:
        """Remove a closed counter that no ticket is meant for.

        Raises:
            Refusal: forbidden, office_unknown, counter_unknown, changed_meanwhile, in_use.
        """

        def work(tx: OfficeTransaction) -> None:
            before = tx.office.counter(code)
            refuse_if_changed(before, None, tag)
            if tx.desk(code).state is not DeskState.CLOSED:
                raise Refusal("in_use", f"counter {code} is open")
            for ticket in tx.open_tickets():
                if code in (ticket.counter, ticket.leg.bound_counter, ticket.leg.come_back_to):
                    raise Refusal("in_use", f"{ticket.number} is meant for counter {code}")
            wanted = replace(tx.office, counters=tuple(one for one in tx.office.counters if one.code != code))
            _store(tx, by, wanted, "counter", code, AuditAction.REMOVED, differences(before, None))

        self._configure(by, office, work)

    def _configure(self, by: Operator, office: str, work: Callable[[OfficeTransaction], T]) -> T:
        refuse_unless_administrator(by, office)
        return self._offices.change(office, work).value


def refuse_unless_administrator(by: Operator, office: str | None) -> None:
    """Refuse those who may not administer an office; None stands for all offices.

    Raises:
        Refusal: forbidden.
    """
    allowed = by.office is None and by.may(Right.ADMINISTER, "") if office is None else by.may(Right.ADMINISTER, office)
    if not allowed:
        raise Refusal("forbidden", f"{by.username} does not administer {'all offices' if office is None else office}")


def bare(office: Office) -> Office:
    """Return an office with its own fields alone, without what is edited apart from them."""
    rules = replace(office.rules, kiosk_locks=(), paper_places=())
    return replace(office, rules=rules, services=(), counters=(), notices=(), display_revision=0)


def _refuse_taken(items: tuple[Item, ...], item: Item) -> None:
    if any(one.code == item.code for one in items):
        raise Refusal("taken", f"there is a {item.code!r} already", "code")


def _go_on_behind(tx: OfficeTransaction, before: Service, after: Service) -> None:
    """Let a series that begins lower from now on go on behind today's numbers; else it would give them again."""
    lowered = before.first_number - after.first_number
    if lowered <= 0 or before.prefix != after.prefix or after.last_number is not None or tx.service_day is None:
        return
    given = tx.series_last(after.prefix)
    if given:
        tx.take_sequence(after.prefix, given + lowered)


def _put(items: tuple[Item, ...], item: Item, position: int | None) -> tuple[Item, ...]:
    """Return the items with one put at its place, or kept where it is."""
    codes = [one.code for one in items]
    known = codes.index(item.code) if item.code in codes else len(items)
    others = [one for one in items if one.code != item.code]
    place = known if position is None else max(0, min(position - 1, len(others)))
    return (*others[:place], item, *others[place:])


def _store(
    tx: OfficeTransaction,
    by: Operator,
    wanted: Office,
    kind: str,
    target: str,
    action: AuditAction,
    changes: dict[str, list[str | None]],
) -> None:
    """Store a changed configuration with its event and its line in the audit log; an unchanged one leaves nothing."""
    if wanted == tx.office:
        return
    check_office(wanted)
    tx.save_office(wanted)
    configured(tx, by.id, kind, target, changes, action)
