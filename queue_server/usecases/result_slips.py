"""Result slips: dossiers due for collection, brought in by other systems; a slip gives a number in their line."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.opening_hours import Holidays, no_holidays
from queue_server.domain.phone import PhoneCode
from queue_server.domain.procedure import fold
from queue_server.domain.result_slip import ResultSlip, SlipSearch, masked, refuse_unready
from queue_server.domain.ticket import ENDED, Ticket
from queue_server.domain.waiting_time import NO_OUTLOOK
from queue_server.usecases.issuing import IssueRequest, issue_in
from queue_server.usecases.moving import act
from queue_server.usecases.outlooks import Outlooks
from queue_server.usecases.ports.appointments import AppointmentReader
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once
from queue_server.usecases.ports.environment import Ids

KIND = "result_slips"
"""What the audit log calls them."""

TWICE = "%(dossier)s is there twice"
NO_RESULTS = "%(service)s gives out no results: %(allowed)s"
NO_SERVICE = "%(service)s is not a service of this office: %(allowed)s"
NONE_GIVES = "no service of this office gives out results; switch result slips on for one"
SLIP_PROBLEMS = (TWICE, NO_RESULTS, NO_SERVICE, NONE_GIVES)
"""All that can be wrong with an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipEntry:
    """A dossier as another system tells it."""

    dossier: str
    service: str
    due: date
    ready: bool
    name: str = ""
    """Kept masked, whoever sends it whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipProblem:
    """Why an entry is refused."""

    index: int
    field: str
    words: str
    """One of ``SLIP_PROBLEMS``."""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def reason(self) -> str:
        """What is wrong, in English."""
        return self.words % self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipsDone:
    """What became of entries."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    """As they were."""
    problems: tuple[SlipProblem, ...] = ()
    """With any of these nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What somebody with a slip got."""

    dossier: str
    ticket: str
    """Id of the ticket."""


class ResultSlips:
    """Keeps dossiers, and gives numbers for them."""

    def __init__(
        self,
        offices: Offices,
        reader: AppointmentReader,
        ids: Ids,
        holidays: Holidays = no_holidays,
        outlooks: Outlooks | None = None,
    ) -> None:
        """Without outlooks nobody is refused because the day is too short."""
        self._holidays = holidays
        self._outlooks = outlooks
        self._offices = offices
        self._reader = reader
        self._ids = ids

    def put(self, office: str, entries: Sequence[SlipEntry], by: str, *, dry_run: bool = False) -> SlipsDone:
        """Store entries, all or none: with a problem in any of them nothing changes.

        Args:
            office: code.
            entries: new or known dossiers; one that is known keeps the ticket that was taken with it. A service may be
                given by its code or by its name in any language, with or without marks.
            by: id of the operator, or what brought them.
            dry_run: only say what would become of them.

        Raises:
            Refusal: office_unknown.
        """

        def work(tx: OfficeTransaction) -> SlipsDone:
            named = _by_name(tx.office)
            known = [replace(one, service=named.get(fold(one.service), one.service)) for one in entries]
            problems = _problems(tx.office, known)
            if problems:
                return SlipsDone(problems=problems)
            counts = {"added": 0, "changed": 0, "kept": 0}
            for entry in known:
                before = tx.slips.get(entry.dossier)
                after = _slip(tx.office.code, entry, before)
                what = "added" if before is None else "kept" if before == after else "changed"
                counts[what] += 1
                if what != "kept" and not dry_run:
                    tx.slips.save(after)
            if not dry_run and counts["added"] + counts["changed"]:
                _audit(tx, by, AuditAction.CHANGED, {name: [None, str(count)] for name, count in counts.items()})
            return SlipsDone(added=counts["added"], changed=counts["changed"], kept=counts["kept"])

        return self._offices.change(office, work).value

    def wrong_service(self, office: Office) -> Callable[[str], tuple[str, dict[str, object]] | None]:
        """Return what tells what is wrong with a service, as an entry names it: words and their values."""
        named = _by_name(office)

        def wrong(service: str) -> tuple[str, dict[str, object]] | None:
            return _wrong_service(office, named.get(fold(service), service))

        return wrong

    def remove(self, office: str, dossier: str, by: str) -> None:
        """Remove a dossier.

        Raises:
            Refusal: office_unknown, slip_unknown.
        """

        def work(tx: OfficeTransaction) -> None:
            if not tx.slips.remove(dossier):
                raise _unknown(dossier)
            _audit(tx, by, AuditAction.REMOVED, {"removed": ["1", None]})

        self._offices.change(office, work)

    def get(self, office: str, dossier: str) -> ResultSlip:
        """Return a dossier's slip.

        Raises:
            Refusal: slip_unknown.
        """
        found = self.find(office, dossier)
        if found is None:
            raise _unknown(dossier)
        return found

    def find(self, office: str, dossier: str) -> ResultSlip | None:
        """Return a dossier's slip, None if there is none."""
        return self._reader.slip(office, dossier)

    def page(self, office: str, after: str, limit: int) -> Sequence[ResultSlip]:
        """Return slips in the order of their codes, from after one."""
        return self._reader.slips(office, after, limit)

    def search(self, office: str, search: SlipSearch, limit: int) -> Sequence[ResultSlip]:
        """Return slips that fit, by the day they are due and their code."""
        return self._reader.find_slips(office, search, limit)

    def collect(
        self,
        office: str,
        dossier: str,
        *,
        at_office: bool,
        kiosk: str | None = None,
        override: bool = False,
        language: str = "vi",
        once: Once[Collected] | None = None,
    ) -> Done[Collected]:
        """Give the number for a dossier; while it is open, asking again gives the same one.

        Args:
            office: code.
            dossier: its code; they are numbered, so knowing one means little.
            at_office: whether a kiosk or member of staff asks; else a phone, which may be anywhere.
            kiosk: its name, where a kiosk asks.
            override: staff give the number outside the hours and beyond the quota.
            language: of the ticket.
            once: makes the request one.

        Raises:
            NotNow: service_closed, outside the hours, on days off and on holidays; quota_reached, closing_soon.
            Refusal: office_unknown, slip_unknown, slip_early, slip_delayed, check_in_at_office, where phones get no
                numbers or only with the code at the entrance; kiosk_locked, service_unknown, numbers_exhausted.
        """
        ticket_id, token = self._ids.new_id(), self._ids.new_token()
        outlook = NO_OUTLOOK if self._outlooks is None else self._outlooks.of(office)

        def work(tx: OfficeTransaction) -> Collected:
            slip = tx.slips.get(dossier)
            if slip is None:
                raise _unknown(dossier)
            if not at_office and not _gives_to_phones(tx.office):
                raise Refusal("check_in_at_office", "take the number at the kiosk or with the staff")
            open_one = _open_ticket(tx, slip)
            if open_one is not None:
                return Collected(dossier=dossier, ticket=open_one.id)
            if not tx.office.service(slip.service).rules.booking.slips_unready:
                refuse_unready(slip, tx.at.astimezone(ZoneInfo(tx.office.time_zone)).date())
            request = IssueRequest(
                service=slip.service, dossier=dossier, language=language, override=override, kiosk=kiosk
            )
            issued = issue_in(tx, request, ticket_id, token, outlook, self._holidays)
            tx.slips.save(replace(slip, ticket=issued.id))
            return Collected(dossier=dossier, ticket=issued.id)

        return act(self._offices, office, work, once)


