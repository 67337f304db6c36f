"""In-memory twin of what is known of people today."""


class MemoryPersonRecords:
    """See ``PersonRecords``."""

    def __init__(self, persons: dict[tuple[str, str], int], office: str) -> None:
        self._persons = persons
        self._office = office

    def tickets(self, name: str) -> int:
        return self._persons.get((self._office, name), 0)

    def count(self, name: str) -> None:
        self._persons[self._office, name] = self.tickets(name) + 1

    def forget(self) -> None:
        for known in [one for one in self._persons if one[0] == self._office]:
            del self._persons[known]
