"""Which addresses are taken, and how long sending is tried."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.errors import Refusal
from queue_server.domain.notice_texts import text_of
from queue_server.domain.notifying import (
    LAST_RETRY_S,
    MOST_ATTEMPTS,
    Channel,
    Message,
    NoticeKind,
    checked_address,
    is_given_up,
    masked_address,
    message_id,
    retry_at,
    signature,
    still_tells,
)
from queue_server.domain.ticket import TicketState
from tests.ticket_builders import MORNING, a_ticket


def a_message(**fields):
    given = {
        "id": "called-c1-mail",
        "office": "songcong",
        "ticket": "tA1",
        "kind": NoticeKind.CALLED,
        "channel": Channel.MAIL,
        "address": "lan@example.vn",
        "language": "vi",
        "number": "A001",
        "place": "Quầy 1",
        "created_at": MORNING,
        "next_at": MORNING,
    }
    return Message(**(given | fields))


@pytest.mark.parametrize(
    ("channel", "text", "kept"),
    [
        (Channel.WEBHOOK, " 091 234 5678 ", "0912345678"),
        (Channel.WEBHOOK, "+84 (91) 234-5678", "+84912345678"),
        (Channel.MAIL, " lan@example.vn ", "lan@example.vn"),
        (Channel.PUSH, '{"endpoint":"https://push"}', '{"endpoint":"https://push"}'),
    ],
)
def test_addresses_are_taken_as_people_write_them(channel, text, kept):
    assert checked_address(channel, text) == kept


@pytest.mark.parametrize(
    ("channel", "text"),
    [
        (Channel.WEBHOOK, "12345"),
        (Channel.WEBHOOK, "call me"),
        (Channel.MAIL, "lan"),
        (Channel.MAIL, "a@b.vn,c@d.vn"),
        (Channel.MAIL, "a@b.vn\nBcc: c@d.vn"),
        (Channel.PUSH, "hello"),
    ],
)
def test_what_is_no_address_is_refused_with_its_field(channel, text):
    """A line break in an address would be a second recipient."""
    with pytest.raises(Refusal) as refused:
        checked_address(channel, text)

    assert (refused.value.code, refused.value.field) == ("invalid", "address")


@given(st.integers(1, MOST_ATTEMPTS))
def test_it_is_tried_ever_more_rarely(attempts):
    now, later = retry_at(attempts, MORNING), retry_at(attempts + 1, MORNING)

    assert MORNING < now <= later <= MORNING + timedelta(seconds=LAST_RETRY_S)


def test_a_message_is_given_up_after_many_attempts_or_when_it_is_too_late():
    assert not is_given_up(a_message(), 1, MORNING)
    assert is_given_up(a_message(), MOST_ATTEMPTS, MORNING)
    assert is_given_up(a_message(), 1, MORNING + timedelta(minutes=11))
    assert not is_given_up(a_message(kind=NoticeKind.REMINDER), 1, MORNING + timedelta(minutes=11))


def test_messages_say_where_to_go_in_the_citizen_s_language():
    assert text_of(a_message(), "Một cửa") == "Một cửa: mời số A001 đến Quầy 1."
    assert text_of(a_message(language="en"), "Office") == "Office: number A001, please go to Quầy 1."
    assert "A001" in text_of(a_message(language="fr", kind=NoticeKind.NEAR, place="2"), "X")


def test_ids_and_signatures_are_stable():
    assert message_id(NoticeKind.CALLED, "c1", Channel.MAIL) == "called-c1-mail"
    assert signature("secret", 7, b"{}") == signature("secret", 7, b"{}") != signature("secret", 8, b"{}")


@pytest.mark.parametrize(
    ("kind", "state", "queued_s", "tells"),
    [
        (NoticeKind.NEAR, TicketState.WAITING, 0, True),
        (NoticeKind.NEAR, TicketState.CALLED, 0, False),
        (NoticeKind.CALLED, TicketState.CALLED, 0, True),
        (NoticeKind.CALLED, TicketState.CALLED, -1, False),
        (NoticeKind.CALLED, TicketState.SERVING, 0, False),
        (NoticeKind.REMINDER, TicketState.WAITING, 0, True),
        (NoticeKind.REMINDER, TicketState.CANCELLED, 0, False),
    ],
)
def test_a_message_is_of_use_only_while_it_tells_what_is_so(kind, state, queued_s, tells):
    """A newer call has a message of its own, and may be to another counter."""
    called = {} if state is TicketState.WAITING else {"counter": "1", "leg": {"called_at": MORNING}}
    message = a_message(kind=kind, created_at=MORNING + timedelta(seconds=queued_s))

    assert still_tells(message, a_ticket(state=state, **called)) is tells


@pytest.mark.parametrize(
    ("channel", "address", "shown"),
    [
        (Channel.WEBHOOK, "0912345678", "…678"),
        (Channel.MAIL, "lan@example.vn", "l…@example.vn"),
        (Channel.PUSH, '{"endpoint": "https://push/secret"}', ""),
    ],
)
def test_only_part_of_an_address_is_shown(channel, address, shown):
    assert masked_address(channel, address) == shown
