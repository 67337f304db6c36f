"""Names of Socket.IO namespaces, events and rooms."""

BOARD = "/board"
COUNTER = "/counter"
TICKET = "/ticket"
BRIDGE = "/bridge"

BEAT_EVERY_S = 5.0
"""Seconds between two heartbeats of the server."""

STALE_AFTER_S = 12.0
"""Seconds without a beat after which a client shows "offline" or "----" and reconnects."""

RECONNECT_DELAY_S = (0.5, 3.0)
"""Bounds of the random delay before a client reconnects."""

MAX_FRAME_BYTES = 64 * 1024
"""Larger frames close the connection with 1009."""


def office_room(office: str) -> str:
    """Return the room of everyone who follows an office's board."""
    return f"office:{office}"


def ticket_room(ticket_id: str) -> str:
    """Return the room of the phones that follow one ticket."""
    return f"ticket:{ticket_id}"


def bridge_room(device_id: str) -> str:
    """Return the room of one bridge, for commands to its units."""
    return f"bridge:{device_id}"


def display_room(device_id: str) -> str:
    """Return the room of one display, for commands to it."""
    return f"display:{device_id}"
