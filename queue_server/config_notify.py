"""The section [notify]: by what messages reach phones."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from queue_server.settings import Settings, SettingsError, SettingsFile, written


class NotifySection(Settings, frozen=True, kw_only=True):
    """[notify]"""

    webhook_url: Annotated[str, written("https://gateway.example.vn/sms", r"^(https?://[^\s]+)?$")] = ""
    """Of a gateway for SMS or Zalo; empty: none."""
    webhook_secret_file: str = "var/webhook.secret"
    """What its messages are signed with; created when missing, to be told the gateway."""
    smtp_host: str = ""
    """Server that takes e-mail; empty: none is sent."""
    smtp_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_sender: str = ""
    """Address that mails come from."""
    smtp_user: str = ""
    smtp_password_file: str = "var/smtp.password"
    """Read if there is a user."""
    push: bool = True
    """Offer the browser's own messages, where ``public_url`` begins with https and the extra ``webpush`` is there."""
    push_key_file: str = "var/push.pem"
    """Key that signs them; created when missing. With another key, phones have to be asked anew."""
    push_contact: Annotated[
        str, written("mailto:it@example.vn or https://so.example.vn", r"^((mailto:|https://)[^\s]+)?$")
    ] = ""
    """``mailto:`` or ``https:`` address for those who run push services; ``public_url`` if empty."""
    kept_days: Annotated[int, msgspec.Meta(ge=1, le=30)] = 1
    """Addresses go when the ticket ends, after so many days at the latest."""

    def __post_init__(self) -> None:
        """Refuse mails from nobody."""
        if self.smtp_host and "@" not in self.smtp_sender:
            raise ValueError("smtp_sender: is needed with smtp_host, such as so@example.vn")


def notify_section(file: SettingsFile) -> NotifySection:
    """Return the section with absolute paths.

    Raises:
        SettingsError: unknown key, wrong type or impossible value.
    """
    section = file.section("notify", NotifySection)
    return msgspec.structs.replace(
        section,
        webhook_secret_file=str(file.resolve(section.webhook_secret_file)),
        smtp_password_file=str(file.resolve(section.smtp_password_file)),
        push_key_file=str(file.resolve(section.push_key_file)),
    )


def smtp_password(section: NotifySection) -> str:
    """Return the password of the mail server's user, empty without a user.

    Raises:
        SettingsError: its file can't be read.
    """
    if not section.smtp_user:
        return ""
    try:
        return Path(section.smtp_password_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"[notify]: smtp_password_file: {section.smtp_password_file}: {error}") from None
