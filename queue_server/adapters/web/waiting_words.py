"""A likely wait in words."""

from flask_babel import gettext

from queue_server.contract.board_extras import WaitRange
from queue_server.contract.waiting_minutes import minutes_told


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
    low, high = minutes_told(wait.low, wait.high)
    if low == high:
        return str(gettext("about %(high)s min", high=high))
    return str(gettext("about %(low)s–%(high)s min", low=low, high=high))
