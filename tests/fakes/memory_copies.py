"""In-memory twin of the copies of forwarded logs."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from queue_server.adapters.db.copy_tickets import recorded_of
from queue_server.adapters.db.event_codec import decode
from queue_server.domain.errors import Refusal
from queue_server.domain.forwarding import (
    Beginning,
    CopyState,
    Cursor,
    LogRow,
    Mark,
    Parcel,
    Unexpected,
    check_history,
    configuration_digest,
    marked_revisions,
    new_rows,
)
from queue_server.domain.office import Desk, Office
from queue_server.domain.replay import Replay
from queue_server.domain.ticket import ENDED
from queue_server.usecases.ports.forwarding import CopiedOffice, CopyAge, Superseded
from tests.fakes.memory_offices import MemoryDatabase


@dataclass
class Copy:
    """What is kept of one office."""

    cursor: Cursor
    seen_at: datetime
    rows: list[LogRow] = field(default_factory=list)
    newest: int = 0
    configuration: str | None = None
    complete_at: datetime | None = None
    superseded: list[tuple[Superseded, list[LogRow]]] = field(default_factory=list)


class MemoryCopies:
    """See ``Copies``: all is replayed whenever somebody asks."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._copies: dict[str, Copy] = {}

    def state(self, office: str) -> CopyState:
        return self._state(self._copies.get(office), with_marks=True)

    def begin(self, office: str, beginning: Beginning) -> CopyState:
        if office not in self._database.state.offices:
            raise Refusal("office_unknown", f"there is no office {office!r}", "office")
        now = self._database.clock.now()
        copy = self._copies.get(office) or Copy(cursor=Cursor(epoch=None, history=0), seen_at=now)
        if beginning.expected != copy.cursor:
            raise Unexpected("log_replaced", "this was decided for another state of the copy", copy.cursor)
        common = [one for one in copy.rows if one.revision <= beginning.after]
        if beginning.after or beginning.digest:
            last = next((one for one in reversed(common) if one.revision == beginning.after), None)
            if last is None or not last.last or last.digest != beginning.digest:
                detail = f"revision {beginning.after} is another one in the copy"
                raise Unexpected("log_conflict", detail, copy.cursor)
        history, gone = copy.cursor.history + 1, copy.rows[len(common) :]
        if gone:
            kept = Superseded(
                history=history,
                epoch=copy.cursor.epoch or "",
                after=beginning.after,
                newest=gone[-1].revision,
                rows=len(gone),
                at=now,
            )
            copy.superseded.append((kept, gone))
        copy.cursor = Cursor(epoch=beginning.epoch, history=history, revision=beginning.after + 1)
        copy.rows, copy.newest = common, beginning.after
        self._copies[office] = copy
        return self._state(copy, with_marks=True)

    def append(self, office: str, parcel: Parcel) -> CopyState:
        copy = self._copies.get(office)
        if copy is None:
            raise Unexpected("log_replaced", "nothing of this office is copied yet", Cursor(epoch=None, history=0))
        check_history(copy.cursor, parcel.epoch, parcel.history)
        fresh = new_rows(copy.cursor, parcel, copy.rows[-1].digest if copy.rows else "")
        if parcel.configuration is not None:
            copy.configuration = parcel.configuration
        copy.rows += fresh
        copy.newest, copy.seen_at = max(parcel.newest, copy.newest), self._database.clock.now()
        if fresh:
            revision, position = fresh[-1].following
            copy.cursor = replace(copy.cursor, revision=revision, position=position)
        if copy.cursor.revision > copy.newest:
            copy.complete_at = copy.seen_at
        elif fresh:
            copy.complete_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=fresh[-1].at)
        return self._state(copy, with_marks=False)

    def ages(self) -> Sequence[CopyAge]:
        return [
            CopyAge(
                office=code,
                revision=copy.cursor.revision - 1,
                newest=copy.newest,
                complete_at=copy.complete_at,
                seen_at=copy.seen_at,
            )
            for code, copy in sorted(self._copies.items())
        ]

    def office(self, code: str) -> CopiedOffice | None:
        copy = self._copies.get(code)
        if copy is None or copy.configuration is None:
            return None
        replay = Replay(code)
        for row in copy.rows:
            recorded = recorded_of(code, row)
            if recorded is None:
                replay.skipped += 1
            else:
                replay.take(recorded)
        office = decode(copy.configuration, Office)
        opened = (one for one in replay.tickets.values() if one.state not in ENDED)
        return CopiedOffice(
            office=office,
            epoch=copy.cursor.epoch or "",
            revision=copy.cursor.revision - 1,
            newest=copy.newest,
            service_day=replay.service_day,
            desks=tuple(replay.desks.get(one.code) or Desk(counter=one.code) for one in office.counters),
            calls=tuple(replay.calls),
            open_tickets=tuple(sorted(opened, key=lambda one: (one.issued_at, one.prefix, one.sequence))),
            complete_at=copy.complete_at,
            seen_at=copy.seen_at,
            skipped=replay.skipped,
        )

    def superseded(self, office: str) -> Sequence[Superseded]:
        return [kept for kept, _ in self._copies[office].superseded] if office in self._copies else []

    def rows(self, office: str, history: int, after_revision: int, most: int) -> Sequence[LogRow]:
        copy = self._copies.get(office)
        if copy is None:
            return []
        histories = {0: copy.rows} | {kept.history: rows for kept, rows in copy.superseded}
        return [one for one in histories.get(history, []) if one.revision > after_revision][:most]

    @staticmethod
    def _state(copy: Copy | None, *, with_marks: bool) -> CopyState:
        if copy is None:
            return CopyState(cursor=Cursor(epoch=None, history=0), before="", marks=(), configuration="")
        last = {one.revision: one for one in copy.rows}
        marked = marked_revisions(copy.cursor.revision - 1) if with_marks else []
        return CopyState(
            cursor=copy.cursor,
            before=copy.rows[-1].digest if copy.rows else "",
            marks=tuple(Mark(revision=one, digest=last[one].digest) for one in marked if one in last),
            configuration=configuration_digest(copy.configuration or ""),
        )
