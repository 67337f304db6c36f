"""A likely wait in words; rounded so that nobody takes it for a promise."""

from math import ceil

from flask_babel import gettext

from queue_server.contract.board_extras import WaitRange


def low_minutes(seconds: float) -> int:
    """Return the nearest whole minutes, at least one; above ten the nearest multiple of five: a middle stays one."""
    minutes = max(1, round(seconds / 60))
    return minutes if minutes <= 10 else 5 * round(minutes / 5)


def high_minutes(seconds: float) -> int:
    """Return whole minutes, rounded up: to 1 up to ten, to 5 above."""
    minutes = max(1, ceil(seconds / 60))
    return minutes if minutes <= 10 else 5 * ceil(minutes / 5)


def remark_words(wait: WaitRange | None) -> str:
    """Return that the turn would come only after closing time, or on either side of a break; "" for everybody else."""
    if wait is None:
        return ""
    if wait.after_closing:
        return str(gettext("perhaps only after closing time"))
    match wait.over_break:
        case "perhaps_after":
            return str(gettext("perhaps only after the break"))
        case "perhaps_before":
            return str(gettext("perhaps even before the break"))
    return ""


def waiting_words(wait: WaitRange | None) -> str:
    """Return "about 10–20 min", or that there is no estimate yet."""
    if wait is None:
        return str(gettext("no estimate yet"))
    low, high = low_minutes(wait.low), high_minutes(wait.high)
    if low >= high:
        return str(gettext("about %(high)s min", high=high))
    return str(gettext("about %(low)s–%(high)s min", low=low, high=high))
