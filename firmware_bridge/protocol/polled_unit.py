"""A unit on the line as its master keeps it: the driver, and whose turn it is for what."""

from typing import Final

from firmware_bridge.protocol.exchange import Exchange, Failure
from firmware_bridge.protocol.profiles.profile import Profile
from firmware_bridge.protocol.reachability import Reachability
from firmware_bridge.protocol.statistics import UnitStatistics

HURRIED_WRITES: Final = 3
"""A picture may be made of several."""


class PolledUnit:
    """A driver and what the master knows about its unit."""

    def __init__(self, address: int, profile: Profile) -> None:
        self.address = address
        self.profile = profile
        self.reach = Reachability()
        self.statistics = UnitStatistics()
        self.digits = ""
        self.hurried = HURRIED_WRITES
        """Writes that go before everything else: the digits changed, there is a sound, or the unit is back."""
        self.written = False
        """In this cycle, without hurry."""
        self.asked = False
        self.follow_ups = 0
        self.keen = profile.longest_gap_s is not None
        """It forgets what it is not asked for in time, so it is asked after every exchange with another unit."""
        self.just_asked = False

    def next_hurried_write(self, now: float) -> Exchange | None:
        """Return the next write that people wait for, None if there is none."""
        if not self.hurried or not self.reach.may_try(now):
            return None
        exchange = self.profile.next_write(now)
        self.hurried = self.hurried - 1 if exchange is not None else 0
        return exchange

    def failed(self, failure: Failure, now: float) -> bool:
        """Count a failure; return whether the unit has just gone off-line."""
        if failure is Failure.DAMAGED:
            self.statistics.crc_errors += 1
        else:
            self.statistics.timeouts += 1
        return self.reach.failed(now)
