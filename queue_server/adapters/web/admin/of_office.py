"""What records of offices and of their parts share: whose they are, and how they are read."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from queue_server.adapters.web.admin.fields import Values
from queue_server.adapters.web.admin.resource import Added, Record, office_and_code
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import Administration, refuse_unless_administrator
from queue_server.usecases.ports.reading import OfficeReader

Part = TypeVar("Part")


class OfficeRecords:
    """Records of which every office has exactly one: its rules for something.

    Args:
        record_of: what an office's record says.
        changed: an office with the values of a form.
        stays: why there is one for each office, never more or less, where that is so.
    """

    def __init__(
        self,
        administration: Administration,
        reader: OfficeReader,
        record_of: Callable[[Office], Record],
        changed: Callable[[Office, Values], Office],
        stays: str = "",
    ) -> None:
        self._administration = administration
        self._reader = reader
        self._record_of = record_of
        self._changed = changed
        self._stays = stays

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        """See ``Records``."""
        offices = self._reader.offices() if office is None else [self._reader.office(office)]
        return [self._record_of(one) for one in offices if by.office in (None, one.code)]

    def one(self, by: Operator, item: str) -> Record:
        """See ``Records``."""
        refuse_unless_administrator(by, item)
        return self._record_of(self._reader.office(item))

    def add(self, by: Operator, values: Values) -> Added:
        """See ``Records``."""
        raise Refusal("method_not_allowed", self._stays)

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        """See ``Records``."""
        changed = self._administration.change_office(by, item, lambda office: self._changed(office, values), tag)
        return self._record_of(changed)

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        """See ``Records``."""
        raise Refusal("method_not_allowed", self._stays)


class PartRecords(Generic[Part]):
    """Reads records that are parts of an office, each named ``office:code``."""

    def __init__(
        self,
        administration: Administration,
        reader: OfficeReader,
        parts: Callable[[Office], Sequence[Part]],
        part: Callable[[Office, str], Part],
        record_of: Callable[[Office, Part], Record],
    ) -> None:
        self._administration = administration
        self._reader = reader
        self._parts = parts
        self._part = part
        self._record_of = record_of

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        """See ``Records``."""
        offices = self._reader.offices() if office is None else [self._reader.office(office)]
        mine = [one for one in offices if by.office in (None, one.code)]
        return [self._record_of(one, part) for one in mine for part in self._parts(one)]

    def one(self, by: Operator, item: str) -> Record:
        """See ``Records``."""
        office, code = office_and_code(item)
        refuse_unless_administrator(by, office)
        known = self._reader.office(office)
        return self._record_of(known, self._part(known, code))


def position_of(values: Values) -> int | None:
    """Return the place in the list that was asked for."""
    position = values.get("position")
    return position if isinstance(position, int) else None
