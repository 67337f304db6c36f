"""E-mail by SMTP."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal

from queue_server.domain.notifying import Message, NoticeKind
from queue_server.usecases.ports.notifying import TryAgain, Undeliverable

TIMEOUT_S = 15.0

SUBJECTS = {"vi": "Số {number}", "en": "Number {number}"}
REMINDERS = {"vi": "Nhắc lịch hẹn {number}", "en": "Your appointment {number}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mails are handed in."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    """Address that mails come from."""
    user: str = ""
    password: str = field(default="", repr=False)


class Mail:
    """Sends by one server."""

    def __init__(self, server: MailServer, context: Callable[[], ssl.SSLContext] = ssl.create_default_context) -> None:
        self._server = server
        self._context = context

    def send(self, message: Message, office: str, text: str, url: str | None) -> None:
        mail = EmailMessage()
        mail["From"] = self._server.sender
        mail["To"] = message.address
        subjects = REMINDERS if message.kind is NoticeKind.REMINDER else SUBJECTS
        subject = subjects.get(message.language, subjects["vi"]).format(number=message.number)
        mail["Subject"] = f"{subject} - {office}"
        mail["Message-ID"] = f"<{message.id}@{self._server.sender.rpartition('@')[2]}>"
        mail["X-Moiso-Id"] = message.id
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text if url is None else f"{text}\n\n{url}\n")
        try:
            with self._open() as smtp:
                if self._server.user:
                    smtp.login(self._server.user, self._server.password)
                smtp.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _failure(max(codes, default=550)) from None
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise TryAgain(f"the mail server can't be reached ({type(error).__name__})") from None

    def _open(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=self._context())
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
        if server.security == "starttls":
            try:
                smtp.starttls(context=self._context())
            except BaseException:
                smtp.close()
                raise
        return smtp


def _failure(code: int) -> Exception:
    """Return what a refusal of the mail server means: those from 500 on are for ever, but for wrong credentials."""
    if code >= 500 and code not in (530, 534, 535):
        return Undeliverable(f"the mail server refused it with {code}")
    return TryAgain(f"the mail server answered {code}")
