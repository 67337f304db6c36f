"""Who is connected now: one entry for each connection to a namespace, and which offices they follow."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from queue_server.domain.device import Device
from queue_server.domain.operator import Operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """One client on one namespace, as it was admitted."""

    namespace: str
    sid: str
    office: str | None = None
    """The office it follows from the start; consoles choose theirs later."""
    device: Device | None = None
    operator: Operator | None = None
    session: str | None = None
    """Token of the operator's session, to notice when it ends."""
    ticket: str | None = None
    """Id of the ticket a phone follows."""
    display: str = ""
    """What a display without a token calls itself."""


class Guests:
    """All connections of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._guests: dict[tuple[str, str], Guest] = {}
        self._follow: dict[tuple[str, str], set[str]] = {}
        self._followers: dict[str, Counter[str]] = {}
        """By office, how many there are on each namespace."""

    def enter(self, guest: Guest) -> None:
        """Remember a connection."""
        with self._lock:
            self._guests[guest.namespace, guest.sid] = guest
        if guest.office is not None:
            self.follow(guest, guest.office)

    def follow(self, guest: Guest, office: str) -> bool:
        """Count a connection among an office's followers; return False if it is gone."""
        key = (guest.namespace, guest.sid)
        with self._lock:
            if key not in self._guests:
                return False
            offices = self._follow.setdefault(key, set())
            if office not in offices:
                offices.add(office)
                self._followers.setdefault(office, Counter())[guest.namespace] += 1
            return True

    def leave(self, namespace: str, sid: str) -> Guest | None:
        """Forget a connection and return what it was, None if it never entered."""
        with self._lock:
            guest = self._guests.pop((namespace, sid), None)
            for office in self._follow.pop((namespace, sid), ()):
                self._followers[office][namespace] -= 1
                if not self._followers[office].total():
                    del self._followers[office]
            return guest

    def get(self, namespace: str, sid: str) -> Guest | None:
        """Return a connection, None if it is gone."""
        return self._guests.get((namespace, sid))

    def all(self) -> list[Guest]:
        """Return all connections."""
        with self._lock:
            return list(self._guests.values())

    def followed(self) -> list[str]:
        """Return the offices that anybody follows."""
        with self._lock:
            return list(self._followers)

    def followers(self, office: str) -> int:
        """Return how many connections follow an office."""
        found = self._followers.get(office)
        return found.total() if found is not None else 0

    def follows(self, office: str, namespace: str) -> bool:
        """Return whether any connection to this namespace follows an office."""
        found = self._followers.get(office)
        return found is not None and found[namespace] > 0

    def count(self, namespaces: Iterable[str]) -> dict[str, int]:
        """Return how many connections each of these namespaces has."""
        counts = dict.fromkeys(namespaces, 0)
        for guest in self.all():
            counts[guest.namespace] = counts.get(guest.namespace, 0) + 1
        return counts
