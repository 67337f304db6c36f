"""Forwarding an office's log to the province: what the province lacks goes there in order, at least once."""

from dataclasses import replace
from datetime import datetime, timedelta

from queue_server.domain.errors import Refusal
from queue_server.domain.forwarding import Beginning, CopyState, Parcel, configuration_digest
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.forwarding import Forwarded, OfficeLog, Province

MOST_ROWS = 200
MOST_BYTES = 40_000
"""Bytes of events in a parcel; the province takes requests of 64 KiB."""

NOTED_EVERY = timedelta(seconds=30)
"""How often success is stored; each time the disk has to be waited for."""


class Forwarding:
    """Forwards one office; used by one task at a time.

    It keeps nothing that matters: where to go on is known to the province, and asked at every start and after every
    refusal.
    """

    def __init__(self, log: OfficeLog, province: Province, clock: Clock, office: str) -> None:
        self._log = log
        self._province = province
        self._clock = clock
        self._office = office
        self._state: CopyState | None = None
        self._noted_at: datetime | None = None
        known = {one.office: one for one in log.noted()}
        self._forwarded = known.get(office) or Forwarded(
            office=office, revision=0, newest=0, reached_at=None, problem="", problem_since=None
        )

    @property
    def forwarded(self) -> Forwarded:
        """How far the province is behind, as far as known."""
        return self._forwarded

    def step(self) -> bool:
        """Send one parcel, also an empty one; return whether more is waiting.

        Raises:
            LinkDown: the province could not be reached, or wants a pause.
            Refusal: the province refused; the next step begins with asking what it expects.
        """
        try:
            if self._state is None:
                self._state = self._agreed()
            self._state, newest = self._sent(self._state)
        except Refusal:
            self._state = None
            raise
        behind = self._state.cursor.revision <= newest
        self._reached(self._state, newest)
        return behind

    def ask(self) -> CopyState:
        """Return what the province expects next, and change nothing.

        Raises:
            LinkDown: the province could not be reached.
            Refusal: the province refused.
        """
        return self._province.state(self._office)

    def failed(self, sentence: str) -> None:
        """Note why a step failed."""
        same = self._forwarded.problem != ""
        since = self._forwarded.problem_since if same else self._clock.now()
        self._forwarded = replace(
            self._forwarded,
            newest=self._log.newest(self._office),
            problem=sentence,
            problem_since=since,
        )
        if not same or self._is_note_due():
            self._note()

    def _sent(self, state: CopyState) -> tuple[CopyState, int]:
        place = state.cursor.place
        newest = self._log.newest(self._office)
        rows = self._log.rows(self._office, place, MOST_ROWS, MOST_BYTES)
        configuration = self._log.configuration(self._office)
        known = state.configuration == configuration_digest(configuration)
        parcel = Parcel(
            epoch=self._log.epoch(),
            history=state.cursor.history,
            before=self._digest_before(place),
            rows=tuple(rows),
            newest=newest,
            configuration=None if known else configuration,
        )
        return self._province.deliver(self._office, parcel), newest

    def _agreed(self) -> CopyState:
        """Return what the province expects, after it was told where this log parts from its copy."""
        state, epoch = self._province.state(self._office), self._log.epoch()
        if state.cursor.epoch == epoch and state.before == self._digest_before(state.cursor.place):
            return state
        after, digest = self._common(state)
        return self._province.begin(
            self._office, Beginning(epoch=epoch, expected=state.cursor, after=after, digest=digest)
        )

    def _common(self, state: CopyState) -> tuple[int, str]:
        """Return the newest marked revision that is the same here, with its digest."""
        for mark in state.marks:
            if self._digest_before((mark.revision + 1, 0)) == mark.digest:
                return mark.revision, mark.digest
        return 0, ""

    def _digest_before(self, place: tuple[int, int]) -> str:
        row = self._log.last_row_before(self._office, place)
        return "" if row is None else row.digest

    def _reached(self, state: CopyState, newest: int) -> None:
        had_problem = self._forwarded.problem != ""
        self._forwarded = Forwarded(
            office=self._office,
            revision=state.cursor.revision - 1,
            newest=newest,
            reached_at=self._clock.now(),
            problem="",
            problem_since=None,
        )
        if had_problem or self._is_note_due():
            self._note()

    def _is_note_due(self) -> bool:
        return self._noted_at is None or self._clock.now() - self._noted_at >= NOTED_EVERY

    def _note(self) -> None:
        self._log.note(self._forwarded)
        self._noted_at = self._clock.now()
