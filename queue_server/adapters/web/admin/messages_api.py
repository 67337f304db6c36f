"""Messages to phones that could not be sent: listing them, and sending them again."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from queue_server.adapters.web.access import Access
from queue_server.adapters.web.admin.admin_api import by_whom
from queue_server.adapters.web.bodies import PLAIN, Code
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import Body, Path, Query
from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import FromServer
from queue_server.domain.notifying import Channel
from queue_server.domain.operator import Right
from queue_server.usecases.dead_messages import DeadMessage, DeadMessages
from queue_server.usecases.ports.reading import OfficeReader

ADMINISTERS = Access(right=Right.ADMINISTER)
MOST = 1000


class DeadMessageItem(FromServer, frozen=True, kw_only=True):
    """A message that was given up."""

    id: str
    office: str
    number: str
    kind: str
    """near, called or reminder."""
    channel: str
    """webhook, push or mail."""
    address: str | None
    """Only its end or beginning; null once it was forgotten."""
    queued_at: str
    given_up_at: str
    attempts: int
    reason: str | None
    """Why it could not be sent."""
    sendable: bool
    """Whether it would still tell what is so; if not, it isn't sent again."""


class DeadMessageList(FromServer, frozen=True, kw_only=True):
    """Messages of the last day, the newest first."""

    messages: list[DeadMessageItem]


class SentAgainAnswer(FromServer, frozen=True, kw_only=True):
    """What became of the messages of a channel."""

    queued: int
    over: int
    """Left as they were, since they are of no use any more."""


class DeadMessagesQuery(Query):
    """Whose messages, and how many at most."""

    office: Code
    limit: int = Field(default=200, ge=1, le=MOST)


class MessagePath(Path):
    """Names a message of an office."""

    office: Code
    message: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=PLAIN)]


class SendAgainBody(Body):
    """Whose messages, and of which channel."""

    office: Code
    channel: Literal["webhook", "push", "mail"]


class MessageOperations:
    """What administrators do with messages that could not be sent."""

    def __init__(self, messages: DeadMessages, reader: OfficeReader) -> None:
        self._messages = messages
        self._reader = reader

    @Operation(
        method="GET",
        rule="/admin/messages",
        access=ADMINISTERS,
        answer=DeadMessageList,
        refusals=["office_unknown", "forbidden"],
    )
    def list_dead_messages(self, query: DeadMessagesQuery) -> Reply:
        """List the messages to phones that were given up in the last day."""
        found = self._messages.of(query.office, by_whom(), query.limit)
        zone = self._reader.office(query.office).time_zone
        return Reply(DeadMessageList(messages=[_item(one, zone) for one in found]))

    @Operation(
        method="POST",
        rule="/admin/messages/<office>/<message>/send-again",
        access=ADMINISTERS,
        path=MessagePath,
        status=204,
        refusals=["office_unknown", "forbidden", "not_found", "message_over"],
    )
    def send_message_again(self, path: MessagePath) -> Reply:
        """Queue a message again, with the same id; repeating it changes nothing.

        It is refused when the number has moved on, or its holder has withdrawn the address.
        """
        self._messages.send_again(path.office, path.message, by_whom())
        return Reply(None)

    @Operation(
        method="POST",
        rule="/admin/messages/send-again",
        access=ADMINISTERS,
        answer=SentAgainAnswer,
        refusals=["office_unknown", "forbidden"],
    )
    def send_messages_again(self, body: SendAgainBody) -> Reply:
        """Queue all messages of a channel again that still tell what is so."""
        done = self._messages.send_all_again(body.office, Channel(body.channel), by_whom())
        return Reply(SentAgainAnswer(queued=done.queued, over=done.over))


def _item(one: DeadMessage, zone: str) -> DeadMessageItem:
    message = one.message
    return DeadMessageItem(
        id=message.id,
        office=message.office,
        number=message.number,
        kind=message.kind.value,
        channel=message.channel.value,
        address=one.address,
        queued_at=rfc3339(message.created_at, zone),
        given_up_at=rfc3339(message.ended_at or message.created_at, zone),
        attempts=message.attempts,
        reason=message.error,
        sendable=one.sendable,
    )
