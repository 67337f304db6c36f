"""Puts what sends messages to phones together."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from queue_server.adapters.db.database import Database
from queue_server.adapters.notify.mail import Mail, MailServer
from queue_server.adapters.notify.notifier import Notifier
from queue_server.adapters.notify.push import WebPush
from queue_server.adapters.notify.webhook import Webhook
from queue_server.adapters.web.message_desk import MessageDesk
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.config import Configuration
from queue_server.config_notify import NotifySection, smtp_password
from queue_server.domain.notifying import Channel
from queue_server.secret import read_or_create_secret
from queue_server.settings import SettingsError
from queue_server.usecases.board import Boards
from queue_server.usecases.dead_messages import DeadMessages
from queue_server.usecases.notifying import Consents, Notifying
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.notifying import Sender
from queue_server.usecases.reminding import Reminding


class PhoneMessages:
    """The channels of this server; a server without any sends nothing.

    Raises:
        SettingsError: a secret can't be made or read.
    """

    def __init__(self, configuration: Configuration) -> None:
        section = configuration.notify
        self._kept = timedelta(days=section.kept_days)
        self._senders: dict[Channel, Sender] = {}
        if section.webhook_url:
            secret = read_or_create_secret(Path(section.webhook_secret_file))
            self._senders[Channel.WEBHOOK] = Webhook(section.webhook_url, secret, time.time)
        if section.smtp_host:
            self._senders[Channel.MAIL] = Mail(_mail_server(section))
        self._push_key: str | None = None
        url = configuration.server.public_url
        if section.push and url.startswith("https:") and find_spec("pywebpush") is not None:
            push = _push(section, url)
            self._senders[Channel.PUSH] = push
            self._push_key = push.public_key

    def desk(self, database: Database) -> MessageDesk:
        """Return what pages need."""
        channels = frozenset(self._senders)
        return MessageDesk(
            consents=Consents(database.offices, database.outbox, channels),
            reminding=Reminding(database.offices, database.appointments, channels),
            dead=DeadMessages(database.offices, database.outbox, database.reader, database.appointments),
            kept_days=self._kept.days,
            push_key=self._push_key,
        )

    def notifier(self, database: Database, clock: Clock, is_on_duty: Callable[[], bool], urls: TicketUrls) -> Notifier:
        """Return the task that sends; to be started and stopped."""
        senders: Mapping[Channel, Sender] = self._senders
        boards = Boards(database.reader, clock)
        notifying = Notifying(
            database.offices,
            database.reader,
            boards,
            database.outbox,
            senders,
            clock,
            self._kept,
            urls.of_key,
            urls.of_code,
        )
        return Notifier(notifying, is_on_duty)


def _mail_server(section: NotifySection) -> MailServer:
    return MailServer(
        host=section.smtp_host,
        port=section.smtp_port,
        security=section.smtp_security,
        sender=section.smtp_sender,
        user=section.smtp_user,
        password=smtp_password(section),
    )


def _push(section: NotifySection, url: str) -> WebPush:
    try:
        return WebPush(Path(section.push_key_file), section.push_contact or url)
    except (OSError, ValueError) as error:
        raise SettingsError(f"[notify]: push_key_file: {section.push_key_file}: {error}") from None
