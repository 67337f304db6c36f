"""A likely wait in minutes as pages, paper and displays tell it: rounded so that nobody takes it for a promise.

``static/js/waiting_words.js`` has the same rule.
"""

from math import ceil


def low_minutes(seconds: float) -> int:
    """Return the nearest whole minutes, at least one; above ten the nearest multiple of five: a middle stays one."""
    minutes = max(1, round(seconds / 60))
    return minutes if minutes <= 10 else 5 * round(minutes / 5)


def high_minutes(seconds: float) -> int:
    """Return whole minutes, rounded up: to 1 up to ten, to 5 above."""
    minutes = max(1, ceil(seconds / 60))
    return minutes if minutes <= 10 else 5 * ceil(minutes / 5)


def minutes_told(low_s: float, high_s: float) -> tuple[int, int]:
    """Return both ends of a range of seconds; the same twice is "about" that long."""
    high = high_minutes(high_s)
    return min(low_minutes(low_s), high), high
