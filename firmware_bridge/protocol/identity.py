"""Who a unit says it is: registers 16 to 33, read in one answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol.event_ring import RingImage
from firmware_bridge.protocol.register_map import serial_text


@dataclass(frozen=True, slots=True)
class Identity:
    """One of our units, or something that only answers like one."""

    unit_id: int
    boot: int
    uptime_s: int
    ring: RingImage
    crc_errors: int
    """Damaged frames where the unit is."""
    frames: int
    version: int
    kind: int
    digits: int
    keys: int
    serial: str

    @classmethod
    def of(cls, values: Sequence[int]) -> "Identity":
        """Return what the 18 registers say."""
        return cls(
            unit_id=values[0],
            boot=values[1],
            uptime_s=values[2],
            ring=RingImage(values[3], tuple(values[4:12])),
            crc_errors=values[12],
            frames=values[13],
            version=values[14],
            kind=values[15] >> 8,
            digits=values[15] >> 4 & 0xF,
            keys=values[15] & 0xF,
            serial=serial_text(values[16] << 16 | values[17]),
        )

    @property
    def version_text(self) -> str:
        """``major.minor`` of the register map."""
        return f"{self.version >> 8}.{self.version & 0xFF}"

    @property
    def objection(self) -> str | None:
        """Why this unit must not be driven, None if it may."""
        if self.unit_id != registers.UNIT_ID:
            return f"register 16 is 0x{self.unit_id:04x}, not 0x{registers.UNIT_ID:04x}: another maker's device"
        # A value without a minor number is what other makers write when they mean the major one.
        if (self.version >> 8 or self.version) != registers.MAJOR:
            return f"its register map is {self.version_text}; this bridge knows {registers.MAJOR}.x"
        return None