def _gives_to_phones(office: Office) -> bool:
    return office.phone_tickets and office.rules.phone.code is PhoneCode.NONE


def _open_ticket(tx: OfficeTransaction, slip: ResultSlip) -> Ticket | None:
    ticket = None if slip.ticket is None else tx.ticket(slip.ticket)
    return None if ticket is None or ticket.state in ENDED else ticket


def _slip(office: str, entry: SlipEntry, before: ResultSlip | None) -> ResultSlip:
    return ResultSlip(
        office=office,
        dossier=entry.dossier,
        service=entry.service,
        due=entry.due,
        ready=entry.ready,
        name=masked(entry.name),
        ticket=None if before is None else before.ticket,
    )


def _by_name(office: Office) -> dict[str, str]:
    """Return the codes of services by their folded names; codes count before names."""
    names = {fold(name): one.code for one in reversed(office.services) for name in one.name.values()}
    return names | {fold(one.code): one.code for one in office.services}


def _wrong_service(office: Office, service: str) -> tuple[str, dict[str, object]] | None:
    takes = {one.code for one in office.services if one.rules.booking.slips}
    if service in takes:
        return None
    known = service in {one.code for one in office.services}
    words = (NO_RESULTS if known else NO_SERVICE) if takes else NONE_GIVES
    return words, {"service": service, "allowed": ", ".join(sorted(takes))}


def _problems(office: Office, entries: Iterable[SlipEntry]) -> tuple[SlipProblem, ...]:
    problems, seen = [], set()
    for index, entry in enumerate(entries):
        if entry.dossier in seen:
            values: dict[str, object] = {"dossier": entry.dossier}
            problems.append(SlipProblem(index=index, field="dossier", words=TWICE, values=values))
        seen.add(entry.dossier)
        wrong = _wrong_service(office, entry.service)
        if wrong is not None:
            problems.append(SlipProblem(index=index, field="service", words=wrong[0], values=wrong[1]))
    return tuple(problems)


def _audit(tx: OfficeTransaction, by: str, action: AuditAction, changes: dict[str, list[str | None]]) -> None:
    tx.audit(AuditEntry(at=tx.at, by=by, office=tx.office.code, kind=KIND, target=KIND, action=action, changes=changes))


def _unknown(dossier: str) -> Refusal:
    return Refusal("slip_unknown", f"no result of a dossier {dossier!r} is known here")
