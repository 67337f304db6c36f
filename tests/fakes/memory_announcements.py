"""In-memory twin of what is stored of announcements."""

from queue_server.domain.announced import CallSound
from queue_server.usecases.ports.failures import RuleBroken
from tests.fakes.memory_state import State


class MemoryAnnouncementRecords:
    """See ``AnnouncementRecords``."""

    def __init__(self, state: State, code: str) -> None:
        self._state = state
        self._code = code

    def has_call(self, call_id):
        return self._state.calls.get(call_id, ("", None))[0] == self._code

    def get(self, call_id, zone):
        return self._state.announcements.get((call_id, zone))

    def save(self, announcement):
        if announcement.call_id not in self._state.calls:
            raise RuleBroken(f"no call {announcement.call_id}")
        self._state.announcements[announcement.call_id, announcement.zone] = announcement


def ended(state: State, office: str, zone: str, limit: int) -> list[str]:
    newest = [call_id for call_id, (of, _) in state.calls.items() if of == office][-limit:]
    return [call_id for call_id in newest if (call_id, zone) in state.announcements]


def sounds(state: State, office: str, counter: str | None, limit: int) -> list[CallSound]:
    calls = [call for of, call in state.calls.values() if of == office and counter in (None, call.counter)]
    return [
        CallSound(
            call=call,
            withdrawn=call.call_id in state.withdrawn,
            announcements=tuple(
                one for (call_id, _), one in sorted(state.announcements.items()) if call_id == call.call_id
            ),
        )
        for call in reversed(calls[-limit:])
    ]
