"""What a TV page is told to show: layout, files of the playlist, and what the display is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from queue_server.domain.device import Device
from queue_server.domain.layout import Layout, Zone, portrait_zones
from queue_server.usecases.displays import Showing

Media = Mapping[str, object]
"""``{"name", "url", "kind"}`` of one file, ``kind`` being image or video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TvShowing:
    """What one TV page shows."""

    showing: Showing
    device: Device | None
    """The display that asks, None for a browser without a token."""
    media: Sequence[Media] = ()
    """All files of the office by name."""
    revision: int
    """The office's ``display_revision`` that this answers for."""

    @property
    def layout(self) -> Layout:
        """The layout that is shown."""
        return self.showing.layout

    def data(self) -> dict[str, object]:
        """Return what the page's scripts need."""
        setup = self.showing.setup
        return {
            "layout": layout_data(self.layout),
            "media": chosen_media(self.layout, self.media),
            "display": {
                "device": self.device.id if self.device else None,
                "name": self.device.name if self.device else "",
                "zone": setup.zone,
                "volume": setup.volume,
                "speaks": setup.speaks,
            },
            "display_revision": self.revision,
        }


def layout_data(layout: Layout) -> dict[str, object]:
    """Return a layout as the API and the page's scripts have it; a tall screen's zones are always there."""
    return {
        "code": layout.code,
        "name": layout.name,
        "theme": layout.theme.value,
        "languages": list(layout.languages),
        "landscape": [_zone(zone) for zone in layout.landscape],
        "portrait": [_zone(zone) for zone in portrait_zones(layout)],
        "services": list(layout.services),
        "counters": list(layout.counters),
        "recent": layout.recent,
        "waits": layout.waits,
        "call_s": layout.call_s,
        "ticker": dict(layout.ticker),
        "media": list(layout.media),
        "picture_s": layout.picture_s,
        "dark_from": _clock(layout.dark_from),
        "dark_until": _clock(layout.dark_until),
    }


def chosen_media(layout: Layout, media: Sequence[Media]) -> list[Media]:
    """Return the files a layout plays, in its order; files that are gone are left out."""
    if not layout.media:
        return list(media)
    known = {one["name"]: one for one in media}
    return [known[name] for name in layout.media if name in known]


def _zone(zone: Zone) -> dict[str, object]:
    return {
        "part": zone.part.value,
        "column": zone.column,
        "row": zone.row,
        "columns": zone.columns,
        "rows": zone.rows,
    }


def _clock(at: time | None) -> str | None:
    return None if at is None else at.isoformat("minutes")
