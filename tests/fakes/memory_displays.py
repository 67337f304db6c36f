"""In-memory twin of what is stored of displays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from queue_server.domain.errors import Refusal
from tests.fakes.memory_state import State

if TYPE_CHECKING:
    from tests.fakes.memory_offices import MemoryDatabase


class MemoryDisplayRecords:
    """See ``DisplayRecords``."""

    def __init__(self, state: State, code: str, revision: int) -> None:
        self._state = state
        self._code = code
        self._revision = revision

    def save_layout(self, layout):
        self._state.layouts[self._code, layout.code] = layout
        self._touch()

    def remove_layout(self, code):
        removed = self._state.layouts.pop((self._code, code), None) is not None
        if removed:
            self._touch()
        return removed

    def layouts(self):
        known = sorted(self._state.layouts.items(), key=lambda item: item[0])
        return [one for (of, _), one in known if of == self._code]

    def save_setup(self, setup):
        self._state.setups[setup.device] = (self._code, setup)
        self._touch()

    def save_notices(self, notices):
        self._touch(notices=tuple(notices))

    def _touch(self, **changes):
        office = self._state.offices[self._code]
        self._state.offices[self._code] = replace(office, display_revision=self._revision, **changes)


class MemoryPairings:
    """See ``Pairings``."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def add(self, pairing, secret_hash, most):
        with self._database.lock:
            waiting = self.waiting(pairing.asked_at)
            if len(waiting) >= most or pairing.code in {one.code for one in waiting}:
                return False
            self._database.state.pairings[pairing.code] = (pairing, secret_hash)
            return True

    def waiting(self, at):
        known = (one for one, _ in self._database.state.pairings.values() if one.expires_at > at)
        return sorted(sorted(known, key=lambda one: one.code), key=lambda one: one.asked_at, reverse=True)

    def of_secret(self, secret_hash, at):
        known = self._database.state.pairings.values()
        return next((one for one, of in known if of == secret_hash and one.expires_at > at), None)

    def accept(self, code, device, at, audit=None):
        from tests.fakes.memory_accounts import MemoryAccounts

        with self._database.lock:
            pairing, secret_hash = self._database.state.pairings.get(code, (None, ""))
            if pairing is None or pairing.expires_at <= at:
                raise Refusal("not_found", f"no display waits with the code {code!r} (any more)", "code")
            MemoryAccounts(self._database).add_device(device, secret_hash, audit)
            del self._database.state.pairings[code]
