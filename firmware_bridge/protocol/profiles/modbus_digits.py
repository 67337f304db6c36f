"""Driver of bought digit displays that speak Modbus RTU; what differs between makes stands in ``digit_devices``."""

from collections.abc import Mapping

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.profiles.digit_devices import DEVICES, DigitDevice
from firmware_bridge.protocol.profiles.options import OptionReader
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.profiles.repaint import PaintedProfile, Part


class DigitDisplay(PaintedProfile):
    """One display of one of the known makes."""

    usual = (9600, "8N1")

    def __init__(self, address: int, device: DigitDevice) -> None:
        super().__init__()
        self._address = address
        self._device = device

    def objection(self, number: str) -> str | None:
        return self._device.objection(number)

    def picture(self, display: Display) -> Mapping[str, Part]:
        return self._device.writes(self._address, display)


def modbus_digits(options: UnitOptions) -> DigitDisplay:
    """Return the driver of a digit display; option ``device`` names its make."""
    reader = OptionReader(options.options)
    device = DEVICES[reader.choice("device", None, DEVICES)](reader)
    reader.end()
    return DigitDisplay(options.address, device)
