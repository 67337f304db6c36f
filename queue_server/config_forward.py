"""The section [forward]: where a box forwards its office's log to."""

from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from queue_server.config_office import Code
from queue_server.settings import Settings, SettingsFile, written

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ForwardSection(Settings, frozen=True, kw_only=True):
    """[forward]"""

    url: Annotated[str, written("https://so.example.vn", r"^(https?://[^\s/]+/?)?$")] = ""
    """Address of the province's server, by https; empty: nothing is forwarded."""
    token_file: str = "var/forward.token"
    """Token of a device of kind box, made in the province."""
    ca_file: str = ""
    """Certificates to trust instead of the system's, for a province with a certificate of its own."""
    office: Code | None = None
    """The office to forward; needed only where there are several."""

    def __post_init__(self) -> None:
        """Refuse to send the token readably over a network."""
        if self.url.startswith("http:") and urlsplit(self.url).hostname not in LOOPBACK:
            raise ValueError("url: must begin with https://, except for this computer itself")


def forward_section(file: SettingsFile) -> ForwardSection:
    """Return the section with absolute paths.

    Raises:
        SettingsError: unknown key, wrong type or impossible value.
    """
    section = file.section("forward", ForwardSection)
    return msgspec.structs.replace(
        section,
        token_file=str(file.resolve(section.token_file)),
        ca_file=str(file.resolve(section.ca_file)) if section.ca_file else "",
    )
