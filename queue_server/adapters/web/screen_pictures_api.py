"""A screen sends a picture of itself, when staff asked for one."""

from flask import request

from queue_server.adapters.screen_pictures import MOST_BYTES, ScreenPictures
from queue_server.adapters.web.access import Access
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.domain.device import DeviceKind

DISPLAYS = Access(devices=frozenset({DeviceKind.DISPLAY}))


class ScreenPictureOperations:
    """Takes pictures."""

    def __init__(self, pictures: ScreenPictures) -> None:
        self._pictures = pictures

    @Operation(
        method="PUT",
        rule="/displays/picture",
        access=DISPLAYS,
        status=204,
        refusals=["invalid", "too_large"],
    )
    def take_picture(self) -> Reply:
        """Keep a picture of the display that sends it, in place of the one before.

        The body is a JPEG of at most 512 kB, as `application/octet-stream`. Administrators see it under "Screens now".
        """
        device = admitted().caller.device
        assert device is not None
        request.max_content_length = MOST_BYTES
        self._pictures.save(device.id, request.stream.read(MOST_BYTES + 1))
        return Reply(None)
