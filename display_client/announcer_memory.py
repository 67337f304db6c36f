"""What a speaker must not forget when it is started anew: what it began, how it ended, what the server was not told."""

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path

from display_client import kept_file
from queue_server.contract.codec import Json

logger = logging.getLogger(__name__)

MOST = 400


@dataclass(frozen=True, slots=True)
class Report:
    """Something the server has to hear at least once."""

    event: str
    """announcing or announced."""
    payload: dict[str, Json]


@dataclass
class AnnouncerMemory:
    """Kept in one small file, which is written before a call is spoken."""

    path: Path
    _calls: dict[str, str | None] = field(default_factory=dict)
    _untold: list[Report] = field(default_factory=list)

    def load(self) -> None:
        """Read the file; a call that was begun by an earlier run and not ended has failed."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            self._calls = {str(key): value for key, value in kept["calls"].items()}
            self._untold = [Report(str(event), dict(payload)) for event, payload in kept["untold"]]
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning("%s can't be used and is begun anew: %s", self.path, error)
            self._calls, self._untold = {}, []
        for call_id in [key for key, outcome in self._calls.items() if outcome is None]:
            self.end(call_id, "failed", "the program was started anew")

    @property
    def ids(self) -> list[str]:
        """Return the calls that were begun or ended."""
        return list(self._calls)

    @property
    def untold(self) -> list[Report]:
        """Return what the server has not acknowledged, oldest first."""
        return list(self._untold)

    def begin(self, call_id: str) -> None:
        """Keep that a call is being spoken."""
        self._calls[call_id] = None
        self._untold.append(Report("announcing", {"call_id": call_id}))
        self._save()

    def end(self, call_id: str, outcome: str, error: str | None) -> None:
        """Keep how a call ended; only the first time counts."""
        if self._calls.get(call_id) is not None:
            return
        self._calls.pop(call_id, None)
        self._calls[call_id] = outcome
        payload: dict[str, Json] = {"call_id": call_id, "outcome": outcome}
        self._untold.append(Report("announced", payload | ({"error": error} if error else {})))
        self._save()

    def told(self, report: Report) -> None:
        """Forget a report that the server has taken, or will never take."""
        self._untold = [one for one in self._untold if one is not report]
        self._save()

    def _save(self) -> None:
        self._calls = dict(list(self._calls.items())[-MOST:])
        self._untold = self._untold[-MOST:]
        kept = {"calls": self._calls, "untold": [[one.event, one.payload] for one in self._untold]}
        try:
            kept_file.put(self.path, json.dumps(kept).encode())
        except OSError as error:
            logger.warning("%s can't be written: %s", self.path, error)
