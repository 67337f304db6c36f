"""Keys that issue tickets beside a printer: a dispenser without any screen."""

from collections.abc import Callable

from queue_server.domain.device import Device
from queue_server.domain.waiting_time import NO_OUTLOOK
from queue_server.usecases.counter_key import CounterKey, Press, PressAnswer
from queue_server.usecases.outlooks import Outlooks
from queue_server.usecases.ports.changing import Done
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.printing import Place, Printing


class Dispenser:
    """Acts on presses as ``CounterKey`` does, and has the ticket that a key issued printed.

    What keeps a kiosk from giving numbers keeps a key from it as well: hours, quota, closing time and locks. The paper
    is queued before the press is answered: if the server ends in between, the bridge asks again, gets the same ticket,
    and the paper is queued then.
    """

    def __init__(
        self,
        keys: CounterKey,
        printing: Printing,
        reader: OfficeReader,
        url_of: Callable[[str], str],
        outlooks: Outlooks,
    ) -> None:
        self._keys = keys
        self._printing = printing
        self._reader = reader
        self._url_of = url_of
        self._outlooks = outlooks

    def press(self, device: Device, press: Press) -> Done[PressAnswer]:
        """Act on a press; see ``CounterKey.press``."""
        outlook = self._outlooks.of(device.office) if self._may_issue(device, press) else NO_OUTLOOK
        done = self._keys.press(device, press, outlook)
        answer = done.value
        ticket = None if answer.issued is None else self._reader.ticket(answer.issued)
        if ticket is not None:
            place = Place.of(answer.ahead, answer.wait, self._url_of(ticket.token))
            self._printing.print_from_unit(ticket.id, press.unit, place)
        return done

    def _may_issue(self, device: Device, press: Press) -> bool:
        """Return whether the unit has keys that give numbers; only then the likely wait is worked out."""
        units = (one.unit for one in self._reader.units(device.office))
        return any(one.issues for one in units if (one.device, one.name) == (device.id, press.unit))
