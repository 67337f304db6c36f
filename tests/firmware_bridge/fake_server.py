"""The server as a bridge sees it: answers hello and presses by the contract, and can be away."""

from dataclasses import dataclass, field

from queue_server.contract.codec import to_wire
from queue_server.contract.messages import (
    Beat,
    Board,
    BoardCounter,
    BridgeHello,
    HelloAck,
    LastPress,
    PressAck,
    UnitPress,
    UnitSetup,
)

EXPIRES_S = 5.0


def a_board(revision=1, *, epoch="e1", counters=None):
    """A board of the office "songcong" with counters as (code, number, waiting, state)."""
    rows = counters if counters is not None else [("1", None, 0, "open")]
    return Board(
        office="songcong",
        office_name="Sông Công",
        epoch=epoch,
        revision=revision,
        at="2026-01-02T08:00:00+07:00",
        service_day="2026-01-02",
        calls=[],
        counters=[
            BoardCounter(counter=code, name=f"Quầy {code}", number=number, waiting=waiting, state=state)
            for code, number, waiting, state in rows
        ],
        services=[],
    )


@dataclass
class FakeServer:
    """Every press calls the next number of the unit's counter; what is stored survives its restarts."""

    epoch: str = "e1"
    revision: int = 1
    waiting: int = 99
    number: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    last: dict = field(default_factory=dict)
    acts: list = field(default_factory=list)
    """Press ids that called somebody, with the time."""
    hellos: list = field(default_factory=list)
    copies: list = field(default_factory=list)
    """Every copy of every press that came."""
    counters: dict = field(default_factory=dict)
    introduced: set = field(default_factory=set)
    unannounced: list = field(default_factory=list)
    """Presses of a serial number with a boot count that no hello had named yet, nor a later one."""
    refuse: str | None = None
    """A code with which presses are refused, unstored."""

    def board(self):
        rows = [
            (code, self.number.get(code), self.waiting, "calling" if code in self.number else "open")
            for code in sorted({counter.split(":")[1] for counter in self.counters.values() if counter})
        ]
        return a_board(self.revision, epoch=self.epoch, counters=rows)

    def beat(self):
        return to_wire(Beat(epoch=self.epoch, revision=self.revision))

    def hello(self, message: BridgeHello):
        self.hellos.append(message)
        self.introduced |= {(unit.serial, unit.boot) for unit in message.units}
        self.counters = {unit.unit: unit.counter for unit in message.units}
        units = {
            unit.unit: UnitSetup(counter=unit.counter, show="number", last=self.last.get(unit.serial))
            for unit in message.units
        }
        return to_wire(HelloAck(ok=True, epoch=self.epoch, units=units, board=self.board()))

    def press(self, message: UnitPress, now: float):
        """Answer a press; known ones as before, late ones by refusal."""
        self.copies.append(message)
        serial, boot, sequence = message.press_id.split("/")
        if not any(serial == one and int(boot) <= newest for one, newest in self.introduced):
            self.unannounced.append(message.press_id)
        if self.refuse is not None:
            return to_wire(PressAck(ok=False, code=self.refuse))
        if message.press_id not in self.answers:
            self.answers[message.press_id] = to_wire(self._act(message, now))
            self.last[serial] = LastPress(serial=serial, boot=int(boot), sequence=int(sequence))
        return self.answers[message.press_id]

    def _act(self, message, now):
        if message.age_s > EXPIRES_S:
            return PressAck(ok=False, code="press_expired")
        self.acts.append((message.press_id, now))
        counter = self.counters[message.unit].split(":")[1]
        previous = self.number.get(counter, "A000")
        self.number[counter] = f"A{int(previous[1:]) + 1:03}"
        self.revision += 1
        return PressAck(ok=True, number=self.number[counter], waiting=self.waiting)
