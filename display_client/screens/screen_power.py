"""Switches a screen off outside its hours and on again, by commands of the desktop."""

import logging
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from display_client.screen_hours import is_on

logger = logging.getLogger(__name__)

COMMAND_S = 10.0


def run_command(command: Sequence[str]) -> None:
    """Run a command; one that fails is only logged, since a screen that stays on does no harm."""
    try:
        subprocess.run(command, check=True, timeout=COMMAND_S, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        logger.warning("the screen was not switched: %s", error)


@dataclass
class ScreenPower:
    """Follows the clock.

    Args:
        hours: when the screen is on, ``06:30-18:00``; empty for always, when no command is ever run.
        on: command that switches it on.
        off: command that switches it off.
        run: runs a command.
    """

    hours: str
    on: Sequence[str]
    off: Sequence[str]
    run: Callable[[Sequence[str]], None] = run_command
    _is_on: bool = field(default=True, init=False)

    def follow(self, now: datetime) -> None:
        """Switch the screen if its hours began or ended since the last look."""
        wanted = is_on(self.hours, now)
        if wanted is not self._is_on:
            self._is_on = wanted
            logger.info("the screen was switched %s", "on" if wanted else "off")
            self.run(self.on if wanted else self.off)

    def restore(self) -> None:
        """Leave the screen on when the program ends, or nobody finds out what is wrong with it."""
        if not self._is_on:
            self._is_on = True
            self.run(self.on)
