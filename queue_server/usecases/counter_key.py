"""Keys of call boxes: one press acts exactly once and always gets an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from queue_server.domain.counter_events import CounterOpened, CounterResumed
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.key_action import WITHOUT_COUNTER, KeyAction, Verb, parse_action
from queue_server.domain.office import DeskState
from queue_server.domain.opening_hours import Holidays, no_holidays
from queue_server.domain.rating import RatedBy
from queue_server.domain.selection import Place, waiting_for
from queue_server.domain.wait_estimate import WaitEstimate
from queue_server.domain.waiting_time import NO_OUTLOOK, Outlook
from queue_server.usecases.calling import call_next_in, recall_in
from queue_server.usecases.counter_access import services_of
from queue_server.usecases.counter_session import change_desk, pause_in, resume_in
from queue_server.usecases.issuing import IssueRequest, issue_in
from queue_server.usecases.moving import act
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once, UnitRecord
from queue_server.usecases.ports.environment import Clock, Ids
from queue_server.usecases.rating import counters_turn, rate_in, verdict_of_key
from queue_server.usecases.serving import TransferRequest, finish_in, hold_in, no_show_in, start_in, transfer_in

BY_UNIT = "unit"
"""Who acted, in events, when a key did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One key event as its bridge reports it; repeated until answered."""

    serial: str
    boot: int
    sequence: int
    unit: str
    key: int
    kind: Literal["press", "release", "held"]
    age_s: float
    """Seconds since the key went down when this copy left the bridge."""
    arrived: float
    """Monotonic seconds when this copy reached the server."""
    age_guessed: bool = False
    """Whether the age is a guess, of a press made while no bridge asked the unit."""

    @property
    def id(self) -> str:
        """Name of this event for all time: serial number, boot count and sequence."""
        return f"{self.serial}/{self.boot}/{self.sequence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PressAnswer:
    """What the box shows and beeps; stored, so that a repeat gets the same."""

    ok: bool
    number: str | None = None
    waiting: int | None = None
    code: str | None = None
    issued: str | None = None
    """Id of the ticket that the key issued."""
    ahead: int = 0
    """Who was ahead of that ticket when it was issued."""
    wait: WaitEstimate | None = None
    """Its likely wait then."""


class CounterKey:
    """Acts on presses."""

    def __init__(self, offices: Offices, ids: Ids, clock: Clock, holidays: Holidays = no_holidays) -> None:
        self._offices = offices
        self._ids = ids
        self._clock = clock
        self._holidays = holidays

    def press(self, device: Device, press: Press, outlook: Outlook = NO_OUTLOOK) -> Done[PressAnswer]:
        """Act on a press, or refuse it; either way the answer is stored with it.

        Args:
            outlook: of the office, for keys that give numbers.

        Raises:
            Refusal: unit_unknown, idempotency_conflict, busy - nothing was stored, the bridge may ask again.
        """
        once = Once(key=f"press {press.id}", request_hash=f"{press.unit} {press.key} {press.kind}", kind=PressAnswer)
        new_id, new_token = self._ids.new_id(), self._ids.new_token()

        def work(tx: OfficeTransaction) -> PressAnswer:
            record = tx.unit(device.id, press.unit)
            if record is None:
                raise Refusal("unit_unknown", f"bridge {device.name} has not announced unit {press.unit}")
            if self._clock.now() < tx.at:
                # The office's time is slow until a clock that was set back has caught up: a press could be taken for a
                # second tap of the one before.
                record = replace(record, next_at=None)
            age_s = press.age_s + self._clock.monotonic() - press.arrived
            return _Key(tx, record, press, age_s, new_id, new_token, self._holidays, outlook).answer()

        return act(self._offices, device.office, work, once)


class _Key:
    """One press within its transaction."""

    def __init__(
        self,
        tx: OfficeTransaction,
        record: UnitRecord,
        press: Press,
        age_s: float,
        new_id: str,
        new_token: str,
        holidays: Holidays,
        outlook: Outlook,
    ) -> None:
        self._holidays = holidays
        self._outlook = outlook
        self._tx = tx
        self._record = record
        self._press = press
        self._age_s = age_s
        self._new_id = new_id
        self._new_token = new_token

    def answer(self) -> PressAnswer:
        """Return the answer and store what the unit's next press needs to know."""
        press = self._press
        try:
            answer = self._answer_in_time()
        except Refusal as refusal:
            # Refusals come before the first write of an action. That "next" has opened a counter is meant to stay.
            answer = self._state(ok=False, code=refusal.code)
        self._tx.save_unit(
            replace(
                self._record,
                serial=press.serial,
                boot=press.boot,
                sequence=press.sequence,
                last_code=answer.code,
            )
        )
        return answer

    def _answer_in_time(self) -> PressAnswer:
        rules, record = self._tx.office.rules, self._record
        if self._age_s > rules.press_ttl_s:
            raise Refusal("press_expired", f"pressed {self._age_s:.1f} s ago")
        if self._press.kind == "release":
            return self._state(ok=True)
        if self._press.kind == "held":
            return self._held()
        action = self._action(record.unit.actions)
        if action.verb is not Verb.NEXT:
            return self._do(action)
        # A guess must not make a second tap of a press: such a one counts as made just now.
        pressed_at = self._tx.at - timedelta(seconds=0.0 if self._press.age_guessed else self._age_s)
        if record.next_at is not None and pressed_at - record.next_at < timedelta(seconds=rules.double_press_s):
            return self._state(ok=True, number=record.next_number)
        answer = self._next()
        self._record = replace(record, next_at=pressed_at, next_number=answer.number)
        return answer

    def _action(self, actions: Mapping[str, str]) -> KeyAction:
        text = actions.get(str(self._press.key))
        if text is None:
            raise Refusal("key_without_action", f"key {self._press.key} of {self._press.unit} has no action")
        return parse_action(text)

    def _held(self) -> PressAnswer:
        """Do what the key was given for being held; the bridge has sent no press then.

        Without anything, the press has acted already, and holding "next" ends the last ticket of a line that is empty.
        """
        unit = self._record.unit
        if str(self._press.key) in unit.long_actions:
            action = self._action(unit.long_actions)
            return self._next() if action.verb is Verb.NEXT else self._do(action)
        action = self._action(unit.actions)
        if action.verb is Verb.NEXT and self._record.last_code == "queue_empty":
            finish_in(self._tx, self._counter(), BY_UNIT)
        return self._state(ok=True)

    def _next(self) -> PressAnswer:
        counter = self._counter()
        desk = self._tx.desk(counter)
        if desk.state is DeskState.CLOSED:
            change_desk(self._tx, desk, CounterOpened(counter=counter, operator=None))
        elif desk.state is DeskState.PAUSED:
            change_desk(self._tx, desk, CounterResumed(counter=counter))
        call_next_in(self._tx, counter, BY_UNIT, self._new_id)
        return self._state(ok=True)

    def _do(self, action: KeyAction) -> PressAnswer:
        tx = self._tx
        if action.verb in WITHOUT_COUNTER:
            request = IssueRequest(service=action.service or "", kiosk=self._press.unit)
            issued = issue_in(tx, request, self._new_id, self._new_token, self._outlook, self._holidays)
            return PressAnswer(ok=True, number=issued.number, issued=issued.id, ahead=issued.ahead, wait=issued.wait)
        counter = self._counter()
        match action.verb:
            case Verb.RECALL:
                recall_in(tx, counter, self._new_id)
            case Verb.START:
                start_in(tx, counter)
            case Verb.FINISH:
                finish_in(tx, counter, BY_UNIT)
            case Verb.NO_SHOW:
                no_show_in(tx, counter)
            case Verb.HOLD:
                hold_in(tx, counter, BY_UNIT)
            case Verb.TRANSFER:
                transfer_in(tx, counter, BY_UNIT, TransferRequest(service=action.service))
            case Verb.RATE:
                turn = counters_turn(tx, counter)
                rate_in(tx, turn, verdict_of_key(tx, turn, action.score or 0), RatedBy.UNIT)
            case Verb.PAUSE if tx.desk(counter).state is DeskState.PAUSED:
                resume_in(tx, counter)
            case Verb.PAUSE:
                pause_in(tx, counter, None)
        return self._state(ok=True)

    def _counter(self) -> str:
        counter = self._record.unit.place
        if counter is None:
            raise Refusal("counter_unknown", f"unit {self._press.unit} belongs to no counter")
        return self._tx.office.counter(counter).code

    def _state(self, *, ok: bool, code: str | None = None, number: str | None = None) -> PressAnswer:
        """Return the answer with the counter's number and its waiting count after the press."""
        counter = self._record.unit.place
        if counter is None or all(one.code != counter for one in self._tx.office.counters):
            return PressAnswer(ok=ok, code=code)
        desk, ticket = self._tx.desk(counter), self._tx.ticket_at(counter)
        services = services_of(self._tx, self._tx.office.counter(counter), desk.operator)
        place = Place(counter=counter, operator=desk.operator, services=services)
        waiting = waiting_for(self._tx.waiting_groups(), place)
        return PressAnswer(
            ok=ok,
            code=code,
            number=number or (ticket.number if ticket else None),
            waiting=0 if desk.state is DeskState.CLOSED else waiting,
        )
