"""Sends the server a picture of what the screen shows, for staff who asked for it."""

import logging
import urllib.request

from display_client.config import Display
from display_client.screens.chromium import Chromium
from display_client.screens.devtools import BrowserRefused

logger = logging.getLogger(__name__)

ANSWER_S = 5.0


def send_picture(display: Display, browser: Chromium) -> None:
    """Send one; what goes wrong is logged, since staff just ask again.

    Raises:
        BrowserLost: the browser or the page does not answer.
    """
    if not display.token:
        return
    try:
        content = browser.picture()
    except BrowserRefused as error:
        logger.warning("no picture of the screen could be made: %s", error)
        return
    headers = {"Authorization": f"Bearer {display.token}", "Content-Type": "application/octet-stream"}
    # The server's address was checked to be http or https when it was read.
    request = urllib.request.Request(f"{display.server}/api/v1/displays/picture", content, headers, method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_S):
            logger.info("a picture of the screen was sent (%d bytes)", len(content))
    except OSError as error:
        logger.warning("a picture of the screen could not be sent: %s", error)
