"""Keys that issue tickets beside a printer: a dispenser without any screen."""

from collections.abc import Callable

from queue_server.domain.device import Device
from queue_server.usecases.counter_key import CounterKey, Press, PressAnswer
from queue_server.usecases.ports.changing import Done
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.printing import Printing


class Dispenser:
    """Acts on presses as ``CounterKey`` does, and has the ticket that a key issued printed.

    The paper is queued before the press is answered: if the server ends in between, the bridge asks again, gets the
    same ticket, and the paper is queued then.
    """

    def __init__(
        self, keys: CounterKey, printing: Printing, reader: OfficeReader, url_of: Callable[[str], str]
    ) -> None:
        self._keys = keys
        self._printing = printing
        self._reader = reader
        self._url_of = url_of

    def press(self, device: Device, press: Press) -> Done[PressAnswer]:
        """Act on a press; see ``CounterKey.press``."""
        done = self._keys.press(device, press)
        if done.value.issued is not None:
            ticket = self._reader.ticket(done.value.issued)
            if ticket is not None:
                self._printing.print_from_unit(ticket.id, press.unit, self._url_of(ticket.token))
        return done
