"""Why a ticket was called: kept as one line of text that reads well as it is and can be read back part by part."""

import re
from dataclasses import dataclass

from queue_server.domain.ticket import PriorityClass

CHOSEN = "chosen by staff: "
"""Begins the reason of a call out of turn; what the operator wrote follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReason:
    """Why a policy chose a ticket.

    Text: ``policy accumulating, priority class elderly, waited 6 min 10 s, score 18.5``, then what else holds.
    """

    policy: str
    priority_class: PriorityClass
    group: str | None = None
    """Code of the declared group; named in place of the class."""
    waited_s: int
    score: float | None = None
    """accumulating: points at the call; the highest of the counter's line was called."""
    turn: str | None = None
    """ratio: whose turn it was, "priority" or "normal", if both waited."""
    too_long: bool = False
    """It had waited as long as anybody may, and so came before the policy."""
    placed_first: bool = False
    counter: str | None = None
    """It was sent to this counter."""
    operator: bool = False
    """It was sent to the operator."""

    def text(self) -> str:
        """Return the reason as it is stored and answered."""
        minutes, seconds = divmod(self.waited_s, 60)
        parts = [
            f"policy {self.policy}",
            f"priority class {self.group or self.priority_class.value}",
            f"waited {minutes} min {seconds} s",
        ]
        if self.score is not None:
            parts.append(f"score {self.score:.1f}")
        if self.turn is not None:
            parts.append(f"turn of {self.turn}")
        if self.too_long:
            parts.append("waited as long as anybody may")
        if self.placed_first:
            parts.append("placed first by a transfer or return")
        if self.counter is not None:
            parts.append(f"sent to counter {self.counter}")
        if self.operator:
            parts.append("sent to this operator")
        return ", ".join(parts)


_TEXT = re.compile(
    r"policy (?P<policy>\w+), priority class (?P<group>[\w-]+), waited (?P<min>\d+) min (?P<s>\d+) s"
    r"(, score (?P<score>-?[\d.]+))?(, turn of (?P<turn>priority|normal))?"
    r"(?P<too_long>, waited as long as anybody may)?"
    r"(?P<first>, placed first by a transfer or return)?(, sent to counter (?P<counter>[^,]+))?"
    r"(?P<operator>, sent to this operator)?"
)


def read_reason(text: str) -> CallReason | None:
    """Return a stored reason part by part; None for a call out of turn or a text of another kind."""
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    group = found["group"]
    is_class = group in PriorityClass.__members__.values()
    return CallReason(
        policy=found["policy"],
        priority_class=PriorityClass(group) if is_class else PriorityClass.PRIORITY,
        group=None if is_class else group,
        waited_s=int(found["min"]) * 60 + int(found["s"]),
        score=float(found["score"]) if found["score"] else None,
        turn=found["turn"],
        too_long=found["too_long"] is not None,
        placed_first=found["first"] is not None,
        counter=found["counter"],
        operator=found["operator"] is not None,
    )
