"""How much a scenario does: reduced in ``make test``, in full in ``make acceptance``."""

import os

FULL = os.environ.get("MOISO_COUNTS") == "full"


def count(reduced: int, full: int) -> int:
    """Return the number of repetitions for this run."""
    return full if FULL else reduced
